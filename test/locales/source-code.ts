import { readFileSync } from "node:fs";
import { parseSync } from "vite";

/** A piece of code as its parser sees it. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** A file of TypeScript, parsed. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly program: SyntaxNode;
}

export function parseFile(path: string, text = readFileSync(path, "utf8")): SourceFile {
  const { program, errors } = parseSync(path, text);
  const root: unknown = program;
  if (errors.length > 0 || !isNode(root)) throw new Error(`${path} could not be parsed.`);
  return { path, text, program: root };
}

/** Calls back for every node, with those around it, the nearest last. */
export function walk(
  node: SyntaxNode,
  visit: (node: SyntaxNode, around: readonly SyntaxNode[]) => void,
  around: readonly SyntaxNode[] = [],
): void {
  visit(node, around);
  const inner = [...around, node];
  for (const value of Object.values(node))
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, visit, inner);
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

export function nodesOf(value: unknown): readonly SyntaxNode[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** `file:line` of a place in a file. */
export function placeOf({ path, text }: SourceFile, offset: number): string {
  return `${path}:${text.slice(0, offset).split("\n").length}`;
}

/** The name that is called or tags a template, as `console.warn`. */
export function nameOf(node: unknown, { text }: SourceFile): string {
  return isNode(node) ? text.slice(node.start, node.end) : "";
}

/** The fixed parts of a string or template, and the code between them; undefined for other expressions. */
export function partsOf(
  node: SyntaxNode | undefined,
): { readonly strings: readonly string[]; readonly holes: readonly SyntaxNode[] } | undefined {
  if (node === undefined) return undefined;
  if (node.type === "Literal" && typeof node["value"] === "string")
    return { strings: [node["value"]], holes: [] };
  if (node.type !== "TemplateLiteral") return undefined;
  const strings = nodesOf(node["quasis"]).map(({ value }) =>
    typeof value === "object" && value !== null && "cooked" in value ? String(value.cooked) : "",
  );
  return { strings, holes: nodesOf(node["expressions"]) };
}

/** Code for the tests of this folder, with `#{…}` for `${…}`. */
export function example(...lines: readonly string[]): string {
  return lines.join("\n").replaceAll("#{", "${");
}

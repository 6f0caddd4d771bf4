import { readdirSync } from "node:fs";
import { join } from "node:path";
import {
  isNode,
  nameOf,
  nodesOf,
  parseFile,
  partsOf,
  placeOf,
  type SourceFile,
  type SyntaxNode,
  walk,
} from "./source-code.ts";

/** A message of the code. */
export interface SourceMessage {
  /** In English, with `{0}` where the first value stands. */
  readonly source: string;
  /** It has forms that differ by number. */
  readonly isPlural: boolean;
  /** Where it stands first, as `file:line`. */
  readonly place: string;
}

/** All code of the app, as paths from the root of the repository. */
export function appFiles(): readonly string[] {
  return readdirSync("web", { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.d)\.ts$/.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => !path.startsWith(join("web", "locales")))
    .sort();
}

/** Every message of the app by its English words. */
export function sourceMessages(): ReadonlyMap<string, SourceMessage> {
  const found = new Map<string, SourceMessage>();
  for (const message of appFiles().flatMap((path) => messagesOf(parseFile(path)))) {
    const known = found.get(message.source);
    if (known !== undefined && known.isPlural !== message.isPlural)
      throw new Error(`“${message.source}” is counted at one of ${known.place} and ${message.place} only.`);
    if (known === undefined) found.set(message.source, message);
  }
  return found;
}

/** The messages of one file, in order. @throws for one that cannot be read from the code */
export function messagesOf(file: SourceFile): readonly SourceMessage[] {
  const found: SourceMessage[] = [];
  walk(file.program, (node) => {
    if (node.type !== "CallExpression") return;
    const called = nameOf(node["callee"], file);
    const args = nodesOf(node["arguments"]);
    const place = placeOf(file, node.start);
    if (called === "plural") found.push({ source: sourceOf(args[2], file, place), isPlural: true, place });
    else if (called === "toTranslate" || (called === "msg" && !isLookUp(args[0])))
      found.push({ source: idOf(args[1]) ?? sourceOf(args[0], file, place), isPlural: false, place });
  });
  return found;
}

/** A text that core has marked. */
function isLookUp(node: SyntaxNode | undefined): boolean {
  return node !== undefined && /^(Identifier|MemberExpression|CallExpression)$/.test(node.type);
}

/** Words that have two meanings get an id. */
function idOf(options: SyntaxNode | undefined): string | undefined {
  const id = nodesOf(options?.["properties"]).find(({ key }) => isNode(key) && key["name"] === "id");
  const value = id?.["value"];
  return isNode(value) ? partsOf(value)?.strings[0] : undefined;
}

function sourceOf(node: SyntaxNode | undefined, file: SourceFile, place: string): string {
  const isTagged = node?.type === "TaggedTemplateExpression" && nameOf(node["tag"], file) === "str";
  const quasi = isTagged ? node["quasi"] : node;
  const parts = isNode(quasi) ? partsOf(quasi) : undefined;
  if (parts === undefined || (parts.holes.length > 0 && !isTagged))
    throw new Error(`${place}: a message must be a text, or str\`…\` with values.`);
  return parts.strings.reduce((text, part, index) => `${text}{${index - 1}}${part}`);
}

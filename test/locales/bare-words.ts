import { isNode, nameOf, partsOf, placeOf, type SourceFile, type SyntaxNode, walk } from "./source-code.ts";

/** Attributes that are read out or shown. */
const spoken = /^(aria-label|aria-description|aria-roledescription|aria-valuetext|title|placeholder|alt)$/;

/** Words in templates and strings of a file that did not go through `msg`, as `file:line: words`. */
export function bareWords(file: SourceFile, allowed: ReadonlySet<string>): readonly string[] {
  const found: string[] = [];
  const tell = (node: SyntaxNode, words: string) => {
    const text = words.replaceAll(/\s+/g, " ").trim();
    if (!allowed.has(text)) found.push(`${placeOf(file, node.start)}: ${text}`);
  };
  walk(file.program, (node, around) => {
    if (node.type === "TaggedTemplateExpression") {
      const quasi = node["quasi"];
      const parts = isNode(quasi) ? partsOf(quasi) : undefined;
      if (parts === undefined || nameOf(node["tag"], file) !== "html") return;
      for (const words of templateWords(parts.strings)) tell(node, words);
      return;
    }
    const parts = partsOf(node);
    if (parts === undefined || around.at(-1)?.type === "TaggedTemplateExpression") return;
    const text = parts.strings.join(" ");
    if (looksSaid(text, parts.holes.length > 0) && !isElsewhere(node, around, file)) tell(node, text);
  });
  return found;
}

/** The words between tags, and those of attributes that are read out. */
function templateWords(strings: readonly string[]): readonly string[] {
  // A value inside of a tag is no text: a mark stands for it.
  const markup = strings.join("\u0000").replaceAll(/<!--.*?-->/gs, "");
  const texts: string[] = [];
  let rest = markup;
  while (rest !== "") {
    const text = /^[^<]*/.exec(rest)?.[0] ?? "";
    const tag = /^<(?:"[^"]*"|'[^']*'|[^>"'])*>?/.exec(rest.slice(text.length))?.[0] ?? "";
    texts.push(text);
    for (const [, name = "", value = ""] of tag.matchAll(/([\w-]+)="([^"]*)"/g))
      if (spoken.test(name)) texts.push(value);
    rest = rest.slice(text.length + tag.length);
  }
  return texts.map((text) => text.replaceAll("\u0000", " ")).filter((text) => /\p{L}{2,}/u.test(text));
}

/** A capital and letters, or several words. A template of one word is a key or a name of a class. */
function looksSaid(text: string, hasHoles: boolean): boolean {
  const words = text.trim();
  // Drawings.
  if (words.startsWith("<")) return false;
  if (hasHoles) return /\p{L}{2,}\s+\p{L}{2,}|^\p{Lu}\p{Ll}+/u.test(words);
  return /^\p{Lu}[\p{Ll}’']+/u.test(words) || /^[\p{L}’',;-]{2,}(\s[\p{L}’',;.-]+)+[.…!?]?$/u.test(words);
}

/** For the console, developers, types, styles and the platform. */
function isElsewhere(node: SyntaxNode, around: readonly SyntaxNode[], file: SourceFile): boolean {
  const parent = around.at(-1);
  if (parent === undefined) return false;
  if (/^(ImportDeclaration|ImportExpression|TSLiteralType|SwitchCase|Directive)$/.test(parent.type))
    return true;
  if (parent.type === "BinaryExpression") return true;
  if (parent.type === "MemberExpression" || (parent.type === "Property" && parent["key"] === node))
    return true;
  return around.some(
    (outer) =>
      (outer.type === "CallExpression" || outer.type === "NewExpression") &&
      /^(msg|plural|toTranslate|console\.\w+|unreachable|invariant|\w*Error|Worker|matchMedia|.*\.(addEventListener|querySelector(All)?|matches|closest|setProperty))(<.*>)?$/s.test(
        nameOf(outer["callee"], file),
      ),
  );
}

/** A text as Markdown that shows exactly that text, lines included. */
export function escapeMarkdown(text: string): string {
  const lines = text.trim().split(/\r\n|[\r\n\u2028\u2029]/);
  return lines.map(escapedLine).join("\n");
}

function escapedLine(line: string, index: number, all: readonly string[]): string {
  const escaped = line
    .trim()
    .replace(/[\p{Cc}\p{Cs}]/gu, "")
    .replace(/[\\`*_[\]<>|~&$]/g, "\\$&")
    // Only at its beginning a line is made a heading, a list or a rule by these.
    .replace(/^[#+\-=:]/, "\\$&")
    .replace(/^(\d+)([.)])/, "$1\\$2");
  // Two blank lines are one; a line that goes on would run into the next without the mark.
  const goesOn = escaped !== "" && (all[index + 1]?.trim() ?? "") !== "";
  return goesOn ? `${escaped}\\` : escaped;
}

/** A value as a block of JSON, whatever it holds. */
export function fenced(value: unknown): string {
  const json = JSON.stringify(value, undefined, 2) ?? "null";
  const longest = Math.max(0, ...[...json.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(Math.max(3, longest + 1));
  return `${fence}json\n${json}\n${fence}`;
}

/** Every line of a block as a quotation. */
export function quoted(block: string): string {
  return block
    .split("\n")
    .map((line) => (line === "" ? ">" : `> ${line}`))
    .join("\n");
}

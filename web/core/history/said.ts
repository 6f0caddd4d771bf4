import type { LogEntry, Turn } from "../call/log-entry.ts";

/** What of a turn was said aloud or written, trimmed: of a turn that was cut only what was heard. */
export function saidText({ text, heard }: Turn): string {
  return (heard === undefined ? text : text.slice(0, heard.chars)).trim();
}

/** The turns in which something was said, in the order of the log. */
export function saidTurns(log: readonly LogEntry[]): readonly Turn[] {
  return log.filter((entry): entry is Turn => entry.kind === "turn" && saidText(entry) !== "");
}

/** A text in one line. */
export function oneLine(text: string): string {
  return text.trim().replace(/\s+/gu, " ");
}

/** The beginning of a text, cut at a word where there is one; `…` says that more follows. */
export function beginning(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length);
  // A character of two units is not cut in half.
  const whole = /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
  return `${/\s/.test(text.charAt(length)) ? whole.trimEnd() : whole.replace(/\s+\S*$/u, "")}…`;
}

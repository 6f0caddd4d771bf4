import type { LogEntry, Notice } from "../call/state.ts";

/** A line of a kept transcript: something said or done, or something that happened in between. */
export type KeptLine =
  | { readonly type: "entry"; readonly entry: LogEntry }
  | { readonly type: "notice"; readonly notice: Notice };

/** The log in its own order, with every notice before the first entry that began after it. */
export function keptLines(log: readonly LogEntry[], notices: readonly Notice[]): readonly KeptLine[] {
  const waiting = notices.toSorted((a, b) => a.atMs - b.atMs);
  const lines: KeptLine[] = [];
  for (const entry of log) {
    while (waiting[0] !== undefined && waiting[0].atMs < entry.startedAtMs)
      lines.push(...waiting.splice(0, 1).map(noticeLine));
    lines.push({ type: "entry", entry });
  }
  return [...lines, ...waiting.map(noticeLine)];
}

function noticeLine(notice: Notice): KeptLine {
  return { type: "notice", notice };
}

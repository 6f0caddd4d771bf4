import type { LogEntry } from "../call/log-entry.ts";
import type { Notice } from "../call/state.ts";

/**
 * A line of a kept transcript: something said or done, or something that happened or was shown in between. Pictures
 * between the same two of the others are one line.
 */
export type KeptLine<Shown extends Timed = Timed> =
  | { readonly type: "entry"; readonly entry: LogEntry }
  | { readonly type: "notice"; readonly notice: Notice }
  | { readonly type: "pictures"; readonly pictures: readonly [Shown, ...Shown[]] };

/** When it was, in ms since the epoch. */
export interface Timed {
  readonly atMs: number;
}

/** The log in its own order, with every notice and picture before the first entry that began after it. */
export function keptLines<Shown extends Timed = Timed>(
  log: readonly LogEntry[],
  notices: readonly Notice[],
  pictures: readonly Shown[] = [],
): readonly KeptLine<Shown>[] {
  const waiting: (Timed & { readonly line: KeptLine<Shown> })[] = [
    ...notices.map((notice) => ({ atMs: notice.atMs, line: { type: "notice", notice } as const })),
    ...pictures.map((shown) => ({
      atMs: shown.atMs,
      line: { type: "pictures", pictures: [shown] } as const,
    })),
  ].sort((a, b) => a.atMs - b.atMs);
  const lines: KeptLine<Shown>[] = [];
  const add = (line: KeptLine<Shown>) => {
    const before = lines.at(-1);
    if (line.type === "pictures" && before?.type === "pictures")
      lines[lines.length - 1] = { ...before, pictures: [...before.pictures, ...line.pictures] };
    else lines.push(line);
  };
  for (const entry of log) {
    while (waiting[0] !== undefined && waiting[0].atMs < entry.startedAtMs)
      for (const { line } of waiting.splice(0, 1)) add(line);
    add({ type: "entry", entry });
  }
  for (const { line } of waiting) add(line);
  return lines;
}

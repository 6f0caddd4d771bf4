import type { LogEntry } from "../call/log-entry.ts";
import type { Notice } from "../call/state.ts";
import type { Stretch } from "./playhead.ts";
import type { Gap } from "./track.ts";

/** A moment of a recording worth a sign over the waveform. */
export interface SoundMark {
  readonly kind: "interruption" | "tool" | "notice";
  /** From the beginning of the recording. */
  readonly atMs: number;
}

/** Where a recording lies: its beginning on the clock of the log, and its length. */
export interface SoundSpan {
  readonly startedAtMs: number;
  readonly durationMs: number;
}

/** Where the agent was interrupted, a tool was called, or something happened to the call; in order. */
export function soundMarks(
  log: readonly LogEntry[],
  notices: readonly Notice[],
  { startedAtMs, durationMs }: SoundSpan,
): readonly SoundMark[] {
  return [...log.flatMap(markOf), ...notices.filter(isSudden).map(noticeMark)]
    .map(({ kind, atMs }) => ({ kind, atMs: atMs - startedAtMs }))
    .filter(({ atMs }) => atMs >= 0 && atMs <= durationMs)
    .sort((a, b) => a.atMs - b.atMs);
}

/** The parts of which no sound is kept, cut to the recording. */
export function soundGaps(
  gaps: readonly Gap[],
  { startedAtMs, durationMs }: SoundSpan,
): readonly (Stretch & Pick<Gap, "reason">)[] {
  return gaps
    .map(({ reason, fromMs, untilMs }) => ({
      reason,
      fromMs: Math.max(0, fromMs - startedAtMs),
      untilMs: Math.min(durationMs, (untilMs ?? Infinity) - startedAtMs),
    }))
    .filter(({ fromMs, untilMs }) => untilMs > fromMs);
}

function markOf(entry: LogEntry): SoundMark[] {
  if (entry.kind === "tool-call") return [{ kind: "tool", atMs: entry.startedAtMs }];
  return entry.status === "interrupted" && entry.endedAtMs !== undefined
    ? [{ kind: "interruption", atMs: entry.endedAtMs }]
    : [];
}

/** Going off the record shows as a gap, and a new connection is no news beside the loss of the old one. */
function isSudden({ type }: Notice): boolean {
  return (
    type === "connection-lost" ||
    type === "storage-full" ||
    type === "microphone-changed" ||
    type === "silenced"
  );
}

function noticeMark({ atMs }: Notice): SoundMark {
  return { kind: "notice", atMs };
}

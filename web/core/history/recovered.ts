import type { LogEntry } from "../call/log-entry.ts";
import { type PieceHead, trackRateHz } from "../recording/track.ts";
import { latencies, toolNames, wordsOf } from "./call-record.ts";
import type { CallRecord, SoundState } from "./record.ts";
import { gapsOf } from "./sound-state.ts";

/** Everything that is stored of a call whose page is gone. */
export interface Remains {
  readonly log: readonly LogEntry[];
  /** Of both tracks, in any order. */
  readonly heads: readonly PieceHead[];
}

/** The record of a call that was cut off: it ended with the last thing that is known of it. */
export function recoveredRecord(record: CallRecord, { log, heads }: Remains): CallRecord {
  const words = wordsOf(log, record.agent.name);
  // Those of the page that is gone were not counted.
  const { underruns: _some, ...known } = record;
  return {
    ...known,
    ...words,
    title: record.isTitled ? record.title : words.title,
    status: "recovered",
    endedAtMs: lastKnownMs(record, { log, heads }),
    latenciesMs: latencies(log, new Set(log), gapsOf(record.sound)),
    tools: toolNames(log),
    sound: soundOf(record.sound, heads),
  };
}

/** Ends what was open in the log: turns with what was heard of them, tool calls without an answer. */
export function settledEntry(entry: LogEntry, endedAtMs: number): LogEntry {
  switch (entry.kind) {
    case "turn":
      return entry.status === "open" ? { ...entry, status: "complete", endedAtMs } : entry;
    case "tool-call":
      return entry.status === "running" || entry.status === "asking"
        ? { ...entry, status: "cancelled", endedAtMs }
        : entry;
  }
}

/** Whether anything at all is left of the call. */
export function isWorthRecovering({ sessions }: CallRecord, { log, heads }: Remains): boolean {
  return sessions > 0 || log.length > 0 || heads.length > 0;
}

function lastKnownMs({ startedAtMs, notices }: CallRecord, { log, heads }: Remains): number {
  return [
    ...log.map((entry) => entry.endedAtMs ?? entry.startedAtMs),
    ...notices.map(({ atMs }) => atMs),
    ...heads.map(pieceEndMs),
  ].reduce((last, atMs) => Math.max(last, atMs), startedAtMs);
}

function pieceEndMs({ track, firstFrame, frames, clock }: PieceHead): number {
  return clock.atMs + ((firstFrame + frames - clock.frame) / trackRateHz[track]) * 1_000;
}

function soundOf(sound: SoundState, heads: readonly PieceHead[]): SoundState {
  return sound.status === "pieces" && heads.length === 0 ? { status: "none", isRemoved: false } : sound;
}

import type { ActiveCall } from "../call/active-call.ts";
import type { LogEntry } from "../call/log-entry.ts";
import type { ReturnedCall } from "../call/returned.ts";
import type { RecordingState } from "../call/state.ts";
import type { Gap } from "../recording/track.ts";
import type { CallRecord, SoundState } from "./record.ts";
import { type Remains, recoveredRecord, settledEntry } from "./recovered.ts";
import { gapsOf } from "./sound-state.ts";

/** A call as it goes on after its page was gone: what was open in it is ended with the last thing that is known of it. */
export function returnedCall(record: CallRecord, remains: Remains, active: ActiveCall): ReturnedCall {
  const { endedAtMs: leftAtMs = record.startedAtMs } = recoveredRecord(record, remains);
  const gaps = gapsOf(record.sound);
  const log = remains.log.map((entry) => onRecordOnly(settledEntry(entry, leftAtMs), gaps));
  return {
    id: record.id,
    about: { agent: record.agent, model: record.model, voice: record.voice },
    startedAtMs: record.startedAtMs,
    log,
    usage: record.usage,
    context: record.context,
    muted: active.muted ?? false,
    recording: recordingOf(record.sound),
    gaps,
    sessions: record.sessions,
    notices: [...record.notices, { type: "connection-lost", atMs: leftAtMs }],
    underruns: record.underruns ?? 0,
    nextId: log.reduce((most, { id }) => Math.max(most, id), 0) + 1,
    handle: active.handle,
    leftAtMs,
  };
}

/** Of a turn that went on off the record only the part before is stored: it ends where that began. */
function onRecordOnly(entry: LogEntry, gaps: readonly Gap[]): LogEntry {
  if (entry.kind !== "turn" || entry.endedAtMs === undefined) return entry;
  const { startedAtMs, endedAtMs } = entry;
  const off = gaps.find(
    ({ reason, fromMs }) => reason === "off-record" && startedAtMs < fromMs && fromMs <= endedAtMs,
  );
  return off === undefined ? entry : { ...entry, endedAtMs: off.fromMs - 1 };
}

/** Who went off the record, is so still. */
function recordingOf(sound: SoundState): RecordingState {
  if (sound.status === "none") return "off";
  const open = new Set(sound.gaps.filter(({ untilMs }) => untilMs === undefined).map(({ reason }) => reason));
  if (open.has("off-record")) return "paused";
  return open.has("storage-full") ? "failed" : "on";
}

import * as v from "valibot";
import type { LogEntry } from "../core/call/log-entry.ts";
import {
  type BackupCall,
  type BackupCollection,
  type BackupManifest,
  backupFormat,
  isCallId,
} from "../core/history/backup-format.ts";
import type { CallRecord } from "../core/history/record.ts";
import type { Card } from "../core/tools/card.ts";

type Schema<T> = v.GenericSchema<unknown, T>;

/** Of a union of texts each one, so that none is forgotten here when one is added there. */
function oneOf<T extends string>(options: Readonly<Record<T, true>>) {
  // Its keys are exactly T.
  return v.picklist(Object.keys(options) as T[]);
}

const time = v.pipe(v.number(), v.finite(), v.minValue(-8.64e15), v.maxValue(8.64e15));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const peak = v.pipe(count, v.maxValue(255));
const data = v.record(v.string(), v.unknown());
const callId = v.pipe(v.string(), v.check(isCallId));

const modalityTokens = v.exactOptional(v.object({ text: amount, audio: amount, image: amount }));
const usage = v.object({
  promptTokens: amount,
  responseTokens: amount,
  totalTokens: amount,
  prompt: modalityTokens,
  response: modalityTokens,
});

// JSON leaves out what is undefined.
const gap = v.pipe(
  v.object({
    reason: oneOf({ "off-record": true, "storage-full": true, asleep: true, interrupted: true, away: true }),
    fromMs: time,
    untilMs: v.optional(time),
  }),
  v.transform(({ reason, fromMs, untilMs }) => ({ reason, fromMs, untilMs })),
);

const sound = v.variant("status", [
  v.object({ status: v.literal("none"), isRemoved: v.boolean() }),
  v.object({ status: v.literal("pieces"), gaps: v.array(gap) }),
  v.object({ status: v.literal("mp3"), gaps: v.array(gap) }),
]);

const end = v.variant("type", [
  v.object({ type: v.literal("hung-up") }),
  v.object({ type: v.literal("agent-hung-up"), reason: v.string() }),
  v.object({ type: v.literal("failed"), message: v.string() }),
]);

const notice = v.object({
  type: oneOf({
    "connection-lost": true,
    reconnected: true,
    "started-afresh": true,
    "sound-dropped": true,
    "storage-full": true,
    "off-record": true,
    "on-record": true,
    "pictures-full": true,
    "pictures-enough": true,
    "budget-warned": true,
    "microphone-changed": true,
    "microphone-refused": true,
    "speaker-changed": true,
    silenced: true,
    unsilenced: true,
    asleep: true,
    interrupted: true,
  }),
  atMs: time,
  label: v.exactOptional(v.string()),
  lostMs: v.exactOptional(amount),
});

const record: Schema<CallRecord> = v.pipe(
  v.object({
    id: callId,
    startedAtMs: time,
    endedAtMs: v.optional(time),
    // A call that runs is not in a backup: nobody would end it.
    status: v.picklist(["ended", "recovered"]),
    title: v.string(),
    isTitled: v.boolean(),
    firstWords: v.string(),
    isStarred: v.boolean(),
    notes: v.string(),
    agent: v.object({ id: v.string(), name: v.string() }),
    model: v.string(),
    voice: v.string(),
    end: v.optional(end),
    context: data,
    usage,
    latenciesMs: v.array(amount),
    underruns: v.exactOptional(count),
    sessions: count,
    tools: v.array(v.string()),
    notices: v.array(notice),
    sound,
    pictures: v.exactOptional(count),
  }),
  v.transform((call) => ({ ...call, endedAtMs: call.endedAtMs, end: call.end })),
);

const turn = v.pipe(
  v.object({
    kind: v.literal("turn"),
    id: count,
    role: oneOf({ user: true, agent: true }),
    text: v.string(),
    status: oneOf({ open: true, complete: true, interrupted: true }),
    startedAtMs: time,
    endedAtMs: v.optional(time),
    typed: v.boolean(),
    cameAtMs: v.exactOptional(time),
    soundedAtMs: v.exactOptional(time),
    audioMs: amount,
    marks: v.array(v.object({ chars: count, audioMs: amount })),
    heard: v.optional(v.object({ audioMs: amount, chars: count })),
  }),
  v.transform((entry) => ({ ...entry, endedAtMs: entry.endedAtMs, heard: entry.heard })),
);

const title = v.exactOptional(v.string());
const card: Schema<Card> = v.variant("kind", [
  v.object({ kind: v.literal("text"), title, text: v.string() }),
  v.object({ kind: v.literal("list"), title, items: v.array(v.string()) }),
  v.object({
    kind: v.literal("table"),
    title,
    columns: v.array(v.string()),
    rows: v.array(v.array(v.string())),
  }),
  v.object({
    kind: v.literal("link"),
    title: v.string(),
    url: v.string(),
    text: v.exactOptional(v.string()),
  }),
  v.object({
    kind: v.literal("chart"),
    title,
    unit: v.exactOptional(v.string()),
    bars: v.array(v.object({ label: v.string(), value: v.number() })),
  }),
  v.object({ kind: v.literal("file"), name: v.string(), mimeType: v.string(), content: v.string() }),
  v.object({ kind: v.literal("credit"), text: v.string(), url: v.string() }),
]);

const toolCall = v.pipe(
  v.object({
    kind: v.literal("tool-call"),
    id: count,
    call: v.object({ id: v.string(), name: v.string(), args: data }),
    ids: v.array(v.string()),
    answer: oneOf({ response: true, text: true }),
    status: oneOf({
      asking: true,
      running: true,
      done: true,
      failed: true,
      "timed-out": true,
      denied: true,
      cancelled: true,
    }),
    startedAtMs: time,
    endedAtMs: v.optional(time),
    response: v.optional(data),
    progress: v.optional(v.string()),
    cards: v.array(card),
  }),
  v.transform((entry) => ({
    ...entry,
    endedAtMs: entry.endedAtMs,
    response: entry.response,
    progress: entry.progress,
  })),
);

const entries: Schema<readonly LogEntry[]> = v.array(v.union([turn, toolCall]));

const recording = v.object({
  startedAtMs: time,
  durationMs: amount,
  channels: v.picklist([1, 2]),
  waveform: v.object({
    barMs: v.pipe(v.number(), v.finite(), v.gtValue(0)),
    user: v.array(peak),
    agent: v.array(peak),
  }),
});

const head = v.object({
  track: oneOf({ user: true, agent: true }),
  index: count,
  run: count,
  firstFrame: v.pipe(v.number(), v.finite()),
  frames: count,
  clock: v.object({ frame: v.pipe(v.number(), v.finite()), atMs: time }),
});

const picture = v.object({
  name: v.string(),
  atMs: time,
  source: oneOf({ camera: true, screen: true, photo: true }),
  width: count,
  height: count,
});

export const callSchema: Schema<BackupCall> = v.object({
  call: record,
  entries,
  recording: v.exactOptional(recording),
  pieces: v.exactOptional(v.array(v.object({ name: v.string(), heads: v.array(head) }))),
  pictures: v.exactOptional(v.array(picture)),
});

export const collectionSchema: Schema<BackupCollection> = v.object({
  collection: v.string(),
  records: v.array(v.object({ id: v.string(), value: v.exactOptional(v.unknown()) })),
});

export const manifestSchema: Schema<BackupManifest> = v.object({
  format: v.literal(backupFormat),
  version: count,
  createdAtMs: time,
  counts: v.object({ calls: count, agents: count, records: count }),
  files: v.array(
    v.object({ name: v.string(), bytes: count, sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) }),
  ),
});

import type { LogEntry } from "../../web/core/call/log-entry.ts";
import { RecordingError } from "../../web/core/errors.ts";
import type { CallRecord } from "../../web/core/history/record.ts";
import type { Picture } from "../../web/core/video/picture.ts";
import { callStartMs, type FakeApp } from "../fakes/fake-app.ts";
import { callRecord } from "../fakes/kept-calls.ts";
import { keptSound } from "../fakes/playable-sound.ts";
import { drawnJpeg } from "./drawn-jpeg.ts";
import { toolCall, turn } from "./log-entries.ts";

const agoMs = 3_900_000;
const startedAtMs = callStartMs - agoMs;
const seconds = 252;
const at = (atS: number) => startedAtMs + atS * 1000;

const cutText =
  "Done. The mind manor is yours on Tuesday from two to three, and I have sent the invitation to both of them.";
const meeting = { topic: "Budget", when: "Tue 24 Nov, 14:00–15:00", room: "mind_manor" };

/** The entries as they were said, in seconds of this call. */
const log: readonly LogEntry[] = [
  turn(1, "agent", 2, "Hello! I'm Parley. What can I do for you?"),
  turn(2, "user", 10, " Book the mind manor for Tuesday at two, with Ann and Ravi, about the budget."),
  toolCall(3, "schedule_meeting", {
    call: { id: "call-3", name: "schedule_meeting", args: meeting },
    startedAtMs: callStartMs + 36_000,
    endedAtMs: callStartMs + 36_400,
  }),
  turn(4, "agent", 38, cutText, {
    status: "interrupted",
    endedAtMs: callStartMs + 60_000,
    heard: { audioMs: 3200, chars: cutText.indexOf("and I have") },
  }),
  turn(5, "user", 61, "And what will the weather be?"),
  toolCall(6, "get_weather", {
    call: { id: "call-6", name: "get_weather", args: { place: "Berlin" } },
    status: "failed",
    startedAtMs: callStartMs + 76_000,
    endedAtMs: callStartMs + 77_300,
    response: { error: { status: "failed", message: "The weather service did not answer." } },
  }),
  turn(7, "agent", 79, "The weather service doesn't answer right now. Shall I try again in a moment?"),
  turn(8, "user", 130, "Yes, please. And put it into the invitation.", { typed: true }),
  turn(
    9,
    "agent",
    140,
    "Berlin will be dry on Tuesday, around nine degrees, with a light wind. I've added it.",
  ),
  turn(10, "user", 200, "Perfect. Bye."),
  turn(11, "agent", 206, "Goodbye, and good luck with the budget."),
].map((entry) => ({
  ...entry,
  startedAtMs: entry.startedAtMs - agoMs,
  endedAtMs: entry.endedAtMs === undefined ? undefined : entry.endedAtMs - agoMs,
}));

const record: CallRecord = callRecord("budget", agoMs, {
  endedAtMs: at(seconds),
  title: "Budget meeting and Berlin weather",
  isTitled: true,
  isStarred: true,
  notes: "Ask Ravi for the numbers of last year.",
  model: "gemini-3.8-live",
  usage: {
    promptTokens: 18_240,
    responseTokens: 3_112,
    totalTokens: 21_352,
    prompt: { text: 6_240, audio: 12_000, image: 0 },
    response: { text: 0, audio: 3_112, image: 0 },
  },
  underruns: 1,
  latenciesMs: [640, 810, 590, 1_930, 720, 680],
  sessions: 2,
  tools: ["schedule_meeting", "get_weather", "get_weather"],
  notices: [
    { type: "connection-lost", atMs: at(96) },
    { type: "reconnected", atMs: at(98) },
    { type: "off-record", atMs: at(108) },
    { type: "on-record", atMs: at(127) },
  ],
  sound: { status: "mp3", gaps: [{ reason: "off-record", fromMs: at(108), untilMs: at(127) }] },
});

const voices = {
  user: [
    [10, 22],
    [24, 35],
    [61, 75],
    [200, 205],
  ],
  agent: [
    [2, 9],
    [38, 60],
    [79, 95],
    [140, 152],
    [154, 190],
    [206, 221],
  ],
} as const;

/** One kept call as a person finds it. */
function kept(app: FakeApp, more: Partial<CallRecord> = {}, entries = log, hasSound = true): void {
  const call = { ...record, ...more };
  const { history, recordings } = app.historySide;
  history.show(call);
  const continued = {
    knowing: () => ({ instruction: "They booked a room." }),
    context: {},
    agentId: call.agent.id,
  };
  history.kept.set(call.id, { record: call, log: entries, continued });
  if (hasSound) recordings.sounds.set(call.id, keptSound(startedAtMs, seconds, voices));
}

const pieces = { status: "pieces", gaps: [] } as const;

/** States of one kept call. */
export const detailScenes = {
  detail: { hash: "#/history/budget?at=5", set: (app: FakeApp) => kept(app) },
  "detail-top": { hash: "#/history/budget", set: (app: FakeApp) => kept(app) },
  "detail-making": {
    hash: "#/history/budget",
    set: (app: FakeApp) => {
      kept(app, { sound: pieces, isStarred: false, notices: [] });
      const job = { status: "running", step: "encoding", share: 0.62 } as const;
      app.historySide.recordings.jobs.set(new Map([["budget", job]]));
    },
  },
  "detail-not-made": {
    hash: "#/history/budget",
    set: (app: FakeApp) => {
      kept(app, { sound: pieces, status: "recovered", end: undefined });
      const job = { status: "failed", error: new RecordingError("out-of-memory") } as const;
      app.historySide.recordings.jobs.set(new Map([["budget", job]]));
    },
  },
  "detail-text-only": {
    hash: "#/history/budget",
    set: (app: FakeApp) => {
      const message = "The connection didn't come back. Everything up to 4:12 is saved.";
      kept(app, { sound: { status: "none", isRemoved: true }, end: { type: "failed", message } }, log, false);
    },
  },
  "detail-running": {
    hash: "#/history/budget",
    set: (app: FakeApp) =>
      kept(app, { status: "running", endedAtMs: undefined, end: undefined, sound: pieces }, log.slice(0, 4)),
  },
  "detail-pictures": {
    hash: "#/history/budget",
    set: (app: FakeApp) => {
      kept(app, { pictures: 4 });
      const shown = (source: Picture["source"], atS: number): Picture => {
        return { source, atMs: at(atS), width: 64, height: 48, jpeg: drawnJpeg() };
      };
      const pictures = [shown("camera", 8), shown("camera", 30), shown("screen", 31), shown("photo", 100)];
      app.historySide.history.shown.set("budget", pictures);
    },
  },
  "detail-missing": { hash: "#/history/nowhere", set: () => {} },
} as const;

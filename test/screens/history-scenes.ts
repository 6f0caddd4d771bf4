import { StorageError } from "../../web/core/errors.ts";
import type { CallRecord } from "../../web/core/history/record.ts";
import type { FakeApp } from "../fakes/fake-app.ts";
import { callRecord } from "../fakes/kept-calls.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

function lasted(call: CallRecord, seconds: number): CallRecord {
  return { ...call, endedAtMs: call.startedAtMs + seconds * 1000 };
}

/** A few days of calls: starred, recovered, not recorded, in another script, and one that runs. */
export const someCalls: readonly CallRecord[] = [
  callRecord("now", 120_000, {
    title: "What to cook tonight",
    firstWords: "I have leeks, eggs and half a lemon.",
    status: "running",
    endedAtMs: undefined,
    end: undefined,
    sound: { status: "pieces", gaps: [] },
  }),
  lasted(
    callRecord("budget", 1.2 * hourMs, {
      title: "Budget meeting and Berlin weather",
      firstWords: "Book the mind manor for Tuesday at two, with Ann and Ravi, about the budget.",
      isStarred: true,
    }),
    252,
  ),
  lasted(
    callRecord("spanish", 5 * hourMs, {
      title: "Spanish: ordering in a café",
      firstWords: "Buenos días, me gustaría un café con leche y una tostada, por favor.",
      agent: { id: "tutor", name: "Language tutor" },
    }),
    700,
  ),
  lasted(
    callRecord("interview", dayMs, {
      title: "Interview practice, round 2",
      firstWords: "Tell me about a time when you disagreed with a decision.",
      agent: { id: "interviewer", name: "Interviewer" },
      status: "recovered",
      end: undefined,
      sound: { status: "pieces", gaps: [] },
    }),
    1385,
  ),
  lasted(
    callRecord("rupee", 1.3 * dayMs, {
      title: "Euro to rupee",
      firstWords: "How much is two hundred euro in rupees?",
      sound: { status: "none", isRemoved: false },
    }),
    48,
  ),
  lasted(
    callRecord("prayer", 4 * dayMs, {
      title: "مواعيد القطار إلى لشبونة",
      firstWords: "متى يغادر القطار الأول إلى لشبونة غدًا؟",
      agent: { id: "tutor", name: "Language tutor" },
    }),
    95,
  ),
  lasted(
    callRecord("lisbon", 12 * dayMs, {
      title: "Notes for the Lisbon trip",
      firstWords: "Take a note: train at eight from Oriente, and ask about the tiles.",
      isStarred: true,
      agent: { id: "secretary", name: "Meeting secretary" },
    }),
    451,
  ),
  lasted(
    callRecord("long", 400 * dayMs, {
      title:
        "Pneumonoultramicroscopicsilicovolcanoconiosis, how it is said, and every other long word we could find",
      firstWords: "",
    }),
    4271,
  ),
];

/** States of the history. */
export const historyScenes = {
  history: { hash: "#/history", set: (app: FakeApp) => app.historySide.history.show(...someCalls) },
  "history-empty": { hash: "#/history", set: () => {} },
  "history-failed": {
    hash: "#/history",
    set: (app: FakeApp) =>
      app.historySide.history.list.set({ status: "failed", error: new StorageError("blocked") }),
  },
  "history-busy": {
    hash: "#/history",
    set: (app: FakeApp) => {
      app.historySide.history.show(...someCalls);
      app.historySide.history.remove(["spanish"]);
      app.historySide.fileCalls.jobs.set([
        { id: 1, name: "voice-memo-2026-09-19.m4a", state: { status: "done", callId: "lisbon" } },
        { id: 2, name: "question.wav", state: { status: "sending", share: 0.4 } },
        {
          id: 3,
          name: "a-recording-with-a-remarkably-long-name-from-the-train.ogg",
          state: { status: "waiting" },
        },
        {
          id: 4,
          name: "notes.txt",
          state: { status: "failed", message: "This file holds no sound that this browser can read." },
        },
      ]);
    },
  },
} as const;

import { atom } from "nanostores";
import { beforeEach, describe, expect, it } from "vitest";
import { createRecorder, lastPieces } from "../../web/app/recorder.ts";
import { createRecordings } from "../../web/app/recordings.ts";
import { createUpkeep } from "../../web/app/upkeep.ts";
import { RecordingError } from "../../web/core/errors.ts";
import type { CallRecord } from "../../web/core/history/record.ts";
import { defaultSettings } from "../../web/core/settings.ts";
import { callStartMs } from "../fakes/fake-app.ts";
import { FakeEncoder, FakeEncoderFiles } from "../fakes/fake-encoder.ts";
import { callRecord } from "../fakes/kept-calls.ts";
import { settled } from "../fakes/kept-conversation.ts";
import { ManualClock } from "../fakes/manual-clock.ts";
import { type HeldCalls, MemoryCallLocks } from "../fakes/memory-call-locks.ts";
import { MemoryCallStore } from "../fakes/memory-call-store.ts";

let store: MemoryCallStore;
let held: HeldCalls;
/** What all tabs wait for before they encode. */
let lastWork: Promise<void>;

beforeEach(async () => {
  store = new MemoryCallStore();
  held = new Set();
  lastWork = Promise.resolve();
  await keep("a");
});

/** A call that is over, with two seconds of sound and no MP3. */
async function keep(id: string, more: Partial<CallRecord> = {}) {
  await store.putCall(callRecord(id, 0, { sound: { status: "pieces", gaps: [] }, ...more }));
  await store.putPiece({
    ...{ callId: id, track: "user", index: 0, run: 0, firstFrame: 0, frames: 32_000 },
    clock: { frame: 0, atMs: callStartMs },
    pcm: new Int16Array(32_000).fill(1_000).buffer,
  });
}

/** A page of the app in which the history is opened. */
function openPage() {
  const encoder = new FakeEncoder();
  const locks = new MemoryCallLocks(held);
  let goAway = () => {};
  const gone = new Promise<void>((resolve) => {
    goAway = resolve;
  });
  const recordings = createRecordings({
    ...{ store, encoder, encoderFiles: new FakeEncoderFiles(), live: atom({ phase: { name: "idle" } }) },
    decode: async () => [],
    alone: (work) => {
      const turn = lastWork.then(work);
      lastWork = Promise.race([turn.catch(() => undefined), gone]);
      return turn;
    },
    channels: () => 1,
    pause: async () => {},
  });
  const upkeep = createUpkeep({
    ...{ store, locks, settings: atom(defaultSettings), clock: new ManualClock(callStartMs) },
    offered: async () => undefined,
    calm: async () => {},
    onUnmade: (id) => recordings.make(id),
    onTrouble: (error) => {
      throw error;
    },
  });
  return {
    encoder,
    recordings,
    recorder: createRecorder({
      write: (piece) => store.putPiece(piece),
      last: (id) => lastPieces(store, id),
      hold: (id) => locks.hold(id),
      onFinished: () => {},
    }),
    openHistory: () => upkeep.run(),
    /** It goes while it encodes: nothing of it happens any more. */
    close() {
      goAway();
      locks.closeTab();
    },
  };
}

const isMade = async (id = "a") => (await store.getCall(id))?.sound.status === "mp3";

/** A page that opens the history, and is closed while it encodes. */
async function dieEncoding() {
  const page = openPage();
  page.encoder.hold();
  await page.openHistory();
  await expect.poll(() => page.encoder.running).toBe(1);
  page.close();
}

describe("a call that is over and has no MP3", () => {
  it("gets it when the history is opened", async () => {
    await openPage().openHistory();
    await expect.poll(() => isMade()).toBe(true);
  });

  it("gets it from the next page when the one that made it was closed", async () => {
    await dieEncoding();
    await openPage().openHistory();
    await expect.poll(() => isMade()).toBe(true);
  });

  it("is left to the person once two pages were gone over it", async () => {
    await dieEncoding();
    await dieEncoding();
    const page = openPage();
    await page.openHistory();
    await settled();
    expect(page.recordings.jobs.get().size).toBe(0);
    expect(await isMade()).toBe(false);
    page.recordings.make("a");
    await expect.poll(() => isMade()).toBe(true);
  });

  it("is made once, by the tab that was first", async () => {
    const first = openPage();
    const release = first.encoder.hold();
    await first.openHistory();
    await expect.poll(() => first.encoder.running).toBe(1);
    const second = openPage();
    await second.openHistory();
    release();
    await expect.poll(() => isMade()).toBe(true);
    await expect.poll(() => second.recordings.jobs.get().size).toBe(0);
    expect(second.encoder.sounds).toEqual([]);
  });

  it("waits until its last sound is stored, in whichever tab", async () => {
    const talking = openPage();
    const tape = await talking.recorder.start("a", () => {});
    const page = openPage();
    await page.openHistory();
    await settled();
    expect(page.encoder.sounds).toEqual([]);
    await tape.finish();
    await page.openHistory();
    await expect.poll(() => isMade()).toBe(true);
  });

  it("is not begun again by itself where the person has cancelled it, or it has failed for good", async () => {
    await keep("b");
    const page = openPage();
    page.encoder.hold();
    await page.openHistory();
    await expect.poll(() => page.encoder.running).toBe(1);
    for (const id of ["a", "b"]) page.recordings.cancel(id);
    await expect.poll(() => page.encoder.running).toBe(0);
    await keep("c");
    await keep("d");
    const failing = openPage();
    failing.encoder.failure = new RecordingError("out-of-memory");
    await failing.openHistory();
    const statuses = () => [...failing.recordings.jobs.get().values()].map(({ status }) => status);
    await expect.poll(statuses).toEqual(["failed", "failed"]);
    const next = openPage();
    await next.openHistory();
    await settled();
    expect(next.encoder.sounds).toEqual([]);
  });

  it("is tried by each page while the encoder is out of reach", async () => {
    for (let time = 0; time < 3; time += 1) {
      const offline = openPage();
      offline.encoder.failure = new RecordingError("encoder-load");
      await offline.openHistory();
      await expect.poll(() => offline.recordings.jobs.get().get("a")?.status).toBe("failed");
    }
    await openPage().openHistory();
    await expect.poll(() => isMade()).toBe(true);
  });
});

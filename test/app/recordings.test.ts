import { atom, type PreinitializedWritableAtom } from "nanostores";
import { beforeEach, describe, expect, it } from "vitest";
import type { EncodeJob } from "../../web/app/history-side.ts";
import { createRecordings } from "../../web/app/recordings.ts";
import type { Phase } from "../../web/core/call/state.ts";
import { RecordingError, StorageError } from "../../web/core/errors.ts";
import type { CallRecord, Recording } from "../../web/core/history/record.ts";
import { type TrackName, trackRateHz } from "../../web/core/recording/track.ts";
import { FakeEncoder, FakeEncoderFiles } from "../fakes/fake-encoder.ts";
import { callRecord } from "../fakes/kept-calls.ts";
import { MemoryCallStore } from "../fakes/memory-call-store.ts";

let store: MemoryCallStore;
let encoder: FakeEncoder;
let files: FakeEncoderFiles;
let channels: 1 | 2;
let decoded: readonly Float32Array[];
let live: PreinitializedWritableAtom<{ readonly phase: Phase }>;

beforeEach(() => {
  store = new MemoryCallStore();
  encoder = new FakeEncoder();
  files = new FakeEncoderFiles();
  channels = 1;
  decoded = [];
  live = atom({ phase: { name: "idle" } });
});

/** One page of the app. */
function openTab(alone: (work: () => Promise<void>) => Promise<void> = (work) => work()) {
  return createRecordings({
    store,
    encoder,
    encoderFiles: files,
    live,
    decode: async () => {
      if (decoded.length === 0) throw new DOMException("no sound", "EncodingError");
      return decoded;
    },
    alone,
    channels: () => channels,
    pause: async () => {},
  });
}

const startMs = 1_800_000_000_000;

/** A call with sound in its pieces. */
async function keepCall(id: string, more: Partial<CallRecord> = {}): Promise<void> {
  await store.putCall(
    callRecord(id, 0, {
      title: "Milk",
      sound: { status: "pieces", gaps: [] },
      startedAtMs: startMs,
      ...more,
    }),
  );
}

/** A second of a track, `atMs` after the start: every sample has this value. */
async function keepSecond(callId: string, track: TrackName, index: number, atMs: number, value: number) {
  const frames = trackRateHz[track];
  const firstFrame = (atMs * frames) / 1_000;
  await store.putPiece({
    callId,
    track,
    index,
    run: 0,
    firstFrame,
    frames,
    clock: { frame: firstFrame, atMs: startMs + atMs },
    pcm: new Int16Array(frames).fill(value).buffer,
  });
}

/** The person for two seconds, and the agent for one, three seconds after the start. */
async function keepTalk(id: string, more: Partial<CallRecord> = {}): Promise<void> {
  await keepCall(id, more);
  await keepSecond(id, "user", 0, 0, 1_000);
  await keepSecond(id, "user", 1, 1_000, 1_000);
  await keepSecond(id, "agent", 0, 3_000, 8_192);
}

type Tab = ReturnType<typeof openTab>;

/** Resolves once the job is of this kind; `undefined`: once there is none. */
async function reaches(
  tab: Tab,
  callId: string,
  status: EncodeJob["status"] | undefined,
): Promise<EncodeJob | undefined> {
  const current = () => tab.jobs.get().get(callId);
  await expect.poll(() => current()?.status, { interval: 1 }).toBe(status);
  return current();
}

/** Long enough for everything that does not wait for something. */
async function moments(): Promise<void> {
  for (let moment = 0; moment < 50; moment += 1) await Promise.resolve();
}

async function samplesOf(blob: Blob, from = 0): Promise<Int16Array> {
  return new Int16Array((await blob.arrayBuffer()).slice(from));
}

describe("making the MP3 of a call", () => {
  it("gives the encoder both tracks from the same moment on, and keeps its MP3 in place of the pieces", async () => {
    await keepTalk("a");
    const tab = openTab();
    tab.make("a");
    await reaches(tab, "a", undefined);
    const [sound] = encoder.sounds;
    expect(sound).toMatchObject({ durationMs: 4_000, loudest: 64 / 255, channels: 1 });
    expect(sound?.tags).toEqual({
      title: "Milk",
      artist: "Assistant",
      date: expect.stringMatching(/^2027-01-1\d$/),
    });
    const user = await samplesOf(sound?.user ?? new Blob());
    const agent = await samplesOf(sound?.agent ?? new Blob());
    expect([user.length, agent.length]).toEqual([64_000, 96_000]);
    expect([user[1_000], user[31_000], user[33_000]]).toEqual([1_000, 1_000, 0]);
    expect([agent[0], agent[71_000], agent[73_000]]).toEqual([0, 0, 8_192]);
    expect((await store.getCall("a"))?.sound.status).toBe("mp3");
    expect(await store.pieceHeads("a", "user")).toEqual([]);
    const recording = await store.getRecording("a");
    expect(recording).toMatchObject({ startedAtMs: startMs, durationMs: 4_000, channels: 1 });
    expect(recording?.mp3.byteLength).toBe(417);
  });

  it("draws both voices", async () => {
    await keepTalk("a");
    const tab = openTab();
    tab.make("a");
    await reaches(tab, "a", undefined);
    const { barMs, user, agent } = (await store.getRecording("a"))?.waveform ?? never();
    const at = (lane: Uint8Array, ms: number) => lane[Math.floor(ms / barMs)];
    expect([at(user, 1_000), at(user, 2_500)]).toEqual([8, 0]);
    expect([at(agent, 1_000), at(agent, 3_500)]).toEqual([0, 64]);
  });

  it("takes the channels that are set", async () => {
    await keepTalk("a");
    channels = 2;
    const tab = openTab();
    tab.make("a");
    await reaches(tab, "a", undefined);
    expect(encoder.sounds[0]?.channels).toBe(2);
    expect((await store.getRecording("a"))?.channels).toBe(2);
  });

  it("makes one after the other, in order, and shows how far each is", async () => {
    for (const id of ["a", "b", "c"]) await keepTalk(id, { title: id });
    const release = encoder.hold();
    const tab = openTab();
    const shown: unknown[] = [];
    tab.jobs.listen((jobs) => {
      const job = jobs.get("a");
      if (job !== undefined && job !== shown.at(-1)) shown.push(job);
    });
    for (const id of ["a", "b", "c", "b"]) tab.make(id);
    await expect.poll(() => encoder.running).toBe(1);
    expect(shown).toEqual([
      { status: "waiting", forCall: false },
      { status: "running", step: "loading", share: 0 },
      { status: "running", step: "loading", share: 1 },
      { status: "running", step: "encoding", share: 0.5 },
    ]);
    expect(tab.jobs.get().get("b")).toEqual({ status: "waiting", forCall: false });
    release();
    for (const id of ["a", "b", "c"]) await reaches(tab, id, undefined);
    expect(encoder.sounds.map(({ tags }) => tags.title)).toEqual(["a", "b", "c"]);
    expect(encoder.mostRunning).toBe(1);
  });

  it("keeps the pieces when it is cancelled, and can be made later", async () => {
    await keepTalk("a");
    await keepTalk("b");
    const release = encoder.hold();
    const tab = openTab();
    tab.make("a");
    tab.make("b");
    await expect.poll(() => encoder.running).toBe(1);
    tab.cancel("b");
    tab.cancel("a");
    expect(tab.jobs.get().size).toBe(0);
    await expect.poll(() => encoder.running).toBe(0);
    release();
    expect((await store.pieceHeads("a", "user")).length).toBe(2);
    expect((await store.getCall("a"))?.sound.status).toBe("pieces");
    tab.make("a");
    await reaches(tab, "a", undefined);
    expect((await store.getCall("a"))?.sound.status).toBe("mp3");
    expect((await store.getCall("b"))?.sound.status).toBe("pieces");
  });

  it("is not disturbed by the end of one that was cancelled before it", async () => {
    await keepTalk("a");
    const release = encoder.hold();
    const tab = openTab();
    tab.make("a");
    await expect.poll(() => encoder.running).toBe(1);
    tab.cancel("a");
    tab.make("a");
    expect(tab.jobs.get().get("a")).toEqual({ status: "waiting", forCall: false });
    let isGone = false;
    tab.jobs.listen((jobs) => {
      isGone ||= !jobs.has("a");
    });
    await expect.poll(() => encoder.sounds.length).toBe(2);
    expect(tab.jobs.get().get("a")?.status).toBe("running");
    expect(isGone).toBe(false);
    release();
    await reaches(tab, "a", undefined);
    expect((await store.getCall("a"))?.sound.status).toBe("mp3");
  });

  it("stops for a call that begins, and goes on when that is over", async () => {
    for (const id of ["a", "b"]) await keepTalk(id, { title: id });
    const release = encoder.hold();
    const tab = openTab();
    tab.make("a");
    tab.make("b");
    await expect.poll(() => encoder.running).toBe(1);
    live.set({ phase: { name: "requesting-microphone" } });
    await expect.poll(() => encoder.running).toBe(0);
    const forCall = { status: "waiting", forCall: true };
    await expect.poll(() => tab.jobs.get().get("a")).toEqual(forCall);
    expect(tab.jobs.get().get("b")).toEqual(forCall);
    release();
    live.set({ phase: { name: "live", sinceMs: 0 } });
    tab.make("c");
    expect(tab.jobs.get().get("c")).toEqual(forCall);
    await moments();
    expect(encoder.sounds.map(({ tags }) => tags.title)).toEqual(["a"]);
    expect((await store.pieceHeads("a", "user")).length).toBe(2);
    live.set({ phase: { name: "ended", atMs: 0, outcome: { type: "hung-up" } } });
    expect(tab.jobs.get().get("b")).toEqual({ status: "waiting", forCall: false });
    for (const id of ["a", "b", "c"]) await reaches(tab, id, undefined);
    expect(encoder.sounds.map(({ tags }) => tags.title)).toEqual(["a", "a", "b"]);
    expect((await store.getCall("a"))?.sound.status).toBe("mp3");
  });

  it("can be cancelled while it waits for a call, and says when it fails before one begins", async () => {
    await keepTalk("a");
    live.set({ phase: { name: "connecting" } });
    const tab = openTab();
    tab.make("a");
    await moments();
    tab.cancel("a");
    live.set({ phase: { name: "idle" } });
    await moments();
    expect(encoder.sounds).toEqual([]);
    encoder.failure = new RecordingError("encode");
    tab.make("a");
    await reaches(tab, "a", "failed");
    live.set({ phase: { name: "connecting" } });
    expect(tab.jobs.get().get("a")?.status).toBe("failed");
  });

  it("keeps the pieces when it fails, says why, and works when tried again", async () => {
    await keepTalk("a");
    await keepTalk("b");
    encoder.failure = new RecordingError("out-of-memory");
    const tab = openTab();
    tab.make("a");
    expect(await reaches(tab, "a", "failed")).toMatchObject({ error: { reason: "out-of-memory" } });
    expect((await store.pieceHeads("a", "agent")).length).toBe(1);
    encoder.failure = undefined;
    tab.make("b");
    await reaches(tab, "b", undefined);
    tab.make("a");
    await reaches(tab, "a", undefined);
    expect((await store.getCall("a"))?.sound.status).toBe("mp3");
  });

  it("keeps the pieces when the device has no room for the MP3", async () => {
    await keepTalk("a");
    store.failing.putRecording = new StorageError("quota");
    const tab = openTab();
    tab.make("a");
    expect(await reaches(tab, "a", "failed")).toMatchObject({ error: { kind: "storage", reason: "quota" } });
    expect((await store.pieceHeads("a", "user")).length).toBe(2);
  });

  it("calls a failure that nobody foresaw one of the encoder", async () => {
    await keepTalk("a");
    encoder.failure = new TypeError("x is not a function");
    const tab = openTab();
    tab.make("a");
    expect(await reaches(tab, "a", "failed")).toMatchObject({
      error: { kind: "recording", reason: "encode", cause: { name: "TypeError" } },
    });
  });

  it("says of a recording without sound that it is empty", async () => {
    await keepCall("a");
    const tab = openTab();
    tab.make("a");
    expect(await reaches(tab, "a", "failed")).toMatchObject({ error: { reason: "empty" } });
    tab.cancel("a");
    expect(tab.jobs.get().size).toBe(0);
  });

  it("leaves alone what is finished, removed or gone", async () => {
    await keepTalk("a", { sound: { status: "mp3", gaps: [] } });
    await keepTalk("b", { sound: { status: "none", isRemoved: true } });
    const tab = openTab();
    for (const id of ["a", "b", "c"]) tab.make(id);
    for (const id of ["a", "b", "c"]) await reaches(tab, id, undefined);
    expect(encoder.sounds).toEqual([]);
  });

  it("waits for the end of a call that still runs, and lets others pass", async () => {
    await keepTalk("a", { status: "running", endedAtMs: undefined });
    await keepTalk("b");
    const tab = openTab();
    tab.make("a");
    tab.make("b");
    await reaches(tab, "b", undefined);
    expect(tab.jobs.get().get("a")).toEqual({ status: "waiting", forCall: false });
    expect((await store.pieceHeads("a", "user")).length).toBe(2);
    await store.changeCall("a", (record) => ({ ...record, title: "Bread" }));
    await store.changeCall("a", (record) => ({ ...record, status: "ended" }));
    await reaches(tab, "a", undefined);
    expect(encoder.sounds.map(({ tags }) => tags.title)).toEqual(["Milk", "Bread"]);
  });

  it("stops waiting for a call that still runs when it is cancelled", async () => {
    await keepTalk("a", { status: "running", endedAtMs: undefined });
    const tab = openTab();
    tab.make("a");
    tab.cancel("a");
    await store.changeCall("a", (record) => ({ ...record, status: "ended" }));
    tab.make("a");
    await reaches(tab, "a", undefined);
    expect(encoder.sounds.length).toBe(1);
  });

  it("makes a call's file in one of two tabs only", async () => {
    await keepTalk("a");
    let last = Promise.resolve();
    const alone = (work: () => Promise<void>) => {
      last = last.then(work);
      return last;
    };
    const release = encoder.hold();
    const [one, other] = [openTab(alone), openTab(alone)];
    one.make("a");
    other.make("a");
    await expect.poll(() => encoder.running).toBe(1);
    expect(other.jobs.get().get("a")).toEqual({ status: "waiting", forCall: false });
    release();
    await reaches(one, "a", undefined);
    await reaches(other, "a", undefined);
    expect(encoder.sounds.length).toBe(1);
  });
});

describe("the sound of a call", () => {
  it("is a WAV of both while there is no MP3, from the moment the call began", async () => {
    await keepTalk("a");
    const sound = (await openTab().sound("a")) ?? never();
    expect(sound).toMatchObject({ format: "wav", startedAtMs: startMs, durationMs: 4_000 });
    expect(sound.blob.type).toBe("audio/wav");
    const samples = await samplesOf(sound.blob, 44);
    expect(samples.length).toBe(96_000);
    const at = (ms: number) => samples[ms * 24] ?? never();
    expect(at(1_000) / 1_000).toBeCloseTo(1, 1);
    expect(at(2_500)).toBe(0);
    expect(at(3_500) / 8_192).toBeCloseTo(1, 2);
    expect(Math.max(...sound.waveform.agent)).toBe(64);
  });

  it("is the MP3 once there is one", async () => {
    const waveform = { barMs: 20, user: new Uint8Array(1), agent: new Uint8Array(1) };
    const recording: Recording = {
      callId: "a",
      startedAtMs: startMs,
      durationMs: 4_000,
      channels: 1,
      mp3: Uint8Array.of(1, 2, 3).buffer,
      waveform,
    };
    await keepTalk("a");
    await store.putRecording(recording);
    const sound = (await openTab().sound("a")) ?? never();
    expect(sound).toMatchObject({ format: "mp3", startedAtMs: startMs, durationMs: 4_000, waveform });
    expect([sound.blob.type, sound.blob.size]).toEqual(["audio/mpeg", 3]);
  });

  it("is nothing of a call without sound", async () => {
    await keepCall("a");
    expect(await openTab().sound("a")).toBeUndefined();
    expect(await openTab().sound("never")).toBeUndefined();
    await expect(openTab().wav("a")).rejects.toMatchObject({ kind: "recording", reason: "empty" });
  });

  it("says what the storage failed with", async () => {
    await keepTalk("a");
    store.failing.pieceHeads = new StorageError("unavailable");
    await expect(openTab().sound("a")).rejects.toMatchObject({ kind: "storage", reason: "unavailable" });
  });
});

describe("a call as WAV", () => {
  it("comes from the pieces, with the channels that are set", async () => {
    await keepTalk("a");
    channels = 2;
    const samples = await samplesOf(await openTab().wav("a"), 44);
    expect(samples.length).toBe(2 * 96_000);
    const [left, right] = [samples[2 * 24 * 3_500], samples[2 * 24 * 3_500 + 1]];
    expect([left, right]).toEqual([0, 8_192]);
  });

  it("comes from the MP3 once there is one, with its channels", async () => {
    await keepTalk("a");
    const tab = openTab();
    tab.make("a");
    await reaches(tab, "a", undefined);
    decoded = [new Float32Array(30_000).fill(0.5), new Float32Array(30_000).fill(-0.25)];
    const wav = await tab.wav("a");
    expect(new DataView(await wav.arrayBuffer()).getUint16(22, true)).toBe(2);
    const samples = await samplesOf(wav, 44);
    expect(samples.length).toBe(60_000);
    expect([samples[0], samples[1], samples[59_998], samples[59_999]]).toEqual([
      16_384, -8_192, 16_384, -8_192,
    ]);
  });

  it("says when the MP3 cannot be decoded", async () => {
    await keepTalk("a");
    const tab = openTab();
    tab.make("a");
    await reaches(tab, "a", undefined);
    await expect(tab.wav("a")).rejects.toMatchObject({ kind: "recording", reason: "encode" });
  });
});

describe("the encoder's code", () => {
  it("is looked for when the page opens, and again after an MP3 was made", async () => {
    const tab = openTab();
    expect(tab.encoder.get()).toEqual({ bytes: 32_000_000, status: "unknown" });
    await expect.poll(() => tab.encoder.get().status).toBe("absent");
    files.kept = true;
    await keepTalk("a");
    tab.make("a");
    await reaches(tab, "a", undefined);
    await expect.poll(() => tab.encoder.get().status).toBe("kept");
  });

  it("is fetched ahead when the person wants it", async () => {
    const tab = openTab();
    const keeping = tab.keepEncoder();
    expect(tab.encoder.get().status).toBe("fetching");
    await keeping;
    expect(tab.encoder.get().status).toBe("kept");
  });

  it.each([
    ["cannot be fetched", { failure: new RecordingError("encoder-load") }],
    ["has no room", { full: true }],
  ])("says when it %s, and can be tried again", async (_what, trouble) => {
    Object.assign(files, trouble);
    const tab = openTab();
    await tab.keepEncoder();
    expect(tab.encoder.get().status).toBe("failed");
    files.failure = undefined;
    files.full = false;
    await tab.keepEncoder();
    expect(tab.encoder.get().status).toBe("kept");
  });
});

function never(): never {
  throw new Error("there is none");
}

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keepCalls } from "../../web/app/keep-call.ts";
import { MicrophoneError, StorageError } from "../../web/core/errors.ts";
import { KeptConversation, settled } from "../fakes/kept-conversation.ts";
import { MemoryCallLocks } from "../fakes/memory-call-locks.ts";
import { MemoryCallStore } from "../fakes/memory-call-store.ts";

const quota = new StorageError("quota");

/** A store that counts what is written. */
class CountingStore extends MemoryCallStore {
  written: string[] = [];

  override async putCall(...args: Parameters<MemoryCallStore["putCall"]>): Promise<void> {
    this.written.push("call");
    return super.putCall(...args);
  }

  override async changeCall(...args: Parameters<MemoryCallStore["changeCall"]>) {
    this.written.push("change");
    return super.changeCall(...args);
  }

  override async putEntries(...args: Parameters<MemoryCallStore["putEntries"]>): Promise<void> {
    this.written.push(`entries ${args[0].map(({ entry }) => entry.id)}`);
    return super.putEntries(...args);
  }
}

const rejections: unknown[] = [];
const note = (reason: unknown) => rejections.push(reason);
beforeEach(() => void process.on("unhandledRejection", note));
afterEach(() => {
  process.off("unhandledRejection", note);
  expect(rejections.splice(0)).toEqual([]);
});

describe("a call that runs", () => {
  it("is in the store as soon as it starts, and known to run", async () => {
    const scene = new KeptConversation().begin();
    await settled();
    expect(await scene.record()).toMatchObject({ status: "running", startedAtMs: 0, sessions: 0 });
    expect(await scene.locks.alive(["call-1"])).toEqual(new Set(["call-1"]));
    expect(scene.startedIds).toEqual(["call-1"]);
  });

  it("is stored only when other tabs can know that it runs", async () => {
    const locks = new MemoryCallLocks();
    let grant: () => void = () => undefined;
    const hold = locks.hold.bind(locks);
    locks.hold = async (id) => {
      await new Promise<void>((resolve) => {
        grant = resolve;
      });
      return hold(id);
    };
    const scene = new KeptConversation(new MemoryCallStore(), locks).live();
    await settled();
    expect(await scene.record()).toBeUndefined();
    grant();
    await settled();
    expect(await scene.record()).toMatchObject({ status: "running", sessions: 1 });
  });

  it("has its turns and tool calls in the store as they happen", async () => {
    const scene = new KeptConversation().live();
    scene.wait(1_000).happens({ type: "text", text: "What is the weather?" });
    await settled();
    expect(await scene.said()).toEqual(["What is the weather?"]);
    scene.service({ type: "tool-calls", calls: [{ id: "1", name: "get_weather", args: {} }] });
    await settled();
    expect(await scene.said()).toEqual(["What is the weather?", "get_weather running"]);
    const response = { id: "1", name: "get_weather", response: { output: "sunny" } };
    scene.happens({ type: "tool-settled", outcome: { status: "done", response } });
    await settled();
    expect(await scene.said()).toEqual(["What is the weather?", "get_weather done"]);
    expect(await scene.record()).toMatchObject({
      title: "What is the weather?",
      tools: ["get_weather"],
      status: "running",
    });
  });

  it("has what is being said in the store after half a second", async () => {
    const scene = new KeptConversation().live();
    await settled();
    scene.wait(1_000).agent("One", 100);
    await settled();
    expect(await scene.said()).toEqual(["One"]);
    scene.wait(100).agent(" two", 100).wait(399).agent(" three", 100);
    await settled();
    expect(await scene.said()).toEqual(["One"]);
    scene.wait(1);
    await settled();
    expect(await scene.said()).toEqual(["One two three"]);
    scene.turnComplete();
    await settled();
    expect(await scene.record()).toMatchObject({ title: "One two three", firstWords: "One two three" });
  });

  it("does not let what is finished wait with what is not", async () => {
    const scene = new KeptConversation().live();
    await settled();
    scene.wait(1_000).agent("One", 100);
    await settled();
    scene.agent(" two", 100).turnComplete();
    await settled();
    expect(await scene.store.entries("call-1")).toMatchObject([{ text: "One two", status: "complete" }]);
  });

  it("writes once for many fragments, and then what has changed only", async () => {
    const store = new CountingStore();
    const scene = new KeptConversation(store).live();
    await settled();
    scene.wait(1_000).happens({ type: "text", text: "Hello" }).wait(10);
    await settled();
    store.written = [];
    for (let fragment = 0; fragment < 50; fragment++) {
      scene.agent(`${fragment} `, 20).wait(20);
      await settled();
    }
    expect(store.written.filter((what) => what.startsWith("entries"))).toHaveLength(2);
    expect(store.written.filter((what) => what.startsWith("entries 1"))).toEqual([]);
  });

  it("writes nothing for what is not kept: levels of voice, timers, sound that is on its way", async () => {
    const store = new CountingStore();
    const scene = new KeptConversation(store).live();
    await settled();
    store.written = [];
    scene.wait(1_000).happens({ type: "voice", speaking: true }).happens({ type: "mute", muted: true });
    scene.service({ type: "handle", handle: "secret" }).wait(10_000);
    await settled();
    expect(store.written).toEqual([]);
  });

  it("notes at once what happens to it", async () => {
    const scene = new KeptConversation().live();
    scene.happens({ type: "recording-failed" }).happens({ type: "context", values: { caller: "Ada" } });
    scene.service({ type: "usage", usage: { promptTokens: 1, responseTokens: 2, totalTokens: 3 } });
    await settled();
    expect(await scene.record()).toMatchObject({
      notices: [{ type: "storage-full" }],
      context: { caller: "Ada" },
      usage: { totalTokens: 3 },
      sound: { gaps: [{ reason: "storage-full" }] },
    });
  });

  it("leaves the name, star and notes that the person gives it meanwhile", async () => {
    const scene = new KeptConversation().live();
    await settled();
    await scene.store.changeCall("call-1", (record) => ({
      ...record,
      ...{ title: "Mine", isTitled: true, isStarred: true, notes: "!" },
    }));
    scene.wait(100).happens({ type: "text", text: "Hello" }).happens({ type: "hang-up" });
    await settled();
    expect(await scene.record()).toMatchObject({
      status: "ended",
      title: "Mine",
      isStarred: true,
      notes: "!",
      firstWords: "Hello",
    });
  });

  it("does not keep what is said off the record, but that it was", async () => {
    const scene = new KeptConversation().live().wait(100).happens({ type: "text", text: "open" }).wait(100);
    scene.agent("I know", 100).wait(10).happens({ type: "off-record", off: true }).wait(10);
    scene.agent(" a secret", 100).turnComplete().wait(600).happens({ type: "text", text: "secret" });
    await settled();
    expect(await scene.said()).toEqual(["open", "I know"]);
    scene.wait(100).happens({ type: "off-record", off: false }).wait(100);
    scene.happens({ type: "text", text: "open again" }).happens({ type: "hang-up" });
    await settled();
    expect(await scene.said()).toEqual(["open", "I know", "open again"]);
    const record = await scene.record();
    expect(record?.notices.map(({ type }) => type)).toEqual(["off-record", "on-record"]);
    expect(JSON.stringify(record)).not.toContain("secret");
  });

  it("is forgotten when the person deletes it, with what is said later", async () => {
    const scene = new KeptConversation().live().wait(100).happens({ type: "text", text: "Hello" });
    await settled();
    await scene.store.deleteCalls(["call-1"]);
    scene.wait(100).happens({ type: "text", text: "Still here" });
    await settled();
    scene.wait(100).happens({ type: "text", text: "And here" });
    await settled();
    await putPiece(scene);
    scene.happens({ type: "hang-up" }).wait(10_000);
    await settled();
    expect(await scene.record()).toBeUndefined();
    expect(await scene.said()).toEqual([]);
    expect(await scene.store.pieceHeads("call-1", "user")).toEqual([]);
  });
});

describe("a call that is over", () => {
  it("is kept as ended, and known to run no more", async () => {
    const scene = new KeptConversation().live().wait(100).agent("Hello, how", 300);
    scene.wait(2_000).happens({ type: "hang-up" });
    await settled();
    expect(await scene.record()).toMatchObject({
      status: "ended",
      endedAtMs: 2_100,
      end: { type: "hung-up" },
    });
    expect(await scene.store.entries("call-1")).toMatchObject([{ text: "Hello, how", status: "complete" }]);
    expect(await scene.locks.alive(["call-1"])).toEqual(new Set());
  });

  it("has in the store how much of the last turn was heard", async () => {
    const scene = new KeptConversation()
      .live()
      .agent("One two ", 400)
      .agent("three four", 400)
      .startsPlaying();
    const turn = scene.queuedTurn();
    scene.wait(400).happens({ type: "hang-up" });
    scene.happens({ type: "playback-stopped", turn, heardMs: 400 });
    await settled();
    expect(await scene.store.entries("call-1")).toMatchObject([
      { status: "interrupted", heard: { chars: 8 } },
    ]);
    expect(await scene.record()).toMatchObject({ firstWords: "One two" });
  });

  it("is known to run until the last of it is stored", async () => {
    const store = new MemoryCallStore();
    const scene = new KeptConversation(store).live().agent("One two ", 400).agent("three four", 400);
    const turn = scene.startsPlaying().queuedTurn();
    await settled();
    const [put, change] = [store.putEntries.bind(store), store.changeCall.bind(store)];
    const wasKnown: boolean[] = [];
    store.putEntries = async (entries) => {
      wasKnown.push((await scene.locks.alive(["call-1"])).size > 0);
      return put(entries);
    };
    store.changeCall = async (...args) => {
      await settled();
      return change(...args);
    };
    scene.wait(400).happens({ type: "hang-up" });
    while (wasKnown.length === 0) await Promise.resolve();
    scene.happens({ type: "playback-stopped", turn, heardMs: 400 });
    for (let step = 0; step < 5; step++) await settled();
    expect(wasKnown).toEqual([true, true]);
    expect(await store.entries("call-1")).toMatchObject([{ heard: { chars: 8 } }]);
    expect(await scene.locks.alive(["call-1"])).toEqual(new Set());
  });

  it("keeps sound that was finished before the last of it was written", async () => {
    const store = new MemoryCallStore();
    const scene = new KeptConversation(store).live().happens({ type: "text", text: "Hello" }).wait(1_000);
    await settled();
    const waveform = { barMs: 10, user: new Uint8Array(), agent: new Uint8Array() };
    const mp3 = new ArrayBuffer(8);
    await store.putRecording({ callId: "call-1", startedAtMs: 0, durationMs: 1, channels: 1, mp3, waveform });
    scene.happens({ type: "hang-up" });
    await settled();
    expect(await scene.record()).toMatchObject({ status: "ended", sound: { status: "mp3" } });
  });

  it("is not kept if the microphone was denied", async () => {
    const scene = new KeptConversation().begin().wait(3_000);
    await settled();
    scene.happens({ type: "microphone-failed", error: new MicrophoneError("denied") });
    await settled();
    expect(await scene.record()).toBeUndefined();
    expect(await scene.locks.alive(["call-1"])).toEqual(new Set());
    expect(scene.clock.pendingTimers).toBe(0);
  });

  it("is not kept if it ended before anything was recorded; a late piece of sound goes too", async () => {
    const scene = new KeptConversation().begin().happens({ type: "microphone-ready" }).wait(500);
    scene.happens({ type: "hang-up" });
    await settled();
    await putPiece(scene);
    scene.wait(10_000);
    await settled();
    expect(await scene.record()).toBeUndefined();
    expect(await scene.store.pieceHeads("call-1", "user")).toEqual([]);
  });

  it("is kept if the person was recorded while it never came to connect", async () => {
    const scene = new KeptConversation().begin().happens({ type: "microphone-ready" }).wait(4_000);
    scene.happens({ type: "hang-up" });
    await settled();
    expect(await scene.record()).toMatchObject({ status: "ended", title: "Call with Assistant" });
  });

  it("is kept although another one has begun", async () => {
    const scene = new KeptConversation().live("one").wait(100).happens({ type: "text", text: "First" });
    scene
      .happens({ type: "hang-up" })
      .wait(100)
      .live("two")
      .wait(100)
      .happens({ type: "text", text: "Second" });
    await settled();
    expect(await scene.said("one")).toEqual(["First"]);
    expect(await scene.record("one")).toMatchObject({ status: "ended" });
    expect(await scene.said("two")).toEqual(["Second"]);
    expect(await scene.locks.alive(["one", "two"])).toEqual(new Set(["two"]));
  });

  it("is kept if the code that keeps it came late, running or not", async () => {
    const scene = new KeptConversation().live("one").wait(100).happens({ type: "text", text: "First" });
    scene.happens({ type: "hang-up" });
    const store = new MemoryCallStore();
    const { call, clock } = scene;
    keepCalls({
      call,
      clock,
      store,
      locks: new MemoryCallLocks(),
      mayWrite: async () => true,
      onTrouble: note,
    });
    await settled();
    expect(await store.getCall("one")).toMatchObject({ status: "ended", title: "First" });
    expect(await store.entries("one")).toHaveLength(1);
  });

  it("follows nothing any more when it is stopped", async () => {
    const scene = new KeptConversation().live();
    scene.keeping.stop();
    scene.happens({ type: "text", text: "Hello" });
    await settled();
    expect(await scene.said()).toEqual([]);
  });
});

describe("a device that is full", () => {
  it("is told of once, and what was said is stored as soon as there is room", async () => {
    const store = new MemoryCallStore();
    const scene = new KeptConversation(store).live();
    await settled();
    store.failing.putEntries = quota;
    for (let turn = 0; turn < 20; turn++) {
      scene.wait(1_000).happens({ type: "text", text: `Turn ${turn}` });
      await settled();
    }
    expect(scene.troubles).toEqual([quota]);
    delete store.failing.putEntries;
    scene.wait(60_000);
    await settled();
    expect(await scene.said()).toHaveLength(20);
    expect(await scene.record()).toMatchObject({ title: "Turn 0", status: "running" });
  });

  it("keeps neither the call from ending nor its end from being stored later", async () => {
    const store = new MemoryCallStore();
    store.failing.putCall = quota;
    const scene = new KeptConversation(store).live().happens({ type: "text", text: "Hello" }).wait(5_000);
    await settled();
    scene.happens({ type: "hang-up" });
    await settled();
    expect(await scene.record()).toBeUndefined();
    expect(await scene.locks.alive(["call-1"])).toEqual(new Set(["call-1"]));
    delete store.failing.putCall;
    scene.wait(60_000);
    await settled();
    expect(await scene.record()).toMatchObject({ status: "ended", endedAtMs: 5_000 });
    expect(await scene.said()).toEqual(["Hello"]);
    expect(await scene.locks.alive(["call-1"])).toEqual(new Set());
  });

  it("is not asked all the time, and at the latest after a minute", async () => {
    const store = new CountingStore();
    const scene = new KeptConversation(store).live();
    await settled();
    store.failing.putEntries = quota;
    store.written = [];
    scene.happens({ type: "text", text: "Hello" });
    for (let second = 0; second < 240; second++) {
      await settled();
      scene.wait(1_000).agent("and ", 20);
    }
    // At once, after 2, 4, 8, 16, 32 and from then on 60 s.
    expect(store.written).toHaveLength(8);
  });

  it("is another word for a store that fails in a way of its own", async () => {
    const store = new MemoryCallStore();
    const cause = new TypeError("odd");
    store.putCall = async () => Promise.reject(cause);
    const scene = new KeptConversation(store).live();
    await settled();
    expect(scene.troubles).toMatchObject([{ kind: "storage", reason: "unavailable", cause }]);
  });
});

describe("a page that goes", () => {
  it("stores what still waits for its time", async () => {
    const scene = new KeptConversation().live();
    await settled();
    scene.agent("One", 100);
    await settled();
    scene.agent(" two", 100);
    await scene.keeping.flush();
    expect(await scene.said()).toEqual(["One two"]);
  });

  it("does not hang on a store that fails", async () => {
    const store = new MemoryCallStore();
    store.failing.putEntries = quota;
    const scene = new KeptConversation(store).live().happens({ type: "text", text: "Hello" });
    await scene.keeping.flush();
    await scene.keeping.flush();
    expect(scene.troubles).toEqual([quota]);
  });
});

async function putPiece({ store }: KeptConversation): Promise<void> {
  await store.putPiece({
    ...{ callId: "call-1", track: "user", index: 0, run: 0, firstFrame: 0, frames: 4 },
    clock: { frame: 0, atMs: 0 },
    pcm: new ArrayBuffer(8),
  });
}

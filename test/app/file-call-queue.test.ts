import { atom, type ReadableAtom } from "nanostores";
import { describe, expect, it } from "vitest";
import { createFileCalls } from "../../web/app/file-call-queue.ts";
import type { FileCallJob, NamedFile } from "../../web/app/file-calls.ts";
import type { CallPlan } from "../../web/core/call/call-plan.ts";
import { idleCall } from "../../web/core/call/idle.ts";
import type { CallState } from "../../web/core/call/state.ts";
import { TokenError } from "../../web/core/errors.ts";
import { examplePlan } from "../fakes/conversation.ts";
import { FakeToolbox } from "../fakes/fake-toolbox.ts";
import { ManualClock } from "../fakes/manual-clock.ts";
import { ManualNetwork } from "../fakes/manual-network.ts";
import { MemoryRecorder } from "../fakes/memory-recorder.ts";
import { ScriptedTransport } from "../fakes/scripted-transport.ts";

/** Files whose text is how many seconds of sound they hold; what is no number is no sound. */
const file = (name: string, seconds: number | string): NamedFile => ({
  name,
  blob: new Blob([String(seconds)]),
});

/** A queue whose service, time and files are the test's. */
function queue() {
  const transport = new ScriptedTransport();
  const clock = new ManualClock();
  const live = atom<CallState>(idleCall);
  const kept: ReadableAtom<CallState>[] = [];
  const decoded: string[] = [];
  /** What `lengthMs` answers; undefined for others. */
  const lengths = new Map<Blob, number>();
  let hold: Promise<void> | undefined;
  let ids = 0;
  const fileCalls = createFileCalls({
    ports: {
      transport,
      toolbox: new FakeToolbox(),
      recorder: new MemoryRecorder(),
      clock,
      network: new ManualNetwork(),
    },
    plan: (): CallPlan => {
      ids += 1;
      return {
        ...examplePlan,
        id: `call-${ids}`,
        about: { agent: { id: "guide", name: "Guide" }, model: "", voice: "" },
      };
    },
    live,
    keep: (state) => kept.push(state),
    decode: async (bytes, rateHz) => {
      const text = new TextDecoder().decode(bytes);
      decoded.push(text);
      await hold;
      const seconds = Number(text);
      if (Number.isNaN(seconds)) throw new DOMException("Unable to decode audio data", "EncodingError");
      return new Float32Array(seconds * rateHz).fill(0.1);
    },
    lengthMs: async (blob) => lengths.get(blob),
  });
  const states = () => fileCalls.jobs.get().map(({ state }) => state);
  const until = (status: FileCallJob["state"]["status"], index = 0) =>
    expect.poll(() => states()[index]?.status, { interval: 1 }).toBe(status);
  return {
    fileCalls,
    transport,
    clock,
    live,
    kept,
    decoded,
    lengths,
    states,
    until,
    holdDecoding() {
      let release: () => void = () => undefined;
      hold = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    /** The running call's file is sent and answered, and the call ends. */
    async goesThrough(index: number) {
      await until("sending", index);
      clock.advance(5_000);
      await until("answering", index);
      transport.session.emit(
        { type: "output-text", text: "Yes." },
        { type: "audio", samples: new Int16Array(2_400), sampleRateHz: 24_000 },
        { type: "turn-complete" },
      );
      clock.advance(5_000);
      await until("done", index);
    },
  };
}

describe("calls from files", () => {
  it("makes each file a call of its own, one after the other", async () => {
    const { fileCalls, transport, states, goesThrough, kept, decoded } = queue();
    fileCalls.add([file("one.mp3", 1), file("two.mp3", 2)]);
    expect(fileCalls.jobs.get().map(({ name }) => name)).toEqual(["one.mp3", "two.mp3"]);
    await goesThrough(0);
    fileCalls.add([file("three.mp3", 1)]);
    await goesThrough(1);
    await goesThrough(2);
    expect(states()).toEqual(["call-1", "call-2", "call-3"].map((callId) => ({ status: "done", callId })));
    expect(transport.openedCount).toBe(3);
    expect(transport.closedCount).toBe(3);
    expect(decoded).toEqual(["1", "2", "1"]);
    expect(kept.map((state) => state.get().id)).toEqual(["call-1", "call-2", "call-3"]);
    expect(kept.map((state) => state.get().phase.name)).toEqual(["ended", "ended", "ended"]);
  });

  it("decodes no file before its turn, so that one is in memory", async () => {
    const { fileCalls, until, decoded } = queue();
    fileCalls.add([file("one.mp3", 1), file("two.mp3", 2)]);
    await until("sending");
    expect(decoded).toEqual(["1"]);
    await until("waiting", 1);
  });

  it("tells how far it got, in steps of a hundredth", async () => {
    const { fileCalls, until, clock } = queue();
    const shares: number[] = [];
    fileCalls.jobs.listen((jobs) => {
      const state = jobs[0]?.state;
      if (state?.status === "sending") shares.push(state.share);
    });
    fileCalls.add([file("one.mp3", 10)]);
    await until("sending");
    clock.advance(6_000);
    await until("answering");
    expect(shares).toEqual(Array.from({ length: 100 }, (_, percent) => percent / 100));
  });

  it("waits while the person is in a call", async () => {
    const { fileCalls, live, until, transport } = queue();
    live.set({ ...idleCall, phase: { name: "connecting" } });
    fileCalls.add([file("one.mp3", 1)]);
    live.set({ ...idleCall, phase: { name: "live", sinceMs: 0 } });
    await until("waiting");
    expect(transport.openedCount).toBe(0);
    live.set({ ...idleCall, phase: { name: "ended", atMs: 0, outcome: { type: "hung-up" } } });
    await until("sending");
  });

  it("waits also for a call that the person begins while the file is being read", async () => {
    const { fileCalls, live, until, transport, holdDecoding, decoded } = queue();
    const release = holdDecoding();
    fileCalls.add([file("one.mp3", 1)]);
    await expect.poll(() => decoded, { interval: 1 }).toEqual(["1"]);
    live.set({ ...idleCall, phase: { name: "live", sinceMs: 0 } });
    release();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(transport.openedCount).toBe(0);
    live.set(idleCall);
    await until("sending");
  });

  it("ends a call that is cancelled, and goes on with the next file", async () => {
    const { fileCalls, until, transport, states, goesThrough, kept } = queue();
    fileCalls.add([file("one.mp3", 4), file("two.mp3", 1)]);
    await until("sending");
    const [first] = fileCalls.jobs.get();
    fileCalls.cancel(first?.id ?? -1);
    await until("cancelled");
    expect(transport.sessions[0]?.isOpen).toBe(false);
    expect(kept[0]?.get().phase.name).toBe("ended");
    await goesThrough(1);
    expect(states().map(({ status }) => status)).toEqual(["cancelled", "done"]);
  });

  it("takes back a file that waits or is being read, without a call", async () => {
    const { fileCalls, until, states, transport, holdDecoding } = queue();
    const release = holdDecoding();
    fileCalls.add([file("one.mp3", 1), file("two.mp3", 1)]);
    await until("reading");
    for (const { id } of fileCalls.jobs.get()) fileCalls.cancel(id);
    expect(states().map(({ status }) => status)).toEqual(["cancelled", "cancelled"]);
    release();
    fileCalls.add([file("three.mp3", 1)]);
    await until("sending", 2);
    expect(states().map(({ status }) => status)).toEqual(["cancelled", "cancelled", "sending"]);
    expect(transport.openedCount).toBe(1);
  });

  it("takes off the list what is over, and nothing else", async () => {
    const { fileCalls, goesThrough, until } = queue();
    fileCalls.add([file("one.mp3", 1), file("bad.mp3", "?"), file("two.mp3", 1), file("three.mp3", 1)]);
    await goesThrough(0);
    await until("failed", 1);
    await until("sending", 2);
    fileCalls.clear();
    expect(fileCalls.jobs.get().map(({ name }) => name)).toEqual(["two.mp3", "three.mp3"]);
    await goesThrough(0);
    await goesThrough(1);
  });
});

describe("a file that makes no call", () => {
  const message = async (given: NamedFile, lengthMs?: number) => {
    const { fileCalls, until, states, lengths, transport, decoded } = queue();
    if (lengthMs !== undefined) lengths.set(given.blob, lengthMs);
    fileCalls.add([given]);
    await until("failed");
    expect(transport.openedCount).toBe(0);
    const [state] = states();
    return { text: state?.status === "failed" ? state.message : "", decoded };
  };

  it("is no sound", async () => {
    const { text } = await message(file("letter.txt", "hello"));
    expect(text).toBe("This is no sound that this browser knows. Try it as MP3, M4A or WAV.");
  });

  it("is empty", async () => {
    expect((await message(file("nothing.wav", 0))).text).toBe("This file holds no sound.");
  });

  it("plays longer than a connection lasts: seen before it is decoded where that is possible", async () => {
    const sentence = "This file is 11 minutes long, and a call takes 10 minutes at most. Cut it into parts.";
    const told = await message(file("talk.mp3", 1), 10 * 60_000 + 1);
    expect(told.text).toBe(sentence);
    expect(told.decoded).toEqual([]);
    const found = await message(file("talk.mp3", 601));
    expect(found.text).toBe(sentence);
  });

  it("cannot be read any more", async () => {
    const blob = new Blob(["1"]);
    blob.arrayBuffer = () => Promise.reject(new DOMException("gone", "NotReadableError"));
    const { text } = await message({ name: "gone.mp3", blob });
    expect(text).toBe("This file could not be read. Choose it again.");
  });

  it("is larger than a phone can hold", async () => {
    const blob = new Blob(["1"]);
    Object.defineProperty(blob, "size", { value: 400_000_000 });
    const { text, decoded } = await message({ name: "huge.wav", blob });
    expect(text).toBe("This file is too large. Try one of less than 350 MB.");
    expect(decoded).toEqual([]);
  });
});

describe("a call from a file that goes wrong", () => {
  it("says why the service could not be reached", async () => {
    const { fileCalls, transport, until, states } = queue();
    transport.plan({ type: "reject", error: new TokenError("unreachable") });
    fileCalls.add([file("one.mp3", 1)]);
    await until("failed");
    expect(states()[0]).toEqual({
      status: "failed",
      message: "The Parley server could not be reached. Add the file again when that is mended.",
    });
  });

  it("says that there was no answer", async () => {
    const { fileCalls, clock, until, states } = queue();
    fileCalls.add([file("one.mp3", 1)]);
    await until("sending");
    clock.advance(21_000);
    await until("failed");
    expect(states()[0]).toEqual({
      status: "failed",
      message: "The agent did not answer. What was sent is kept with your calls.",
    });
  });

  it("says that the connection broke twice, and goes on with the next file", async () => {
    const { fileCalls, transport, clock, until, states } = queue();
    fileCalls.add([file("one.mp3", 4), file("two.mp3", 1)]);
    await until("sending");
    for (const attempt of [2, 3]) {
      transport.session.emit({ type: "handle", handle: `h${attempt}` });
      clock.advance(500);
      transport.session.fail();
      clock.advance(1_000);
      await transport.attempted(attempt);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    await until("failed");
    expect(states()[0]).toMatchObject({
      message: "The connection broke twice on the way. Add the file again later.",
    });
    await until("sending", 1);
  });
});

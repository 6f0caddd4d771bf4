import { describe, expect, it } from "vitest";
import type { AudioChange } from "../../web/core/audio/audio-change.ts";
import { type CaptureChunk, captureRateHz, chunkFrames } from "../../web/core/audio/capture-messages.ts";
import { rms, s16ToFloat } from "../../web/core/audio/pcm.ts";
import { type CallError, MicrophoneError } from "../../web/core/errors.ts";
import type { DeviceInfo, Microphone, MicrophoneStream } from "../../web/core/ports.ts";

/** A microphone to be tested, and the hand on its world. */
export interface MicrophoneRig {
  readonly microphone: Microphone;
  /** Somebody speaks in front of it for so long; does nothing where the device makes its own sound. */
  readonly sound: (durationMs: number) => void;
  /** The open device goes away. */
  readonly unplug: () => void;
  /** From now on no device can be opened. */
  readonly removeDevices: () => void;
  /** The person withdraws the permission. */
  readonly forbid: () => void;
  /** A device other than the one that is opened first. */
  readonly otherDevice: () => Promise<DeviceInfo>;
  /** From now on `open` waits for permission; the answer grants it. */
  readonly holdPermission: () => () => void;
  /** Everything that is open: streams, tracks, contexts. */
  readonly openThings: () => number;
}

/** What every Microphone must do. */
export function microphoneContract(name: string, setUp: () => MicrophoneRig): void {
  describe(`${name} as a Microphone`, () => {
    it("gives chunks of 20 ms, now and then a longer one, without a gap in their numbering", async () => {
      const rig = setUp();
      const ear = await listen(rig);
      const chunks = await ear.hear(10);
      let next = 0;
      for (const { pcm, firstFrame } of chunks) {
        expect(firstFrame).toBe(next);
        next += pcm.byteLength / 2;
      }
      const lengths = chunks.map(({ pcm }) => pcm.byteLength / 2);
      expect(Math.min(...lengths)).toBe(chunkFrames);
      expect(Math.max(...lengths)).toBeLessThan(2 * chunkFrames);
      expect(lengths.filter((frames) => frames > chunkFrames).length).toBeLessThanOrEqual(1);
      ear.stream.close();
    });

    it("hears a sound and reports its level, on the chunk and when asked", async () => {
      const rig = setUp();
      const ear = await listen(rig);
      const loud = await ear.hearUntil((chunk) => chunk.level > 0.05);
      expect(level(loud)).toBeCloseTo(loud.level, 2);
      expect(ear.stream.level()).toBeGreaterThan(0);
      ear.stream.close();
    });

    it("sends silence while muted and keeps its time and its level", async () => {
      const rig = setUp();
      const ear = await listen(rig);
      await ear.hear(2);
      ear.stream.setMuted(true);
      const muted = await ear.hearUntil((chunk) => chunk.level > 0.05 && level(chunk) === 0);
      ear.stream.setMuted(false);
      const open = await ear.hearUntil((chunk) => level(chunk) > 0.05);
      expect(open.firstFrame).toBeGreaterThan(muted.firstFrame);
      ear.stream.close();
    });

    it("falls silent for good when closed, twice as well as once, and leaves nothing open", async () => {
      const rig = setUp();
      const ear = await listen(rig);
      await ear.hear(1);
      ear.stream.close();
      ear.stream.close();
      const before = ear.chunks.length;
      rig.sound(100);
      await expect.poll(rig.openThings).toBe(0);
      expect(ear.chunks.length).toBe(before);
      expect(ear.stream.level()).toBe(0);
      expect(ear.losses).toEqual([]);
    });

    it("opens again after a close", async () => {
      const rig = setUp();
      for (let round = 0; round < 3; round += 1) {
        const ear = await listen(rig);
        expect((await ear.hear(2))[0]?.firstFrame).toBe(0);
        ear.stream.close();
      }
      await expect.poll(rig.openThings).toBe(0);
    });

    it("rejects with AbortError and opens nothing when aborted before", async () => {
      const rig = setUp();
      await expect(open(rig, AbortSignal.abort())).rejects.toMatchObject({ name: "AbortError" });
      expect(rig.openThings()).toBe(0);
    });

    it("rejects with AbortError while the permission prompt is open, and takes no late permission", async () => {
      const rig = setUp();
      const grant = rig.holdPermission();
      const call = new AbortController();
      const opening = open(rig, call.signal);
      call.abort();
      await expect(opening).rejects.toMatchObject({ name: "AbortError" });
      grant();
      await expect.poll(rig.openThings).toBe(0);
    });

    it("leaves nothing open when aborted right after the start", async () => {
      const rig = setUp();
      const call = new AbortController();
      const opening = open(rig, call.signal);
      call.abort();
      await expect(opening).rejects.toMatchObject({ name: "AbortError" });
      await expect.poll(rig.openThings).toBe(0);
    });

    it("does not react to its signal once it is open", async () => {
      const rig = setUp();
      const call = new AbortController();
      const ear = await listen(rig, call.signal);
      call.abort();
      expect((await ear.hear(2)).length).toBe(2);
      ear.stream.close();
    });

    it("says that there is no microphone, and leaves nothing open", async () => {
      const rig = setUp();
      rig.removeDevices();
      const error = await open(rig).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(MicrophoneError);
      expect(error).toMatchObject({ kind: "microphone", reason: "not-found" });
      await expect.poll(rig.openThings).toBe(0);
    });

    it("goes on with another device when its own goes away: told, counting on, and holding that one alone", async () => {
      const rig = setUp();
      const ear = await listen(rig);
      const before = await ear.hear(3);
      const held = rig.openThings();
      rig.unplug();
      await expect
        .poll(() => ear.changes)
        .toEqual([{ type: "microphone", label: expect.any(String), why: "gone" }]);
      await expect.poll(rig.openThings).toBe(held);
      await ear.hear(5);
      const last = await ear.hearUntil((chunk) => level(chunk) > 0.05);
      expect(last.firstFrame).toBeGreaterThan(endOf(before));
      for (const [i, chunk] of ear.chunks.entries())
        expect(chunk.firstFrame).toBe(endOf(ear.chunks.slice(0, i)));
      expect(ear.losses).toEqual([]);
      ear.stream.close();
      await expect.poll(rig.openThings).toBe(0);
    });

    it("stays muted on another device", async () => {
      const rig = setUp();
      const ear = await listen(rig);
      ear.stream.setMuted(true);
      await ear.hearUntil((chunk) => level(chunk) === 0);
      rig.unplug();
      await expect.poll(() => ear.changes.length).toBe(1);
      const after = await ear.hear(10);
      expect(Math.max(...after.map(level))).toBe(0);
      ear.stream.close();
    });

    it("changes to the device that the person chooses", async () => {
      const rig = setUp();
      const ear = await listen(rig);
      const held = rig.openThings();
      const { deviceId, label } = await rig.otherDevice();
      await ear.stream.use(deviceId);
      expect(ear.changes).toEqual([{ type: "microphone", label, why: "chosen" }]);
      await ear.hear(3);
      expect(rig.openThings()).toBe(held);
      ear.stream.close();
      await ear.stream.use(undefined);
      await expect.poll(rig.openThings).toBe(0);
      expect(ear.changes.length).toBe(1);
    });

    it("says that the permission was withdrawn", async () => {
      const rig = setUp();
      const ear = await listen(rig);
      rig.forbid();
      rig.unplug();
      await expect.poll(() => ear.losses).toMatchObject([{ kind: "microphone", reason: "denied" }]);
      await expect.poll(rig.openThings).toBe(0);
    });

    it("tells once that the last device went away, and lets go of it", async () => {
      const rig = setUp();
      const ear = await listen(rig);
      await ear.hear(1);
      rig.removeDevices();
      rig.unplug();
      rig.unplug();
      await expect.poll(() => ear.losses).toMatchObject([{ kind: "microphone", reason: "lost" }]);
      await expect.poll(rig.openThings).toBe(0);
      ear.stream.close();
      expect(ear.losses.length).toBe(1);
    });

    it("lists microphones by id and label", async () => {
      const { microphone } = setUp();
      const list = await microphone.list();
      expect(list.length).toBeGreaterThan(0);
      for (const info of list)
        expect(info).toEqual({ deviceId: expect.any(String), label: expect.any(String) });
    });
  });
}

class Ear {
  readonly chunks: CaptureChunk[] = [];
  readonly changes: AudioChange[] = [];
  readonly losses: CallError[] = [];
  readonly #sound: (durationMs: number) => void;
  #stream: MicrophoneStream | undefined;

  constructor(sound: (durationMs: number) => void) {
    this.#sound = sound;
  }

  get stream(): MicrophoneStream {
    if (this.#stream === undefined) throw new Error("not open yet");
    return this.#stream;
  }

  set stream(stream: MicrophoneStream) {
    this.#stream = stream;
  }

  /** The next `count` chunks. */
  async hear(count: number): Promise<readonly CaptureChunk[]> {
    const from = this.chunks.length;
    this.#sound((count * chunkFrames * 1000) / captureRateHz);
    await expect.poll(() => this.chunks.length).toBeGreaterThanOrEqual(from + count);
    return this.chunks.slice(from, from + count);
  }

  /** The next chunk that fits. */
  async hearUntil(fits: (chunk: CaptureChunk) => boolean): Promise<CaptureChunk> {
    const from = this.chunks.length;
    this.#sound(200);
    const found = () => this.chunks.slice(from).find(fits);
    await expect.poll(found, { timeout: 5_000 }).toBeDefined();
    const chunk = found();
    if (chunk === undefined) throw new Error("unreachable: polled until defined");
    return chunk;
  }
}

async function listen(rig: MicrophoneRig, signal = new AbortController().signal): Promise<Ear> {
  const ear = new Ear(rig.sound);
  ear.stream = await rig.microphone.open(
    {
      onChunk: (chunk) => ear.chunks.push(chunk),
      onChanged: (change) => ear.changes.push(change),
      onLost: (error) => ear.losses.push(error),
    },
    signal,
  );
  return ear;
}

function open(rig: MicrophoneRig, signal = new AbortController().signal): Promise<MicrophoneStream> {
  return rig.microphone.open({ onChunk: () => {}, onLost: () => {} }, signal);
}

/** The frame after the last one, 0 before the first. */
function endOf(chunks: readonly CaptureChunk[]): number {
  const last = chunks.at(-1);
  return last === undefined ? 0 : last.firstFrame + last.pcm.byteLength / 2;
}

function level(chunk: CaptureChunk): number {
  const pcm = new Int16Array(chunk.pcm);
  const samples = new Float32Array(pcm.length);
  s16ToFloat(pcm, samples);
  return rms(samples);
}

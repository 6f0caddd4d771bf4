import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chunkFrames } from "../../../web/core/audio/capture-messages.ts";
import { StorageError } from "../../../web/core/errors.ts";
import { createTape } from "../../../web/core/recording/tape.ts";
import type { AudioPiece, TrackName } from "../../../web/core/recording/track.ts";
import { differsAt } from "./true-call.ts";

const startMs = 1_700_000_000_000;
const chunkMs = 20;

/** A tape on a storage that the test holds in its hand. */
class Scene {
  readonly stored: AudioPiece[] = [];
  readonly failures: StorageError[] = [];
  /** Writes that wait for the storage. */
  readonly waiting: { readonly piece: AudioPiece; readonly settle: (error?: Error) => void }[] = [];
  isSlow = false;
  /** What the next writes reject with. */
  failure: Error | undefined;
  readonly tape = createTape(
    "call",
    (piece) => this.#write(piece),
    (error) => this.failures.push(error),
  );
  #frame = 0;

  /** The person is recorded for a while; each sample tells its frame. */
  speak(durationMs: number, lateMs = 0): void {
    for (let at = 0; at < durationMs; at += chunkMs) this.chunk(this.#frame, lateMs);
  }

  chunk(firstFrame: number, lateMs = 0): void {
    const pcm = ramp(firstFrame, chunkFrames);
    this.#frame = firstFrame + chunkFrames;
    const atMs = startMs + this.#frame / 16 + lateMs;
    this.tape.user({ type: "chunk", pcm, firstFrame, level: 0, voice: false }, atMs);
    new Int16Array(pcm).fill(-1);
  }

  skip(frames: number): void {
    this.#frame += frames;
  }

  rewind(): void {
    this.#frame = 0;
  }

  /** The agent is heard for a while from `atMs` on, in blocks of 100 ms. */
  hear(atMs: number, durationMs: number, offMs: (block: number) => number = () => 0): void {
    for (let block = 0; block * 100 < durationMs; block += 1) {
      const firstFrame = (atMs + block * 100) * 24;
      const pcm = ramp(firstFrame, Math.min(2_400, (durationMs - block * 100) * 24));
      const clock = { frame: firstFrame, atMs: startMs + firstFrame / 24 + offMs(block) };
      this.tape.agent({ firstFrame, pcm, clock });
      new Int16Array(pcm).fill(-1);
    }
  }

  of(track: TrackName): AudioPiece[] {
    return this.stored.filter((piece) => piece.track === track);
  }

  #write(piece: AudioPiece): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    if (!this.isSlow) {
      this.stored.push(piece);
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const settle = (error?: Error) => (error === undefined ? resolve() : reject(error));
      this.waiting.push({ piece, settle });
    });
  }
}

function ramp(firstFrame: number, frames: number): ArrayBuffer {
  return new Int16Array(frames).map((_, i) => (firstFrame + i) % 30_000).buffer;
}

function frames(list: readonly AudioPiece[]): number {
  return list.reduce((sum, piece) => sum + piece.frames, 0);
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("the tape", () => {
  it("stores the person in pieces of a second that follow each other, copied", async () => {
    const scene = new Scene();
    scene.speak(3_500);
    await scene.tape.flush();
    expect(
      scene.of("user").map(({ index, firstFrame, frames: length }) => [index, firstFrame, length]),
    ).toEqual([
      [0, 0, 16_000],
      [1, 16_000, 16_000],
      [2, 32_000, 16_000],
      [3, 48_000, 8_000],
    ]);
    for (const { callId, track, run, firstFrame, frames: length, pcm } of scene.stored) {
      expect({ callId, track, run }).toEqual({ callId: "call", track: "user", run: 0 });
      expect(differsAt(new Int16Array(pcm), new Int16Array(ramp(firstFrame, length)))).toBe(-1);
    }
  });

  it("never has more than a second of either voice in memory only, so that a crash costs no more", async () => {
    const scene = new Scene();
    scene.hear(0, 300);
    for (let second = 0; second < 5; second += 1) {
      scene.speak(1_000);
      await settled();
      expect((second + 1) * 16_000 - frames(scene.of("user"))).toBeLessThan(16_000);
    }
    // The agent said 300 ms and then nothing: that was stored within the second after.
    expect(frames(scene.of("agent"))).toBe(7_200);
  });

  it("stores what the person said also when the microphone is gone and only the agent speaks", async () => {
    const scene = new Scene();
    scene.speak(400);
    scene.hear(400, 1_200);
    await settled();
    expect(frames(scene.of("user"))).toBe(6_400);
  });

  it("begins a new piece where frames of the person are missing", async () => {
    const scene = new Scene();
    scene.speak(200);
    scene.skip(5_000);
    scene.speak(200);
    await scene.tape.flush();
    expect(scene.stored.map(({ firstFrame, frames: length }) => [firstFrame, length])).toEqual([
      [0, 3_200],
      [8_200, 3_200],
    ]);
  });

  it("begins a new piece where the agent was silent, be it for two frames", async () => {
    const scene = new Scene();
    scene.hear(0, 200);
    const pcm = ramp(4_802, 480);
    scene.tape.agent({ firstFrame: 4_802, pcm, clock: { frame: 4_802, atMs: startMs + 200 } });
    await scene.tape.flush();
    expect(scene.stored.map(({ firstFrame, frames: length }) => [firstFrame, length])).toEqual([
      [0, 4_800],
      [4_802, 480],
    ]);
  });

  it("dates a piece of the person by the message that was least late", async () => {
    const scene = new Scene();
    for (let i = 0; i < 50; i += 1) scene.chunk(i * chunkFrames, i === 31 ? 0.2 : 5 + (i % 9));
    await scene.tape.flush();
    expect(scene.stored).toHaveLength(1);
    const clock = { frame: 32 * chunkFrames, atMs: startMs + 32 * chunkMs + 0.2 };
    expect(scene.stored[0]?.clock).toEqual(clock);
  });

  it("dates a piece of the agent by a reading in the middle, not by one that is wrong", async () => {
    const scene = new Scene();
    scene.hear(0, 1_000, (block) => (block === 3 ? -60 : block === 7 ? 60 : 0.1 * block));
    await scene.tape.flush();
    const { clock } = scene.stored[0] ?? { clock: { frame: 0, atMs: 0 } };
    expect(Math.abs(clock.atMs - startMs - clock.frame / 24)).toBeLessThan(1);
  });

  it("ends a piece exactly where a clock stood still", async () => {
    const scene = new Scene();
    scene.speak(300);
    scene.speak(300, 4_000);
    await scene.tape.flush();
    expect(
      scene.stored.map(({ firstFrame, clock }) => [firstFrame, clock.atMs - startMs - clock.frame / 16]),
    ).toEqual([
      [0, 0],
      [4_800, 4_000],
    ]);
  });

  it("counts frames anew after a device was opened anew", async () => {
    const scene = new Scene();
    scene.speak(300);
    scene.hear(0, 100);
    scene.tape.restart("user");
    scene.rewind();
    scene.speak(300);
    scene.hear(100, 100);
    scene.tape.restart("agent");
    scene.hear(0, 100);
    await scene.tape.flush();
    expect(scene.of("user").map(({ run, index, firstFrame }) => [run, index, firstFrame])).toEqual([
      [0, 0, 0],
      [1, 1, 0],
    ]);
    expect(scene.of("agent").map(({ run, index, firstFrame }) => [run, index, firstFrame])).toEqual([
      [0, 0, 0],
      [1, 1, 0],
    ]);
  });

  it("goes on after a flush", async () => {
    const scene = new Scene();
    scene.speak(300);
    await scene.tape.flush();
    scene.speak(300);
    await scene.tape.finish();
    expect(scene.stored.map(({ index, firstFrame }) => [index, firstFrame])).toEqual([
      [0, 0],
      [1, 4_800],
    ]);
  });

  it("writes one piece after the other, and flushes when the last one is stored", async () => {
    const scene = new Scene();
    scene.isSlow = true;
    scene.speak(2_500);
    let flushed = false;
    const flushing = scene.tape.flush().then(() => {
      flushed = true;
    });
    for (let i = 0; i < 3; i += 1) {
      await settled();
      expect(scene.waiting.map(({ piece }) => piece.index)).toEqual(
        Array.from({ length: i + 1 }, (_, n) => n),
      );
      expect(flushed).toBe(false);
      scene.waiting[i]?.settle();
    }
    await flushing;
  });

  it("says once that the storage is full, ignores everything after, and still flushes", async () => {
    const scene = new Scene();
    scene.speak(1_500);
    await settled();
    scene.failure = new StorageError("quota");
    scene.speak(10_000);
    scene.hear(0, 5_000);
    await settled();
    scene.failure = undefined;
    scene.speak(5_000);
    await scene.tape.flush();
    await scene.tape.finish();
    expect(scene.failures.map(({ reason }) => reason)).toEqual(["quota"]);
    expect(frames(scene.stored)).toBe(16_000);
  });

  it("takes any other failure for a storage that cannot be used", async () => {
    const scene = new Scene();
    const cause = new TypeError("broken");
    scene.failure = cause;
    scene.speak(1_000);
    await scene.tape.flush();
    expect(scene.failures).toMatchObject([{ kind: "storage", reason: "unavailable", cause }]);
  });

  it("gives up, with little memory, when the storage never answers", async () => {
    const scene = new Scene();
    scene.isSlow = true;
    scene.speak(600_000);
    await settled();
    expect(scene.failures.map(({ reason }) => reason)).toEqual(["unavailable"]);
    expect(scene.waiting).toHaveLength(1);
    scene.waiting[0]?.settle();
    await scene.tape.flush();
    expect(scene.waiting).toHaveLength(1);
  });

  it("stores every frame once, in order, whatever comes", async () => {
    const happening = fc.oneof(
      fc.record({
        type: fc.constant("speak" as const),
        chunks: fc.nat(80),
        lateMs: fc.constantFrom(0, 3, 150),
      }),
      fc.record({ type: fc.constant("skip" as const), frames: fc.nat(3_000) }),
      fc.record({ type: fc.constant("hear" as const), durationMs: fc.nat(2_000) }),
      fc.constant({ type: "flush" as const }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 25 }), async (happenings) => {
        const scene = new Scene();
        let [said, heardMs] = [0, 0];
        for (const event of happenings) {
          if (event.type === "speak") {
            scene.speak(event.chunks * chunkMs, event.lateMs);
            said += event.chunks * chunkFrames;
          } else if (event.type === "skip") scene.skip(event.frames);
          else if (event.type === "hear") {
            scene.hear(heardMs, event.durationMs);
            heardMs += event.durationMs;
          } else await scene.tape.flush();
        }
        await scene.tape.finish();
        expect(frames(scene.of("user"))).toBe(said);
        expect(frames(scene.of("agent"))).toBe(heardMs * 24);
        for (const track of ["user", "agent"] as const) {
          let end = 0;
          for (const [i, { index, firstFrame, frames: length, pcm }] of scene.of(track).entries()) {
            expect(index).toBe(i);
            expect(firstFrame).toBeGreaterThanOrEqual(end);
            expect(length).toBeLessThanOrEqual(track === "user" ? 16_000 : 24_000);
            expect(pcm.byteLength).toBe(2 * length);
            const sound = new Int16Array(pcm);
            expect(sound[0]).toBe(firstFrame % 30_000);
            expect(sound.at(-1)).toBe((firstFrame + length - 1) % 30_000);
            end = firstFrame + length;
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

import { describe, expect, it } from "vitest";
import { playbackRateHz } from "../../web/core/audio/playback-messages.ts";
import type { Speaker, SpeakerStream } from "../../web/core/ports.ts";

/** A speaker to be tested, and the hand on its world. */
export interface SpeakerRig {
  readonly speaker: Speaker;
  /** Time passes; does nothing where time passes by itself. */
  readonly play: (durationMs: number) => void;
  /** Everything that is open: streams, contexts. */
  readonly openThings: () => number;
}

/** What every Speaker must do. */
export function speakerContract(name: string, setUp: () => SpeakerRig): void {
  describe(`${name} as a Speaker`, () => {
    it("plays a segment to its end and says how much was heard", async () => {
      const scene = await open(setUp());
      scene.stream.write(tone(120), playbackRateHz, 1);
      scene.stream.finish(1);
      await scene.hears(["started 1", "drained 1 after 120 ms"]);
      scene.stream.close();
    });

    it("takes parts of any length: two bytes first, then the voice", async () => {
      const scene = await open(setUp());
      scene.stream.write(new Int16Array(1), playbackRateHz, 1);
      for (let part = 0; part < 4; part += 1) scene.stream.write(tone(25), playbackRateHz, 1);
      scene.stream.finish(1);
      await scene.hears(["started 1", "drained 1 after 100 ms"]);
      scene.stream.close();
    });

    it("takes any rate", async () => {
      const scene = await open(setUp());
      scene.stream.write(tone(100, 16_000), 16_000, 1);
      scene.stream.finish(1);
      await scene.hears(["started 1", "drained 1 after 100 ms"]);
      scene.stream.close();
    });

    it("plays segments one after the other; a newer one finishes the older", async () => {
      const scene = await open(setUp());
      scene.stream.write(tone(60), playbackRateHz, 1);
      scene.stream.write(tone(40), playbackRateHz, 2);
      scene.stream.finish(2);
      await scene.hears(["started 1", "drained 1 after 60 ms", "started 2", "drained 2 after 40 ms"]);
      scene.stream.close();
    });

    it("ends a segment that never got audio", async () => {
      const scene = await open(setUp());
      scene.stream.finish(4);
      await scene.hears(["drained 4 after 0 ms"]);
      scene.stream.close();
    });

    it("drops on a flush what was not heard, also what comes later, and plays the next segment", async () => {
      const scene = await open(setUp());
      scene.stream.write(tone(10_000), playbackRateHz, 1);
      await scene.hearsSomething();
      scene.stream.flush();
      scene.stream.write(tone(10_000), playbackRateHz, 1);
      scene.stream.finish(1);
      scene.stream.write(tone(50), playbackRateHz, 2);
      scene.stream.finish(2);
      await scene.hears([
        "started 1",
        expect.stringMatching(/^flushed 1 after \d{1,3} ms$/),
        "started 2",
        "drained 2 after 50 ms",
      ]);
      scene.stream.close();
    });

    it("cuts also the segments that wait behind the one that sounds", async () => {
      const scene = await open(setUp());
      scene.stream.write(tone(10_000), playbackRateHz, 1);
      scene.stream.write(tone(10_000), playbackRateHz, 2);
      await scene.hearsSomething();
      scene.stream.flush();
      await scene.hears([
        "started 1",
        expect.stringMatching(/^flushed 1 after \d{1,3} ms$/),
        "flushed 2 after 0 ms",
      ]);
      scene.stream.close();
    });

    it("makes nothing of a flush when nothing is there", async () => {
      const scene = await open(setUp());
      scene.stream.flush();
      scene.stream.write(tone(30), playbackRateHz, 1);
      scene.stream.finish(1);
      await scene.hears(["started 1", "drained 1 after 30 ms"]);
      scene.stream.close();
    });

    it("has a level and a report while it sounds, and none after", async () => {
      const scene = await open(setUp());
      expect(scene.stream.report()).toBeUndefined();
      expect(scene.stream.level()).toBe(0);
      scene.stream.write(tone(10_000), playbackRateHz, 7);
      await scene.hearsSomething();
      await expect.poll(() => scene.stream.level()).toBeGreaterThan(0.05);
      const report = scene.stream.report();
      expect(report).toMatchObject({ type: "report", segment: 7, underruns: 0 });
      expect(report?.playedFrames).toBeGreaterThan(0);
      expect(report?.bufferedFrames).toBeGreaterThan(0);
      scene.stream.flush();
      await scene.hears(["started 7", expect.stringMatching(/^flushed 7 /)]);
      await expect.poll(() => scene.stream.level()).toBe(0);
      scene.stream.close();
    });

    it("says nothing any more once closed, twice as well as once, and leaves nothing open", async () => {
      const rig = setUp();
      const scene = await open(rig);
      scene.stream.write(tone(10_000), playbackRateHz, 1);
      await scene.hearsSomething();
      scene.stream.close();
      scene.stream.close();
      scene.stream.write(tone(100), playbackRateHz, 2);
      scene.stream.finish(2);
      scene.stream.flush();
      rig.play(200);
      await expect.poll(rig.openThings).toBe(0);
      expect(scene.log).toEqual(["started 1"]);
    });

    it("rejects with AbortError and leaves nothing open when aborted before or while opening", async () => {
      const rig = setUp();
      const events = { onStarted: () => {}, onDrained: () => {}, onFlushed: () => {} };
      await expect(rig.speaker.open(events, AbortSignal.abort())).rejects.toMatchObject({
        name: "AbortError",
      });
      const call = new AbortController();
      const opening = rig.speaker.open(events, call.signal).then(
        (stream) => stream.close(),
        (error: unknown) => expect(error).toMatchObject({ name: "AbortError" }),
      );
      call.abort();
      await opening;
      await expect.poll(rig.openThings).toBe(0);
    });
  });
}

interface Scene {
  readonly stream: SpeakerStream;
  readonly log: readonly string[];
  /** Waits until exactly these events have come. */
  readonly hears: (expected: readonly unknown[]) => Promise<void>;
  /** Waits until the first segment sounds. */
  readonly hearsSomething: () => Promise<void>;
}

async function open(rig: SpeakerRig): Promise<Scene> {
  const log: string[] = [];
  const stream = await rig.speaker.open(
    {
      onStarted: (segment) => log.push(`started ${segment}`),
      onDrained: (segment, heardMs) => log.push(`drained ${segment} after ${Math.round(heardMs)} ms`),
      onFlushed: (segment, heardMs) => log.push(`flushed ${segment} after ${Math.round(heardMs)} ms`),
    },
    new AbortController().signal,
  );
  return {
    stream,
    log,
    hears: async (expected) => {
      rig.play(1_000);
      await expect.poll(() => log, { timeout: 3_000 }).toEqual(expected);
    },
    hearsSomething: async () => {
      rig.play(20);
      await expect.poll(() => stream.report()?.playedFrames ?? 0).toBeGreaterThan(0);
    },
  };
}

function tone(durationMs: number, rateHz = playbackRateHz): Int16Array<ArrayBuffer> {
  const samples = new Int16Array((durationMs * rateHz) / 1000);
  return samples.map((_, i) => Math.round(10_000 * Math.sin((2 * Math.PI * 300 * i) / rateHz)));
}

import { describe, expect, it } from "vitest";
import { playbackRateHz } from "../../web/core/audio/playback-messages.ts";
import { median } from "../../web/core/median.ts";
import type { PlayedBlock, Speaker, SpeakerStream } from "../../web/core/ports.ts";

/** A speaker to be tested, and the hand on its world. */
export interface SpeakerRig {
  readonly speaker: Speaker;
  /** Time passes; does nothing where time passes by itself. */
  readonly play: (durationMs: number) => void;
  /** What plays breaks, and is built anew; undefined where nothing can. */
  readonly breakOutput?: () => void;
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
      void scene.stream.close();
    });

    it("takes parts of any length: two bytes first, then the voice", async () => {
      const scene = await open(setUp());
      scene.stream.write(new Int16Array(1), playbackRateHz, 1);
      for (let part = 0; part < 4; part += 1) scene.stream.write(tone(25), playbackRateHz, 1);
      scene.stream.finish(1);
      await scene.hears(["started 1", "drained 1 after 100 ms"]);
      void scene.stream.close();
    });

    it("takes any rate", async () => {
      const scene = await open(setUp());
      scene.stream.write(tone(100, 16_000), 16_000, 1);
      scene.stream.finish(1);
      await scene.hears(["started 1", "drained 1 after 100 ms"]);
      void scene.stream.close();
    });

    it("plays segments one after the other; a newer one finishes the older", async () => {
      const scene = await open(setUp());
      scene.stream.write(tone(60), playbackRateHz, 1);
      scene.stream.write(tone(40), playbackRateHz, 2);
      scene.stream.finish(2);
      await scene.hears(["started 1", "drained 1 after 60 ms", "started 2", "drained 2 after 40 ms"]);
      void scene.stream.close();
    });

    it("ends a segment that never got audio", async () => {
      const scene = await open(setUp());
      scene.stream.finish(4);
      await scene.hears(["drained 4 after 0 ms"]);
      void scene.stream.close();
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
      void scene.stream.close();
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
      void scene.stream.close();
    });

    it("makes nothing of a flush when nothing is there", async () => {
      const scene = await open(setUp());
      scene.stream.flush();
      scene.stream.write(tone(30), playbackRateHz, 1);
      scene.stream.finish(1);
      await scene.hears(["started 1", "drained 1 after 30 ms"]);
      void scene.stream.close();
    });

    it("tells as cut what was queued when it breaks, and plays what comes later", async ({ skip }) => {
      const rig = setUp();
      skip(rig.breakOutput === undefined, "it has nothing that could break");
      const scene = await open(rig);
      scene.stream.write(tone(10_000), playbackRateHz, 1);
      scene.stream.write(tone(10_000), playbackRateHz, 2);
      await scene.hearsSomething();
      rig.breakOutput?.();
      await expect.poll(() => scene.log.length).toBe(3);
      scene.stream.write(tone(100), playbackRateHz, 2);
      scene.stream.write(tone(50), playbackRateHz, 3);
      scene.stream.finish(3);
      await scene.hears([
        "started 1",
        expect.stringMatching(/^flushed 1 after \d{1,3} ms$/),
        "flushed 2 after 0 ms",
        "started 3",
        "drained 3 after 50 ms",
      ]);
      void scene.stream.close();
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
      void scene.stream.close();
    });

    it("says nothing any more once closed, twice as well as once, and leaves nothing open", async () => {
      const rig = setUp();
      const scene = await open(rig);
      scene.stream.write(tone(10_000), playbackRateHz, 1);
      await scene.hearsSomething();
      void scene.stream.close();
      void scene.stream.close();
      scene.stream.write(tone(100), playbackRateHz, 2);
      scene.stream.finish(2);
      scene.stream.flush();
      rig.play(200);
      await expect.poll(rig.openThings).toBe(0);
      expect(scene.log).toEqual(["started 1"]);
    });

    it("hands over what it plays, in short blocks without a hole, all of it before the segment is over", async () => {
      const scene = await open(setUp());
      // A browser's output may halt right after it began.
      scene.stream.write(tone(20), playbackRateHz, 1);
      await scene.hearsSomething();
      const written = tone(500);
      scene.stream.write(written.slice(), playbackRateHz, 2);
      scene.stream.finish(2);
      await scene.hears(["started 1", "drained 1 after 20 ms", "started 2", "drained 2 after 500 ms"]);
      expect(scene.blocksAtEnd).toBe(scene.blocks.length);
      const sound = soundOf(scene.blocks).slice(-written.length);
      expect(Math.abs(framesOf(scene.blocks) - written.length - tone(20).length)).toBeLessThanOrEqual(2);
      expectNoHole(scene.blocks.slice(-4));
      for (const { pcm } of scene.blocks) expect(pcm.byteLength).toBeLessThanOrEqual(9_600);
      expect(differenceDb(sound, written)).toBeLessThan(-40);
      void scene.stream.close();
    });

    it("tells when what it plays is heard, by one clock", async () => {
      const scene = await open(setUp());
      scene.stream.write(tone(800), playbackRateHz, 1);
      scene.stream.finish(1);
      await scene.hears(["started 1", "drained 1 after 800 ms"]);
      const late = scene.blocks.map(({ clock }) => clock.atMs - (clock.frame / playbackRateHz) * 1000);
      expect(late.length).toBeGreaterThan(2);
      // An output that halts is later from then on; else it goes on evenly.
      const steps = late.slice(1).map((atMs, i) => Math.abs(atMs - (late[i] ?? 0)));
      expect(median(steps)).toBeLessThan(15);
      void scene.stream.close();
    });

    it("hands over nothing that a flush has cut", async () => {
      const scene = await open(setUp());
      scene.stream.write(tone(10_000), playbackRateHz, 1);
      await scene.hearsSomething();
      scene.stream.flush();
      await scene.hears(["started 1", expect.stringMatching(/^flushed 1 /)]);
      const heardMs = (framesOf(scene.blocks) / playbackRateHz) * 1000;
      // A device that renders in larger steps may end the last of them with silence.
      expect(heardMs).toBeGreaterThan(scene.heardMs - 1);
      expect(heardMs).toBeLessThan(scene.heardMs + 20);
      void scene.stream.close();
    });

    it("has handed over all that was played when it is closed, and then no more", async () => {
      const rig = setUp();
      const scene = await open(rig);
      scene.stream.write(tone(10_000), playbackRateHz, 1);
      await scene.hearsSomething();
      const { playedFrames = 0, sampleRateHz = 1 } = scene.stream.report() ?? {};
      await scene.stream.close();
      const blocks = scene.blocks.length;
      expect(framesOf(scene.blocks) / playbackRateHz).toBeGreaterThanOrEqual(
        playedFrames / sampleRateHz - 0.001,
      );
      rig.play(500);
      await scene.stream.close();
      expect(scene.blocks.length).toBe(blocks);
    });

    it("rejects with AbortError and leaves nothing open when aborted before or while opening", async () => {
      const rig = setUp();
      const ignore = () => {};
      const events = { onStarted: ignore, onDrained: ignore, onFlushed: ignore, onPlayed: ignore };
      await expect(rig.speaker.open(events, AbortSignal.abort())).rejects.toMatchObject({
        name: "AbortError",
      });
      const call = new AbortController();
      const opening = rig.speaker.open(events, call.signal).then(
        (stream) => void stream.close(),
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
  readonly blocks: readonly PlayedBlock[];
  /** How many of them had come when the newest segment was over … */
  readonly blocksAtEnd: number;
  /** … of which so much was heard, in whole ms. */
  readonly heardMs: number;
  /** Waits until exactly these events have come. */
  readonly hears: (expected: readonly unknown[]) => Promise<void>;
  /** Waits until the first segment sounds. */
  readonly hearsSomething: () => Promise<void>;
}

async function open(rig: SpeakerRig): Promise<Scene> {
  const log: string[] = [];
  const blocks: PlayedBlock[] = [];
  let blocksAtEnd = 0;
  let lastHeardMs = 0;
  const end = (line: string, heardMs: number) => {
    blocksAtEnd = blocks.length;
    lastHeardMs = Math.round(heardMs);
    log.push(`${line} after ${lastHeardMs} ms`);
  };
  const stream = await rig.speaker.open(
    {
      onStarted: (segment) => log.push(`started ${segment}`),
      onDrained: (segment, heardMs) => end(`drained ${segment}`, heardMs),
      onFlushed: (segment, heardMs) => end(`flushed ${segment}`, heardMs),
      onPlayed: (block) => blocks.push(block),
    },
    new AbortController().signal,
  );
  return {
    stream,
    log,
    blocks,
    get blocksAtEnd() {
      return blocksAtEnd;
    },
    get heardMs() {
      return lastHeardMs;
    },
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

function framesOf(blocks: readonly PlayedBlock[]): number {
  return blocks.reduce((sum, { pcm }) => sum + pcm.byteLength / 2, 0);
}

function expectNoHole(blocks: readonly PlayedBlock[]): void {
  const first = blocks[0]?.firstFrame ?? 0;
  for (const [i, { firstFrame }] of blocks.entries())
    expect(firstFrame).toBe(first + framesOf(blocks.slice(0, i)));
}

function soundOf(blocks: readonly PlayedBlock[]): Int16Array {
  return Int16Array.from(blocks.flatMap(({ pcm }) => [...new Int16Array(pcm)]));
}

/** How far a sound is from another, below that one, between the fades at both ends. */
function differenceDb(sound: Int16Array, other: Int16Array): number {
  const fade = playbackRateHz / 100;
  let [difference, power] = [0, 0];
  for (let i = fade; i < other.length - fade; i += 1) {
    difference += ((sound[i] ?? 0) - (other[i] ?? 0)) ** 2;
    power += (other[i] ?? 0) ** 2;
  }
  return 10 * Math.log10(difference / power + 1e-12);
}

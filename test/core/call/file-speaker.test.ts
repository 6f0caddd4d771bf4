import { describe, expect, it } from "vitest";
import { FileSpeaker } from "../../../web/core/call/file-speaker.ts";
import type { PlayedBlock } from "../../../web/core/ports.ts";
import { ManualClock } from "../../fakes/manual-clock.ts";

async function open() {
  const clock = new ManualClock(7_000);
  const blocks: PlayedBlock[] = [];
  const log: string[] = [];
  const stream = await new FileSpeaker(clock).open(
    {
      onStarted: (segment) => log.push(`started ${segment}`),
      onDrained: (segment, heardMs) => log.push(`drained ${segment} at ${heardMs}`),
      onFlushed: (segment, heardMs) => log.push(`flushed ${segment} at ${heardMs}`),
      onPlayed: (block) => blocks.push(block),
    },
    new AbortController().signal,
  );
  return { clock, stream, blocks, log };
}

/** Nothing but 8,000, 24 kHz. */
const steady = (ms: number) => new Int16Array(ms * 24).fill(8_000);

const samples = (blocks: readonly PlayedBlock[]) => blocks.flatMap(({ pcm }) => [...new Int16Array(pcm)]);

/** When a frame of a block was heard. */
const atMs = ({ clock }: PlayedBlock, frame: number) => clock.atMs + (frame - clock.frame) / 24;

describe("FileSpeaker", () => {
  it("lets sound pass in the time that it lasts, and hands on all of it", async () => {
    const { clock, stream, blocks, log } = await open();
    clock.advance(1_000);
    stream.write(steady(500), 24_000, 1);
    stream.finish(1);
    clock.advance(480);
    expect(log).toEqual(["started 1"]);
    clock.advance(200);
    expect(log).toEqual(["started 1", "drained 1 at 500"]);
    const loud = samples(blocks).filter((sample) => sample === 8_000).length;
    // 5 ms at either end are faded.
    expect(loud / 24).toBeCloseTo(490, 0);
  });

  it("says on its clock where each block was heard, in blocks of at most 200 ms", async () => {
    const { clock, stream, blocks } = await open();
    clock.advance(1_000);
    stream.write(steady(500), 24_000, 1);
    stream.finish(1);
    clock.advance(1_000);
    const [first] = blocks;
    if (first === undefined) throw new Error("nothing was played");
    expect(atMs(first, first.firstFrame)).toBeGreaterThanOrEqual(8_000);
    expect(atMs(first, first.firstFrame)).toBeLessThanOrEqual(8_040);
    for (const block of blocks) expect(block.pcm.byteLength).toBeLessThanOrEqual(2 * 4_800);
    for (const [index, block] of blocks.entries()) {
      const next = blocks[index + 1];
      if (next !== undefined) expect(next.firstFrame).toBe(block.firstFrame + block.pcm.byteLength / 2);
    }
  });

  it("hands on nothing while nothing sounds, and leaves the silence between turns out", async () => {
    const { clock, stream, blocks } = await open();
    clock.advance(5_000);
    expect(blocks).toEqual([]);
    stream.write(steady(100), 24_000, 1);
    stream.finish(1);
    clock.advance(2_000);
    stream.write(steady(100), 24_000, 2);
    stream.finish(2);
    clock.advance(2_000);
    const [first, second] = blocks;
    expect(blocks).toHaveLength(2);
    const apartMs = ((second?.firstFrame ?? 0) - (first?.firstFrame ?? 0)) / 24;
    expect(apartMs).toBeGreaterThanOrEqual(1_980);
    expect(apartMs).toBeLessThanOrEqual(2_020);
  });

  it("cuts at a flush what was not heard", async () => {
    const { clock, stream, blocks, log } = await open();
    stream.write(steady(3_000), 24_000, 1);
    clock.advance(1_000);
    stream.flush();
    clock.advance(4_000);
    const heardMs = Number(log[1]?.split(" at ")[1]);
    expect(heardMs).toBeGreaterThan(800);
    expect(heardMs).toBeLessThanOrEqual(1_005);
    const playedMs = samples(blocks).filter((sample) => sample !== 0).length / 24;
    expect(Math.abs(playedMs - heardMs)).toBeLessThan(1);
  });

  it("hands on what was heard until it is closed, from within its own events too", async () => {
    const { clock, stream, blocks } = await open();
    stream.write(steady(3_000), 24_000, 1);
    clock.advance(330);
    const before = samples(blocks).length;
    await stream.close();
    expect(samples(blocks).length).toBeGreaterThan(before);
    const after = samples(blocks).length;
    clock.advance(1_000);
    expect(samples(blocks).length).toBe(after);
    expect(clock.pendingTimers).toBe(0);
  });

  it("has all of a turn handed on when a listener closes it at the turn's end", async () => {
    const clock = new ManualClock(0);
    const blocks: PlayedBlock[] = [];
    let close: () => void = () => undefined;
    const stream = await new FileSpeaker(clock).open(
      {
        onStarted: () => undefined,
        onDrained: () => close(),
        onFlushed: () => undefined,
        onPlayed: (block) => blocks.push(block),
      },
      new AbortController().signal,
    );
    close = () => void stream.close();
    stream.write(steady(110), 24_000, 1);
    stream.finish(1);
    clock.advance(1_000);
    expect(samples(blocks).filter((sample) => sample === 8_000).length / 24).toBeCloseTo(100, 0);
  });

  it("makes up for time in which it was not woken", async () => {
    const behind = new ManualClock(0);
    const blocks: PlayedBlock[] = [];
    let wake: () => void = () => undefined;
    const setTimer = (_delayMs: number, callback: () => void) => {
      wake = callback;
      return () => undefined;
    };
    const stream = await new FileSpeaker({ now: () => behind.now(), setTimer }).open(
      {
        onStarted: () => undefined,
        onDrained: () => undefined,
        onFlushed: () => undefined,
        onPlayed: (block) => blocks.push(block),
      },
      new AbortController().signal,
    );
    stream.write(steady(3_000), 24_000, 1);
    stream.finish(1);
    behind.advance(1_000);
    wake();
    await stream.close();
    expect(samples(blocks).length / 24).toBeCloseTo(1_000, 0);
  });
});

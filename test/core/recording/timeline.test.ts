import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { timeOf } from "../../../web/core/recording/clock-line.ts";
import { makeTimeline, stretchOf, trackFrames } from "../../../web/core/recording/timeline.ts";
import type { Gap, PieceHead } from "../../../web/core/recording/track.ts";
import {
  callStartMs,
  evenClock,
  marksIn,
  marksOf,
  record,
  type TrueCall,
  timelineOf,
  trueCall,
} from "./true-call.ts";

const minuteMs = 60_000;

/** The largest distance of a click from where it truly was, in ms; every click must be there. */
async function largestErrorMs(call: TrueCall): Promise<number> {
  const stored = await record(call);
  const timeline = timelineOf(stored);
  let largest = 0;
  for (const track of ["user", "agent"] as const) {
    const found = await marksOf(timeline, track, stored);
    expect(found).toHaveLength(call.marksMs.length);
    for (const [i, atMs] of found.entries())
      largest = Math.max(largest, Math.abs(atMs - (call.marksMs[i] ?? 0)));
  }
  return largest;
}

function every(stepMs: number, durationMs: number, firstMs = stepMs / 2): number[] {
  return Array.from({ length: Math.floor((durationMs - firstMs) / stepMs) }, (_, i) => firstMs + i * stepMs);
}

/** The same by the timeline alone, without laying the sound out. */
async function largestPlacedErrorMs(call: TrueCall): Promise<number> {
  const stored = await record(call);
  const timeline = timelineOf(stored);
  let largest = 0;
  for (const track of ["user", "agent"] as const) {
    const frames = marksIn(call, track);
    expect(frames).toHaveLength(call.marksMs.length);
    for (const [i, frame] of frames.entries()) {
      const piece = stored[track].findLast(({ firstFrame }) => firstFrame <= frame);
      const stretch = piece && stretchOf(timeline[track], piece.index);
      if (stretch === undefined) throw new Error("no place for a mark");
      const atMs = timeOf(stretch, frame) - callStartMs;
      largest = Math.max(largest, Math.abs(atMs - (call.marksMs[i] ?? 0)));
    }
  }
  return largest;
}

describe("the timeline of a call of 60 minutes", () => {
  it("puts everything where it was within 5 ms, with clocks 200 ppm apart, late messages and a page that stalls", async () => {
    const durationMs = 60 * minuteMs;
    const error = await largestPlacedErrorMs(
      trueCall({
        durationMs,
        user: evenClock(0, 100),
        agent: evenClock(-2_000, -100),
        speech: every(20_000, durationMs).map((atMs) => ({ fromMs: atMs - 4_000, untilMs: atMs + 4_000 })),
        marksMs: every(20_000, durationMs),
        jitterMs: 15,
        stalls: [
          { fromMs: 61_000, untilMs: 62_500 },
          { fromMs: 1_800_000, untilMs: 1_808_000 },
          { fromMs: 3_000_000, untilMs: 3_000_400 },
        ],
      }),
    );
    expect(error).toBeLessThan(5);
  }, 30_000);
});

describe("a timeline", () => {
  const stretch = (most: number) =>
    fc.record({ fromMs: fc.integer({ min: 0, max: 38_000 }), lengthMs: fc.integer({ min: 1, max: most }) });
  const spans = (most: number) =>
    fc
      .array(stretch(most), { maxLength: 3 })
      .map((list) => list.map(({ fromMs, lengthMs }) => ({ fromMs, untilMs: fromMs + lengthMs })));

  it("puts everything where it was within 5 ms, whatever the clocks, the messages and the page do", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -100, max: 100 }),
        fc.integer({ min: -100, max: 100 }),
        fc.integer({ min: -5_000, max: 500 }),
        fc.integer({ min: 0, max: 30 }),
        spans(3_000),
        fc.nat(10_000),
        async (userPpm, agentPpm, agentStartMs, jitterMs, stalls, seed) => {
          const durationMs = 40_000;
          const error = await largestErrorMs(
            trueCall({
              durationMs,
              user: evenClock(0, userPpm),
              agent: evenClock(agentStartMs, agentPpm),
              speech: [
                { fromMs: 3_000, untilMs: 15_000 },
                { fromMs: 24_000, untilMs: 38_000 },
              ],
              marksMs: [...every(1_700, 14_500, 3_500), ...every(1_700, 37_500, 24_500)],
              jitterMs,
              stalls,
              seed,
            }),
          );
          expect(error).toBeLessThan(5);
        },
      ),
      { numRuns: 12 },
    );
  });

  it("follows a device that stood still: what came before stays, what comes after is later", async () => {
    const halts = [{ fromMs: 20_010, untilMs: 27_000 }];
    const marksMs = [...every(1_300, 20_000), ...every(1_300, 58_000, 28_500)];
    const call = trueCall({ durationMs: minuteMs, user: evenClock(0, 50, halts), marksMs, jitterMs: 3 });
    expect(await largestErrorMs(call)).toBeLessThan(5);
    const other = trueCall({
      durationMs: minuteMs,
      agent: evenClock(-900, -50, halts),
      marksMs,
      jitterMs: 3,
    });
    expect(await largestErrorMs(other)).toBeLessThan(5);
  });

  it("follows a clock that loses some milliseconds now and then, as an overloaded device does", async () => {
    const halts = every(6_345, 2 * minuteMs).map((atMs) => ({ fromMs: atMs, untilMs: atMs + 12 }));
    const call = trueCall({
      durationMs: 2 * minuteMs,
      user: evenClock(0, 100, halts),
      agent: evenClock(-100, 100, halts),
      marksMs: every(6_345, 2 * minuteMs - 5_000, 6_345),
      jitterMs: 4,
    });
    expect(await largestErrorMs(call)).toBeLessThan(5);
  });

  it("knows the rate of an even clock: one line for all of it", async () => {
    const call = trueCall({
      durationMs: minuteMs,
      user: evenClock(0, 80),
      agent: evenClock(0, -80),
      jitterMs: 5,
    });
    const { user, agent } = timelineOf(await record(call));
    expect([user.length, agent.length]).toEqual([1, 1]);
    const ppm = (msPerFrame = 0, rateHz = 0) => (1000 / rateHz / msPerFrame - 1) * 1e6;
    expect(Math.abs(ppm(user[0]?.msPerFrame, 16_000) - 80)).toBeLessThan(20);
    expect(Math.abs(ppm(agent[0]?.msPerFrame, 24_000) + 80)).toBeLessThan(20);
  });

  it("is not moved by a speaker's clock that is read wrong once", async () => {
    const stored = await record(trueCall({ durationMs: 30_000, marksMs: [5_000, 10_500, 25_000] }));
    const agent = stored.agent.map((piece) =>
      piece.index === 10 ? { ...piece, clock: { ...piece.clock, atMs: piece.clock.atMs + 400 } } : piece,
    );
    const found = await marksOf(timelineOf({ ...stored, agent }), "agent", stored);
    for (const [i, atMs] of [5_000, 10_500, 25_000].entries())
      expect(Math.abs((found[i] ?? 0) - atMs)).toBeLessThan(5);
  });

  it("begins with the first frame of the person, or with the agent's if that was earlier", async () => {
    const later = await record(trueCall({ speech: [{ fromMs: 4_000, untilMs: 5_000 }] }));
    expect(timelineOf(later).startedAtMs).toBeCloseTo(callStartMs, 0);
    const earlier = await record(
      trueCall({ user: evenClock(2_000), speech: [{ fromMs: 500, untilMs: 5_000 }] }),
    );
    expect(timelineOf(earlier).startedAtMs - callStartMs).toBeCloseTo(500, -0.5);
    const alone = { user: [], agent: later.agent };
    expect(timelineOf(alone).startedAtMs - callStartMs).toBeCloseTo(4_000, -0.5);
    expect(timelineOf(alone).durationMs).toBeCloseTo(1_000, -0.5);
  });

  it("lasts to the end of the longer track, both tracks alike", async () => {
    const stored = await record(trueCall({ speech: [{ fromMs: 9_000, untilMs: 14_000 }] }));
    const timeline = timelineOf(stored);
    expect(Math.abs(timeline.durationMs - 14_000)).toBeLessThan(3);
    expect(trackFrames(timeline, "user") / 16_000).toBeCloseTo(trackFrames(timeline, "agent") / 24_000, 3);
  });

  it("is none where nothing was recorded", () => {
    expect(makeTimeline({ user: [], agent: [] }, [])).toBeUndefined();
  });

  it("keeps frames of different runs apart, whose clocks have nothing in common", () => {
    const head = (index: number, run: number, firstFrame: number, atMs: number): PieceHead => ({
      callId: "call",
      track: "user",
      index,
      run,
      firstFrame,
      frames: 16_000,
      clock: { frame: firstFrame + 16_000, atMs },
    });
    const user = [
      head(0, 0, 0, 2_000),
      head(1, 0, 16_000, 3_000),
      head(2, 1, 0, 9_000),
      head(3, 1, 16_000, 10_000),
    ];
    const timeline = makeTimeline({ user, agent: [] }, []);
    expect(timeline).toMatchObject({ startedAtMs: 1_000, durationMs: 9_000 });
    expect(timeline?.user.map(({ firstIndex }) => firstIndex)).toEqual([0, 2]);
    expect(stretchOf(timeline?.user ?? [], 3)?.firstIndex).toBe(2);
  });

  it("remembers what was off the record, to the end if that is open; a full storage hides nothing", async () => {
    const stored = await record(trueCall({}));
    const gaps: Gap[] = [
      { reason: "off-record", fromMs: callStartMs + 1_000, untilMs: callStartMs + 2_000 },
      { reason: "storage-full", fromMs: callStartMs + 3_000, untilMs: undefined },
      { reason: "off-record", fromMs: callStartMs + 8_000, untilMs: undefined },
    ];
    const { offRecord, startedAtMs, durationMs } = timelineOf(stored, gaps);
    expect(offRecord).toEqual([
      { fromMs: callStartMs + 1_000, untilMs: callStartMs + 2_000 },
      { fromMs: callStartMs + 8_000, untilMs: startedAtMs + durationMs },
    ]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assemble } from "../../../web/core/recording/assemble.ts";
import { partFrames } from "../../../web/core/recording/sound-part.ts";
import { makeTimeline, trackFrames } from "../../../web/core/recording/timeline.ts";
import { type AudioPiece, type Gap, trackRateHz } from "../../../web/core/recording/track.ts";
import { randomFrom, sine } from "../audio/signals.ts";
import { differsAt, streamed, timelineOf, whole } from "./true-call.ts";

const rateHz = trackRateHz.user;
const startMs = 1_700_000_000_000;

/** Pieces of the person's track, each at its place on a clock that runs `ppm` too fast. */
function pieces(
  list: readonly { readonly firstFrame: number; readonly pcm: Int16Array }[],
  ppm = 0,
): AudioPiece[] {
  return list.map(({ firstFrame, pcm }, index) => ({
    callId: "call",
    track: "user",
    index,
    run: 0,
    firstFrame,
    frames: pcm.length,
    clock: { frame: firstFrame, atMs: startMs + (firstFrame / (rateHz * (1 + ppm / 1e6))) * 1000 },
    pcm: new Int16Array(pcm).buffer,
  }));
}

/** Cut into pieces of a second. */
function inPieces(sound: Int16Array, ppm = 0): AudioPiece[] {
  const list = [];
  for (let at = 0; at < sound.length; at += rateHz)
    list.push({ firstFrame: at, pcm: sound.slice(at, at + rateHz) });
  return pieces(list, ppm);
}

function noiseOf(frames: number, seed = 1): Int16Array<ArrayBuffer> {
  const random = randomFrom(seed);
  return new Int16Array(frames).map(() => Math.round(random() * 20_000 - 10_000));
}

function toS16(sound: Float32Array): Int16Array {
  return Int16Array.from(sound, (sample) => Math.round(sample * 32_767));
}

function assembled(user: readonly AudioPiece[], gaps: readonly Gap[] = []): Promise<Int16Array> {
  const stored = { user, agent: [] };
  return whole(timelineOf(stored, gaps), "user", stored);
}

describe("a track that is assembled", () => {
  it("is the sound itself, to the bit, where the clock is right", async () => {
    const sound = noiseOf(rateHz * 5 + 321);
    expect(differsAt(await assembled(inPieces(sound)), sound)).toBe(-1);
  });

  it("has silence of true length where nothing came, and the rest at its place", async () => {
    const [one, other] = [noiseOf(8_000), noiseOf(4_000, 2)];
    const track = await assembled(
      pieces([
        { firstFrame: 0, pcm: one },
        { firstFrame: 40_000, pcm: other },
      ]),
    );
    expect(track.length).toBe(44_000);
    expect(differsAt(track.subarray(0, 8_000), one)).toBe(-1);
    expect(track.subarray(8_000, 40_000).every((sample) => sample === 0)).toBe(true);
    expect(differsAt(track.subarray(40_000), other)).toBe(-1);
  });

  it.each([100, -100, 200])(
    "is as long as it truly was with a clock %i ppm too fast, and sounds as before",
    async (ppm) => {
      const seconds = 30;
      const sound = toS16(sine(200, rateHz, seconds, 0.5));
      const track = await assembled(inPieces(sound, ppm));
      const expected = (rateHz * seconds) / (1 + ppm / 1e6);
      expect(Math.abs(track.length - expected)).toBeLessThan(8);
      // The tone as it would be without a slip or a seam, at the right rate.
      const turn = (2 * Math.PI * 200 * (1 + ppm / 1e6)) / rateHz;
      let [difference, power] = [0, 0];
      for (let i = 0; i < expected - 300; i += 1) {
        const truth = 16_383 * Math.sin(turn * i);
        difference += ((track[i] ?? 0) - truth) ** 2;
        power += truth ** 2;
      }
      // Half a frame is 2 degrees of this tone, −28 dB; twice that is still inaudible.
      expect(10 * Math.log10(difference / power)).toBeLessThan(-22);
    },
  );

  it.each([300, 3_000, 6_500])(
    "clicks nowhere when frames are won or lost in a tone of %i Hz",
    async (hz) => {
      for (const ppm of [400, -400]) {
        const track = await assembled(inPieces(toS16(sine(hz, rateHz, 4, 0.5)), ppm));
        // A steady tone obeys x[i+1] = 2·cos(w)·x[i] − x[i−1]; a click breaks that.
        const twice = 2 * Math.cos((2 * Math.PI * hz) / rateHz);
        let worst = 0;
        for (let i = 1; i < track.length - 400; i += 1)
          worst = Math.max(
            worst,
            Math.abs((track[i + 1] ?? 0) + (track[i - 1] ?? 0) - twice * (track[i] ?? 0)),
          );
        expect(20 * Math.log10(worst / 16_383)).toBeLessThan(-28);
      }
    },
  );

  it("never overlaps: what lies under something earlier is left out", async () => {
    const [one, other] = [noiseOf(16_000), noiseOf(16_000, 2)];
    const later = pieces([
      { firstFrame: 0, pcm: one },
      { firstFrame: 0, pcm: other },
    ]).map((piece) => ({
      ...piece,
      run: piece.index,
      clock: { frame: 0, atMs: startMs + piece.index * 400 },
    }));
    const track = await assembled(later);
    expect(track.length).toBe(22_400);
    expect(differsAt(track.subarray(0, 16_000), one)).toBe(-1);
    expect(differsAt(track.subarray(16_000), other.subarray(9_600))).toBe(-1);
  });

  it("leaves out a piece that lies wholly under an earlier one", async () => {
    const [one, other] = [noiseOf(16_000), noiseOf(1_000, 2)];
    const later = pieces([
      { firstFrame: 0, pcm: one },
      { firstFrame: 0, pcm: other },
    ]).map((piece) => ({
      ...piece,
      run: piece.index,
      clock: { frame: 0, atMs: startMs + piece.index * 400 },
    }));
    expect(differsAt(await assembled(later), one)).toBe(-1);
  });

  it("is silent where the person was off the record, even if a sound was stored there", async () => {
    const sound = new Int16Array(32_000).fill(7);
    const gap: Gap = { reason: "off-record", fromMs: startMs + 500, untilMs: startMs + 1_250 };
    const track = await assembled(inPieces(sound), [gap]);
    expect(track.length).toBe(32_000);
    expect(track.indexOf(0)).toBe(8_000);
    expect(track.lastIndexOf(0)).toBe(19_999);
    expect(track.subarray(8_000, 20_000).every((sample) => sample === 0)).toBe(true);
  });

  it("takes what is there of a piece that was stored in part", async () => {
    const sound = noiseOf(32_000);
    const [one, other] = inPieces(sound);
    if (one === undefined || other === undefined) throw new Error("two pieces");
    const track = await assembled([{ ...one, pcm: one.pcm.slice(0, 2_001) }, other]);
    expect(differsAt(track.subarray(0, 1_000), sound.subarray(0, 1_000))).toBe(-1);
    expect(track.subarray(1_000, 16_000).every((sample) => sample === 0)).toBe(true);
    expect(differsAt(track.subarray(16_000), sound.subarray(16_000))).toBe(-1);
  });

  it("comes in parts of about a piece, however long the silence", async () => {
    const user = pieces([
      { firstFrame: 0, pcm: noiseOf(16_000) },
      { firstFrame: rateHz * 3_600, pcm: noiseOf(16_000, 2) },
    ]);
    const timeline = timelineOf({ user, agent: [] });
    const parts: string[] = [];
    for await (const part of assemble(timeline, "user", streamed(user))) {
      parts.push(part.type);
      if (part.type === "sound") expect(part.samples.length).toBeLessThanOrEqual(17_000);
    }
    expect(parts).toEqual(["sound", "sound", "silence", "sound", "sound"]);
  });

  it("lasts as long as the timeline, whatever was stored, and never goes back", async () => {
    const stored = fc.array(
      fc.record({
        skip: fc.integer({ min: 0, max: 30_000 }),
        frames: fc.integer({ min: 1, max: 16_000 }),
        run: fc.nat(1),
        offMs: fc.integer({ min: -1_500, max: 1_500 }),
      }),
      { minLength: 1, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(stored, fc.constantFrom("user" as const, "agent" as const), async (list, track) => {
        let [firstFrame, run] = [0, 0];
        const made = list.map(({ skip, frames, run: more, offMs }, index): AudioPiece => {
          run += more;
          firstFrame += skip;
          const atMs = startMs + (firstFrame / trackRateHz[track]) * 1000 + offMs;
          const clock = { frame: firstFrame, atMs };
          const pcm = noiseOf(frames).buffer;
          const piece = { callId: "call", track, index, run, firstFrame, frames, clock, pcm };
          firstFrame += frames;
          return piece;
        });
        const heads = { user: [], agent: [], [track]: made };
        const timeline = makeTimeline(heads, []);
        if (timeline === undefined) throw new Error("something was recorded");
        let frames = 0;
        for await (const part of assemble(timeline, track, streamed(made))) {
          expect(partFrames(part)).toBeGreaterThan(0);
          frames += partFrames(part);
        }
        expect(frames).toBe(trackFrames(timeline, track));
      }),
      { numRuns: 80 },
    );
  });
});

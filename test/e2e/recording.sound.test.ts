import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { Tape } from "./support/ear.ts";
import { atRate, endOfSound, findSound } from "./support/find-sound.ts";
import { keptLanes, keptRecords, recordingsMade } from "./support/kept-calls.ts";
import { Phone } from "./support/phone.ts";
import { type ServedParley, serveParley } from "./support/serve-parley.ts";
import { speechWav } from "./support/speech-wav.ts";

/** Low enough to compare quickly, fine enough for half a millisecond. */
const rateHz = 8_000;
const ms = rateHz / 1_000;

const story =
  "Once upon a time there was a lighthouse keeper who counted the waves. Every evening she wrote the number into a book. One night the sea was perfectly still, and she wrote down nothing at all.";

let parley: ServedParley;
let phone: Phone;

beforeAll(async () => {
  parley = await serveParley({}, "service");
});
afterEach(async () => {
  await phone.close();
});
afterAll(() => parley.close());

it("keeps two calls with an interruption, a tool and a mute exactly as they were heard", async () => {
  parley.gemini.setScenario({
    hears: ["Stop, that is enough"],
    rules: [
      { when: { text: "story" }, answer: [{ type: "say", text: story }] },
      {
        when: { text: "time" },
        answer: [
          { type: "call", calls: [{ name: "get_current_time", args: { place: "Tokyo" } }] },
          { type: "say", text: "It is late over there." },
        ],
      },
      { when: { type: "text" }, answer: [{ type: "say", text: "Hello, this is your agent." }] },
      { when: { type: "speech" }, answer: [{ type: "say", text: "All right, I am quiet now." }] },
    ],
  });
  const speech = await speechWav(
    { silenceMs: 5_000 },
    { say: "Stop, stop, that is enough for today, thank you very much." },
    { silenceMs: 60_000 },
  );
  phone = await Phone.open(parley.url, {
    records: true,
    speech,
    ear: "record",
    settings: { recordingChannels: "stereo" },
  });
  const { page } = phone;
  for (const call of [1, 2]) {
    await phone.call();
    await phone.turn("Agent", "Hello, this is your agent.").waitFor();
    await phone.write("Tell me a story");
    await phone.turn("Agent", "All right, I am quiet now.").waitFor();
    await phone.says("Listening");
    await phone.muteButton.click();
    await phone.write("What time is it?");
    await phone.turn("Agent", "It is late over there.").waitFor();
    await phone.says("Muted");
    await phone.hears("silence");
    await phone.hangUp();
    await phone.says("Call ended");
    await phone.releasedEverything();
    await recordingsMade(page, call);
  }

  const spoken = wavSound(speech);
  // Without most of the silence after it, in which there is nothing to find.
  const samples = spoken.subarray(0, endOfSound(spoken) + stretch + searched);
  const said = { samples, heardMs: (atMs: number) => atMs };
  const tapes = (await page.evaluate(() => window.ear.tapes())).map((tape) => ({
    samples: atRate(tape.samples, tape.rateHz, rateHz),
    heardMs: heardAt(tape.clock),
  }));
  const records = await keptRecords(page);
  expect(records.map(({ status }) => status)).toEqual(["ended", "ended"]);
  const lanesMs: number[] = [];
  for (const [call, { id }] of records.toReversed().entries()) {
    const [user, agent] = await keptLanes(page, id, rateHz);
    if (user === undefined || agent === undefined) throw new Error("The recording has no two channels.");
    expectSame(user, said, 0.5);
    expectSame(agent, tapes[call] ?? said, 0.8);
    lanesMs.push(soundingMs(agent));
  }
  // Nothing that was heard is missing, and nothing else is there.
  expect(total(lanesMs) / total(tapes.map(({ samples }) => soundingMs(samples)))).toBeCloseTo(1, 1);
  expect(phone.errors).toEqual([]);
});

/** A sound, and when each moment of it was heard. */
interface Truth {
  readonly samples: Float32Array;
  /** From the moment in the sound to the page's clock; undefined where the ear cannot say. */
  readonly heardMs: (atMs: number) => number | undefined;
}

/** By the readings around a moment. A context that stalls between two of them leaves open where in between it did. */
function heardAt(clock: Tape["clock"]): Truth["heardMs"] {
  return (atMs) => {
    const around = clock.filter(({ contextMs }) => Math.abs(contextMs - atMs) < 500);
    const behindMs = around.map(({ contextMs, pageMs }) => pageMs - contextMs);
    if (Math.max(...behindMs) - Math.min(...behindMs) > 2) return undefined;
    return atMs + total(behindMs) / behindMs.length;
  };
}

/**
 * What sounds in a lane is found in the sound, every stretch when it was heard there, within 5 ms: nothing was added
 * or moved. How far both clocks are apart does not count.
 */
function expectSame(lane: Float32Array, { samples, heardMs }: Truth, likeness: number): void {
  const stretches = soundingStretches(lane);
  const first = stretches[0] ?? 0;
  let offset = findSound(lane.subarray(first, first + 3 * stretch), samples).at - first;
  const locate = (at: number, length: number) => {
    const from = Math.max(0, at + offset - searched);
    const around = samples.subarray(from, at + offset + length + searched);
    const found = findSound(lane.subarray(at, at + length), around);
    return { at: from + found.at, likeness: found.likeness };
  };
  const found = stretches.map((at) => {
    const whole = locate(at, stretch);
    const whenMs = heardMs(whole.at / ms);
    // A context that stalled in the middle of it has torn it in two: one half of it is in one piece.
    const halves =
      whenMs === undefined ? [at, at + stretch / 2].map((half) => locate(half, stretch / 2)) : [];
    if (whole.likeness > likeness) offset = whole.at - at;
    return { how: Math.max(...[whole, ...halves].map((one) => one.likeness)), at, heardMs: whenMs };
  });
  const like = found.map(({ how, at }) => `${at / ms} ms: ${how.toFixed(2)}`).join(", ");
  expect(Math.min(...found.map(({ how }) => how)), like).toBeGreaterThan(likeness);
  const apart = found.flatMap((one) => (one.heardMs === undefined ? [] : [one.heardMs - one.at / ms]));
  expect(apart.length).toBeGreaterThan(stretches.length / 2);
  expect(apart.length).toBeGreaterThanOrEqual(3);
  const told = apart.map((one) => one.toFixed(1)).join(" ");
  expect(spreadMs(apart), told).toBeLessThanOrEqual(5);
}

/**
 * How far the distances are apart. On a busy machine Chromium's fake microphone drops or repeats a buffer of 10 ms now
 * and then, which the recording rightly has, too: three such steps are taken out.
 */
function spreadMs(apart: readonly number[]): number {
  let [shiftMs, steps] = [0, 0];
  const even = apart.map((distance, index) => {
    const stepMs = distance - (apart[index - 1] ?? distance);
    const buffers = Math.round(stepMs / 10);
    if (Math.abs(buffers) === 1 && Math.abs(stepMs - buffers * 10) < 1.5 && steps < 3) {
      shiftMs += stepMs;
      steps += 1;
    }
    return distance - shiftMs;
  });
  return Math.max(...even) - Math.min(...even);
}

/** A context may stall for so long at a time without anything being wrong with the recording. */
const searched = 150 * ms;

/** Length of what is compared at a time. */
const stretch = 300 * ms;

/** Where in the lane there is sound, one place a stretch. */
function soundingStretches(lane: Float32Array): readonly number[] {
  const places = Array.from({ length: Math.floor(lane.length / stretch) }, (_, index) => index * stretch);
  return places.filter((at) => lane.subarray(at, at + stretch).filter(isLoud).length > stretch / 10);
}

const total = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0);

const isLoud = (sample: number) => Math.abs(sample) > 600;

/** How long it sounds. */
function soundingMs(samples: Float32Array): number {
  const frame = 20 * ms;
  const frames = Array.from({ length: Math.floor(samples.length / frame) }, (_, index) => index * frame);
  return frames.filter((at) => samples.subarray(at, at + frame).some(isLoud)).length * 20;
}

/** PCM s16le mono 24 kHz with a header of 44 bytes. */
function wavSound(file: string): Float32Array {
  const bytes = readFileSync(file).subarray(44);
  const pcm = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return atRate(pcm, 24_000, rateHz);
}

import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { type ServedSimulator, serveSimulator } from "../../token-server/simulator/serve.ts";
import { atRate, findSound } from "./support/find-sound.ts";
import { keptLanes, keptRecords, recordingsMade } from "./support/kept-calls.ts";
import { type Parley, startParley } from "./support/parley.ts";
import { Phone } from "./support/phone.ts";
import { speechWav } from "./support/speech-wav.ts";

/** Low enough to compare quickly, fine enough for half a millisecond. */
const rateHz = 8_000;
const ms = rateHz / 1_000;

const story =
  "Once upon a time there was a lighthouse keeper who counted the waves. Every evening she wrote the number into a book. One night the sea was perfectly still, and she wrote down nothing at all.";

let gemini: ServedSimulator;
let parley: Parley;
let phone: Phone;

beforeAll(async () => {
  gemini = await serveSimulator();
  parley = await startParley({ GEMINI_API_KEY: "demo-key", GEMINI_BASE_URL: gemini.url });
});
afterEach(async () => {
  await phone.close();
});
afterAll(async () => {
  await parley.stop();
  await gemini.close();
});

it("keeps two calls with an interruption, a tool and a mute exactly as they were heard", async () => {
  gemini.setScenario({
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
    { silenceMs: 7_000 },
    { say: "Stop, stop, that is enough for today, thank you very much." },
    { silenceMs: 60_000 },
  );
  phone = await Phone.open(parley.url, { speech, settings: { recordingChannels: "stereo" } });
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

  const said = wavSound(speech);
  const tapes = (await page.evaluate(() => window.ear.tapes())).map(({ samples, rateHz: tapeHz }) =>
    atRate(samples, tapeHz, rateHz),
  );
  const records = await keptRecords(page);
  expect(records.map(({ status }) => status)).toEqual(["ended", "ended"]);
  const lanesMs: number[] = [];
  for (const { id } of records) {
    const [user, agent] = await keptLanes(page, id, rateHz);
    if (user === undefined || agent === undefined) throw new Error("The recording has no two channels.");
    expectSame(user, [said], 0.5);
    expectSame(agent, tapes, 0.9);
    lanesMs.push(soundingMs(agent));
  }
  // Nothing that was heard is missing, and nothing else is there.
  expect(total(lanesMs) / total(tapes.map(soundingMs))).toBeCloseTo(1, 1);
  expect(phone.errors).toEqual([]);
});

/**
 * What sounds in a lane is found in one of the sounds, every stretch at the same distance within 5 ms, and as much of
 * it: nothing was added, moved or left out.
 */
function expectSame(lane: Float32Array, sounds: readonly Float32Array[], likeness: number): void {
  const stretches = soundingStretches(lane);
  expect(stretches.length).toBeGreaterThanOrEqual(3);
  const [sound, offset] = placeOf(lane, stretches[0] ?? 0, sounds);
  const found = stretches.map((at) => {
    const from = Math.max(0, at + offset - 50 * ms);
    const around = sound.subarray(from, at + offset + stretch + 50 * ms);
    const { at: where, ...rest } = findSound(lane.subarray(at, at + stretch), around);
    return { ...rest, movedMs: (from + where - at - offset) / ms };
  });
  expect(Math.min(...found.map((one) => one.likeness))).toBeGreaterThan(likeness);
  console.log(found.map(({ movedMs, likeness: l }) => `${movedMs.toFixed(1)}/${l.toFixed(2)}`).join(" "));
  const moved = found.map(({ movedMs }) => movedMs);
  expect(Math.max(...moved) - Math.min(...moved)).toBeLessThanOrEqual(5);
}

/** Length of what is compared at a time. */
const stretch = 300 * ms;

/** The sound that a stretch of the lane is from, and how much later it is there. */
function placeOf(
  lane: Float32Array,
  at: number,
  sounds: readonly Float32Array[],
): readonly [Float32Array, number] {
  const places = sounds.map((sound) => ({ sound, ...findSound(lane.subarray(at, at + stretch), sound) }));
  const best = places.toSorted((one, other) => other.likeness - one.likeness)[0];
  if (best === undefined) throw new Error("Nothing was heard.");
  return [best.sound, best.at - at];
}

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

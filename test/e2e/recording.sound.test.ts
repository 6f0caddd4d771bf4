import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { atRate, findSound } from "./support/find-sound.ts";
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

  const said = await tapes("microphone");
  const heard = await tapes("speaker");
  const records = await keptRecords(page);
  expect(records.map(({ status }) => status)).toEqual(["ended", "ended"]);
  const agentMs: number[] = [];
  for (const [call, { id }] of records.toReversed().entries()) {
    const [user, agent] = await keptLanes(page, id, rateHz);
    expectSame(user, said[call]);
    expectSame(agent, heard[call]);
    agentMs.push(soundingMs(agent));
  }
  // Nothing that was heard is missing, and nothing else is there.
  expect(total(agentMs) / total(heard.map(({ samples }) => soundingMs(samples)))).toBeCloseTo(1, 1);
  expect(phone.errors).toEqual([]);
});

/** A sound as it was, and how unevenly the clock ran by which it was: a context that stalls goes on later. */
interface Truth {
  readonly samples: Float32Array;
  readonly unevenMs: number;
}

/** What each call's microphone or speaker really had: on a busy machine the fake microphone loses some of its file. */
async function tapes(of: "speaker" | "microphone"): Promise<readonly Truth[]> {
  const all = await phone.page.evaluate((which) => window.ear.tapes(which), of);
  return all.map(({ samples, rateHz: tapeHz, clock }) => ({
    samples: atRate(samples, tapeHz, rateHz),
    unevenMs: spread(clock.map(({ contextMs, pageMs }) => pageMs - contextMs)),
  }));
}

/**
 * What sounds in a lane is found in the sound, every stretch as far from the others as it was there, within 5 ms and
 * what the context stalled: nothing was added or moved.
 */
function expectSame(lane: Float32Array | undefined, truth: Truth | undefined): asserts lane {
  if (lane === undefined || truth === undefined) throw new Error("A call lacks its sound.");
  const { samples, unevenMs } = truth;
  const stretches = soundingStretches(lane);
  const first = stretches[0] ?? 0;
  let offset = findSound(lane.subarray(first, first + 3 * stretch), samples).at - first;
  const locate = (laneAt: number, length: number) => {
    const reach = (50 + unevenMs) * ms;
    const from = Math.max(0, Math.floor(laneAt + offset - reach));
    const around = samples.subarray(from, laneAt + offset + length + reach);
    const { at, likeness } = findSound(lane.subarray(laneAt, laneAt + length), around);
    return { laneAt, at: from + at, likeness };
  };
  const found = stretches.map((laneAt) => {
    const whole = locate(laneAt, stretch);
    if (whole.likeness > leastLikeness) {
      offset = whole.at - laneAt;
      return whole;
    }
    // A context that stalled in the middle of it has torn it: a part of it is in one piece.
    const parts = [0, 1, 2].map((part) => locate(laneAt + (part * stretch) / 3, stretch / 3));
    return parts.reduce((best, part) => (part.likeness > best.likeness ? part : best));
  });
  const told = found.map(
    ({ laneAt, at, likeness }) => `${likeness.toFixed(2)}: ${laneAt / ms}, ${at / ms} ms`,
  );
  expect(Math.min(...found.map(({ likeness }) => likeness)), told.join("; ")).toBeGreaterThan(leastLikeness);
  const apartMs = found.map(({ laneAt, at }) => (at - laneAt) / ms);
  expect(spread(apartMs), told.join("; ")).toBeLessThanOrEqual(5 + unevenMs);
}

/** MP3 takes its part, and hisses fold into the lower rate. */
const leastLikeness = 0.5;

/** Length of what is compared at a time. */
const stretch = 300 * ms;

/** Where in the lane there is sound, one place a stretch. */
function soundingStretches(lane: Float32Array): readonly number[] {
  const places = Array.from({ length: Math.floor(lane.length / stretch) }, (_, index) => index * stretch);
  return places.filter((at) => lane.subarray(at, at + stretch).filter(isLoud).length > stretch / 10);
}

const spread = (numbers: readonly number[]) => Math.max(...numbers) - Math.min(...numbers);

const total = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0);

const isLoud = (sample: number) => Math.abs(sample) > 600;

/** How long it sounds. */
function soundingMs(samples: Float32Array): number {
  const frame = 20 * ms;
  const frames = Array.from({ length: Math.floor(samples.length / frame) }, (_, index) => index * frame);
  return frames.filter((at) => samples.subarray(at, at + frame).some(isLoud)).length * 20;
}

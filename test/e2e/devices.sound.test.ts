import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { keptLanes, keptRecords, recordingsMade, soundStartMs } from "./support/kept-calls.ts";
import { Phone } from "./support/phone.ts";
import { type ServedParley, serveParley } from "./support/serve-parley.ts";
import { silentBrowser } from "./support/silent-browser.ts";
import { twoMicrophones } from "./support/two-microphones.ts";

/** Of the lanes that are looked at. */
const rateHz = 8_000;

let parley: ServedParley;
let phone: Phone;

beforeAll(async () => {
  parley = await serveParley();
});
afterEach(async () => {
  await phone.close();
});
afterAll(async () => {
  await parley.close();
});

it("goes on with the other microphone when one goes away, tells, and records both without a shift", async () => {
  parley.gemini.setScenario({
    rules: [{ when: { type: "text" }, answer: [{ type: "say", text: "Hello." }] }],
  });
  phone = await Phone.open(parley.url, {
    records: true,
    before: twoMicrophones,
    browser: await silentBrowser(),
    settings: { recordingChannels: "stereo" },
  });
  const { page } = phone;
  await phone.call();
  await phone.turn("Agent", "Hello.").waitFor();
  await page.waitForTimeout(3_500);
  await page.evaluate(() => window.unplugMicrophone());
  await phone.says("The microphone is now Headset. The call goes on.");
  await page.waitForTimeout(3_500);
  await phone.write("Are you still there?");
  await phone.turn("Agent", "Hello.").nth(1).waitFor();
  await phone.hangUp();
  await phone.says("Call ended");
  await recordingsMade(page, 1);

  const [record] = await keptRecords(page);
  const [lane] = await keptLanes(page, record?.id ?? "", rateHz);
  const ticks = ticksIn(lane ?? new Float32Array());
  const low = ticks.filter(({ hz }) => hz < 1_000);
  const high = ticks.filter(({ hz }) => hz >= 1_000);
  expect(low.length).toBeGreaterThanOrEqual(3);
  expect(high.length).toBeGreaterThanOrEqual(3);
  expect(Math.min(...high.map(({ atMs }) => atMs))).toBeGreaterThan(Math.max(...low.map(({ atMs }) => atMs)));
  // Both tick with the same clock, which falls behind on a busy machine: by it, every tick lies whole seconds after the
  // first one. Half a second would be the time in which no microphone was open.
  const clock = await page.evaluate(() => window.clockLooks);
  const startMs = await soundStartMs(page, record?.id ?? "");
  const seconds = ticks.map(({ atMs }) => secondsOf(clock, startMs + atMs));
  const offMs = seconds.map((at) => 1_000 * (at - (seconds[0] ?? 0) - Math.round(at - (seconds[0] ?? 0))));
  expect(Math.max(...offMs.map(Math.abs)), offMs.map((ms) => ms.toFixed(0)).join(" ")).toBeLessThan(200);
  expect(phone.errors).toEqual([]);
}, 90_000);

/** Where the clock stood at a moment, between the looks before and after it. */
function secondsOf(looks: readonly (readonly [atMs: number, seconds: number])[], atMs: number): number {
  const after = looks.findIndex(([lookedAtMs]) => lookedAtMs >= atMs);
  const [fromMs, from] = looks[after - 1] ?? [Number.NaN, Number.NaN];
  const [untilMs, until] = looks[after] ?? [Number.NaN, Number.NaN];
  return from + ((atMs - fromMs) / (untilMs - fromMs)) * (until - from);
}

interface Tick {
  readonly atMs: number;
  readonly hz: number;
}

/** Where a short tone begins after silence, and how high it is. */
function ticksIn(lane: Float32Array): readonly Tick[] {
  const ticks: Tick[] = [];
  const loud = (sample: number | undefined) => Math.abs(sample ?? 0) > 3_000;
  const ms = rateHz / 1_000;
  for (let at = 0; at < lane.length; at += 1) {
    if (!loud(lane[at])) continue;
    const tone = lane.subarray(at, at + 40 * ms);
    const ups = tone.filter((sample, i) => sample >= 0 && (tone[i - 1] ?? 0) < 0).length;
    ticks.push({ atMs: at / ms, hz: (ups * rateHz) / tone.length });
    at += 300 * ms;
  }
  return ticks;
}

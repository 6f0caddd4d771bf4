import { afterEach, expect, it } from "vitest";
import { presetAgents } from "../../web/core/agents.ts";
import { coverage, type Hole } from "../keeper/heard-all.ts";
import { join, mix, noise, silence, spoken } from "../simulator/support/sounds.ts";
import { type Faulty, serveFaulty } from "./support/faulty.ts";
import { fillSocket } from "./support/full-socket.ts";
import { keptRecords, keptUserTrack } from "./support/kept-calls.ts";
import { Phone } from "./support/phone.ts";
import { soundWav, wavRateHz } from "./support/speech-wav.ts";

/** A fifth of what the microphone needs. */
const trickleBytesPerSecond = 10_000;
/** As long as it takes to be 5 s behind, and a little more. */
const slowForMs = 5_500;
/** A second of sound on the wire, and a chunk: no more goes into the socket. */
const mostInSocketBytes = 48_500;
/** Sound that is not yet left out when it is 5 s old: the socket tells in steps what it took. */
const steps = 1_000;

const [assistant] = presetAgents;

let line: Faulty;
let phone: Phone;

afterEach(async () => {
  await phone.close();
  await line.stop();
});

it("says that the line is slow, leaves out silence that is too old, and goes on when it is quick again", async () => {
  line = await serveFaulty({
    scenario: {
      hears: ["One two three"],
      rules: [{ when: { type: "speech" }, answer: [{ type: "say", text: "I heard you." }] }],
    },
  });
  phone = await Phone.open(line.url, {
    records: true,
    settings: { agents: [{ ...assistant, greet: false }] },
    speech: await talkWithPauses(),
    prepare: (context) => context.grantPermissions(["microphone", "clipboard-read", "clipboard-write"]),
  });
  const { page } = phone;
  // The sound stays as it was recorded: another tab is busy with an MP3.
  await page.evaluate(
    () => void navigator.locks.request("parley-encode", () => new Promise(() => undefined)),
  );
  const note = page.locator("link-note");
  const answers = phone.turn("Agent", "I heard you.");
  await phone.call();
  await answers.first().waitFor();

  line.wire.speed({ bytesPerSecond: trickleBytesPerSecond });
  const socket = await fillSocket(page);
  await note.filter({ hasText: "Poor connection" }).waitFor();
  const poorAtMs = Date.now();
  await page.waitForTimeout(slowForMs);
  expect(await socket.bufferedBytes()).toBeLessThan(mostInSocketBytes);
  const answersBefore = await answers.count();
  line.wire.speed({});
  const quickAfterMs = Date.now() - poorAtMs;
  await note.filter({ hasText: "some of what you said was left out" }).waitFor();
  await expect.poll(() => answers.count(), { timeout: 10_000 }).toBeGreaterThan(answersBefore);
  const markedMs = await leftOutMs();
  await phone.hangUp();
  await phone.says("Call ended");

  const [record] = await keptRecords(page);
  const given = await keptUserTrack(page, record?.id ?? "");
  const { sessions } = line.gemini.heard();
  const { missingMs, holes, faults } = coverage(given, sessions);
  expect({ sessions: sessions.length, faults, missingMs }).toEqual({
    ...{ sessions: 1, faults: [], missingMs: markedMs },
  });
  // It was a second behind when it said so, and is never more than five.
  expect(missingMs).toBeGreaterThan(quickAfterMs + 1_000 - 5_000 - steps);
  expect(Math.max(...holes.map((hole) => loudest(given, hole)))).toBeLessThan(quiet);

  await page.getByRole("link", { name: "History" }).click();
  await page.getByRole("list", { name: "Calls" }).getByRole("link").click();
  const transcript = page.getByRole("region", { name: "Transcript" });
  await transcript.getByText("The network was too slow: some of what you said was left out").waitFor();
  expect(phone.errors).toEqual([]);
});

/** WAV file for the microphone, in which no two stretches are the same; more of it is pause than is left out. */
async function talkWithPauses(): Promise<string> {
  const words = await spoken("One two three.", wavRateHz, "Charon");
  const pause = silence(2_000, wavRateHz);
  const talk = join(silence(500, wavRateHz), ...Array.from({ length: 15 }, () => [pause, words]).flat());
  return soundWav(mix(noise(talk.length / (wavRateHz / 1_000), -60, wavRateHz), talk));
}

/** What the page says of how much it has left out. */
async function leftOutMs(): Promise<number> {
  const { page } = phone;
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("button", { name: "Copy debug report" }).click();
  await page.getByText("Copied.").waitFor();
  const report = await page.evaluate(() => navigator.clipboard.readText());
  return Number(/left out: (\d+) ms/.exec(report)?.[1]);
}

/** Of 32,768: words are far above. */
const quiet = 1_000;

/** The loudest sample of PCM s16le in a stretch. */
function loudest(pcm: Buffer, { from, to }: Hole): number {
  const samples = new Int16Array(Uint8Array.from(pcm.subarray(from, to)).buffer);
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}

import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { keptRecords, recordingsMade } from "./support/kept-calls.ts";
import { type Parley, startParley } from "./support/parley.ts";
import { Phone } from "./support/phone.ts";

let parley: Parley;
let phone: Phone;

beforeAll(async () => {
  parley = await startParley();
});
afterEach(async () => {
  await phone.close();
});
afterAll(async () => {
  await parley.stop();
});

it("leaves the MP3 of the last call until the next one is over", async () => {
  phone = await Phone.open(parley.url, { records: true });
  const { page } = phone;
  // The only other worker draws the presence.
  const isEncoding = () => page.workers().some((worker) => !worker.url().includes("presence"));
  await phone.call();
  await phone.turn("Agent", /\w/).first().waitFor();
  await phone.hangUp();
  await phone.says("Call ended");
  await expect.poll(isEncoding, { interval: 2, timeout: 20_000 }).toBe(true);
  await phone.call();
  await phone.turn("Agent", /\w/).first().waitFor();
  await expect.poll(isEncoding).toBe(false);
  expect((await keptRecords(page)).map(({ sound }) => sound.status)).toEqual(["pieces", "pieces"]);
  await phone.hangUp();
  await recordingsMade(page, 2);
  expect(phone.errors).toEqual([]);
});

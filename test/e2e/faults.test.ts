import { afterEach, expect, it } from "vitest";
import type { Scenario } from "../../token-server/simulator/scenario.ts";
import { type Faulty, serveFaulty } from "./support/faulty.ts";
import { Phone } from "./support/phone.ts";
import { silentBrowser } from "./support/silent-browser.ts";

let line: Faulty;
let phone: Phone;

afterEach(async () => {
  await phone.close();
  await line.stop();
});

const polite: Scenario = { rules: [{ answer: [{ type: "say", text: "Hello." }] }] };

async function call(): Promise<void> {
  line = await serveFaulty({ scenario: polite });
  phone = await Phone.open(line.url, { browser: await silentBrowser() });
  await phone.call();
  await phone.turn("Agent", "Hello.").waitFor();
}

it("goes on over a new connection when the old one is cut on the way", async () => {
  await call();
  const carried = line.wire.links[0]?.carried;
  expect(carried?.up).toBeGreaterThan(0);
  expect(carried?.down).toBeGreaterThan(0);
  line.wire.cut();
  await line.wire.link(1);
  await (await line.gemini.session(1)).until(({ audioBytes }) => audioBytes > 0);
  await phone.write("Are you there?");
  await phone.turn("You", "Are you there?").waitFor();
  const heard = line.gemini.heard();
  expect(heard.sessions[1]?.from?.session).toBe(0);
  expect(heard.known.map(({ session }) => session)).toEqual([0, 1]);
  await phone.hangUp();
  await phone.releasedEverything();
});

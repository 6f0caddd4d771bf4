import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { SessionTrace } from "../../token-server/simulator/trace.ts";
import { farewell, lastWords } from "./support/farewell.ts";
import { Phone, type PhoneOptions } from "./support/phone.ts";
import { type ServedParley, serveParley } from "./support/serve-parley.ts";
import { silentBrowser } from "./support/silent-browser.ts";
import { speechWav } from "./support/speech-wav.ts";

let parley: ServedParley;
let phone: Phone;

beforeAll(async () => {
  parley = await serveParley({}, "service");
});
beforeEach(() => parley.gemini.setScenario(farewell(lastWords.long)));
afterEach(async () => {
  await phone.close();
});
afterAll(() => parley.close());

async function call(options: PhoneOptions): Promise<SessionTrace> {
  const number = parley.gemini.sessions.length;
  phone = await Phone.open(parley.url, options);
  await phone.call();
  await phone.turn("Agent", "Hello.").waitFor();
  return parley.gemini.session(number);
}

describe("the agent hangs up", () => {
  it("but not when the person presses Keep talking, and the agent is told", async () => {
    const trace = await call({ browser: await silentBrowser() });
    await phone.says("Listening");
    await phone.write("Goodbye");
    await phone.page.getByRole("button", { name: "Keep talking" }).click();
    await trace.until(({ received }) => JSON.stringify(received).includes("stay on the line"));
    await phone.turn("Agent", "Of course, I am still here.").waitFor();
    await phone.says("Listening");
    expect(trace.close).toBeUndefined();
    expect(await phone.page.getByRole("button", { name: "Keep talking" }).count()).toBe(0);
    await phone.hangUp();
    await phone.says("Call ended");
  });

  it("but not when the person goes on talking", async () => {
    const speech = await speechWav(
      { silenceMs: 9_000 },
      { say: "Wait, wait, there is something else that I want to ask you." },
      { silenceMs: 30_000 },
    );
    const trace = await call({ speech });
    await phone.says("Listening");
    await phone.write("Goodbye");
    await phone.page.getByRole("button", { name: "Keep talking" }).waitFor();
    await phone.turn("You", "Wait, there is something else").waitFor();
    await phone.turn("Agent", "Of course, I am still here.").last().waitFor();
    await phone.says("Listening");
    expect(trace.close).toBeUndefined();
    expect(JSON.stringify(trace.received)).toContain("stay on the line");
    await phone.hangUp();
    await phone.says("Call ended");
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Scenario } from "../../token-server/simulator/scenario.ts";
import { Phone, type PhoneOptions } from "./support/phone.ts";
import { type ServedParley, serveParley } from "./support/serve-parley.ts";
import { silentBrowser } from "./support/silent-browser.ts";

let parley: ServedParley;
/** An ordinary one, which every test finds as new. */
let ordinary: Phone;
let phone: Phone;

beforeAll(async () => {
  parley = await serveParley();
  ordinary = await Phone.open(parley.url, { browser: await silentBrowser() });
});
afterEach(async () => {
  parley.gemini.setScenario(polite);
  if (phone !== ordinary) await phone.close();
});
afterAll(async () => {
  await ordinary.close();
  await parley.close();
});

const polite: Scenario = { rules: [{ answer: [{ type: "say", text: "Hello." }] }] };

/** Presses Start and expects this sentence, everything released and the button back. */
async function expectTrouble(sentence: string | RegExp): Promise<void> {
  await phone.call();
  await expectSentence(sentence);
}

async function expectSentence(sentence: string | RegExp): Promise<void> {
  await phone.page.getByRole("alert").filter({ hasText: sentence }).waitFor({ timeout: 20_000 });
  await phone.page.getByRole("button", { name: "Start call" }).waitFor();
  await phone.releasedEverything();
}

/** The app is usable again: the same page makes a call once the cause is gone. */
async function expectUsable(): Promise<void> {
  parley.gemini.setScenario(polite);
  await phone.call();
  await phone.turn("Agent", "Hello.").waitFor();
  expect(await phone.page.getByRole("alert").count()).toBe(0);
  await phone.hangUp();
  await phone.releasedEverything();
}

async function open(url = parley.url): Promise<void> {
  await ordinary.reopen(url);
  phone = ordinary;
}

/** A phone with something about it. */
async function openOther(options: PhoneOptions, url = parley.url): Promise<void> {
  phone = await Phone.open(url, options);
}

describe("the microphone", () => {
  it("is denied", async () => {
    await openOther({ microphone: "denied" });
    await expectTrouble("the microphone is blocked for this site");
  });

  it("is not there", async () => {
    await openOther({ microphone: "absent" });
    await expectTrouble("No microphone found.");
  });

  it("is in use", async () => {
    await openOther({
      browser: await silentBrowser(),
      before: () => {
        const { mediaDevices } = navigator;
        const real = mediaDevices.getUserMedia;
        mediaDevices.getUserMedia = async () => {
          mediaDevices.getUserMedia = real;
          throw new DOMException("Could not start audio source", "NotReadableError");
        };
      },
    });
    await expectTrouble("Another program is using the microphone.");
    await expectUsable();
  });

  it("is not offered because the page is not secure", async () => {
    const { port } = new URL(parley.url);
    await openOther(
      { flags: ["--host-resolver-rules=MAP parley.test 127.0.0.1"] },
      `http://parley.test:${port}`,
    );
    await expectTrouble("secure pages only");
  });

  it("cannot be processed because the browser has no AudioWorklet", async () => {
    await openOther({
      browser: await silentBrowser(),
      before: () => {
        Reflect.deleteProperty(BaseAudioContext.prototype, "audioWorklet");
        Reflect.deleteProperty(window, "AudioWorkletNode");
      },
    });
    await expectTrouble("This browser can't run a voice call.");
  });
});

describe("the token server", () => {
  it("is down, and comes back", async () => {
    const own = await parley.another();
    await open(own.url);
    await own.stop();
    await expectTrouble("Can't reach the Parley server.");
    const again = await parley.another({ PORT: new URL(own.url).port });
    await expectUsable();
    await again.stop();
  });

  it("asks for an access code, takes it and keeps it", async () => {
    const own = await parley.another({ ACCESS_CODE: "open-sesame" });
    await open(own.url);
    await expectTrouble("asks for an access code");
    await phone.page.getByRole("textbox", { name: "Access code" }).fill("open-sesame");
    await phone.page.getByRole("textbox", { name: "Access code" }).press("Enter");
    await expectUsable();
    await phone.page.reload();
    await expectUsable();
    expect(own.output()).not.toContain("open-sesame");
    await own.stop();
  });

  it("says that there were too many calls, and when to try again", async () => {
    const own = await parley.another({ TOKENS_PER_MINUTE_PER_ADDRESS: "1" });
    await open(own.url);
    await expectUsable();
    await expectTrouble(/That's a lot of calls. Try again in \d+ seconds?/);
    await own.stop();
  });

  it("was refused by Google", async () => {
    parley.gemini.setScenario({ faults: { mint: { status: 403, message: "key restricted: demo-key" } } });
    await open();
    await expectTrouble("Gemini refused this server.");
    expect(await phone.page.content()).not.toContain("demo-key");
    await expectUsable();
  });

  it("is not reached by the proxy before it, which is asked anew at each press", async () => {
    await open();
    const statuses = [502, 503, 504];
    await phone.page.route("**/api/token", (route) => {
      const status = statuses.shift();
      return status === undefined ? route.continue() : route.fulfill({ status, body: "<h1>proxy</h1>" });
    });
    while (statuses.length > 0) {
      const left = statuses.length;
      await phone.call();
      await expect.poll(() => statuses.length).toBe(left - 1);
      await expectSentence("The server can't take calls now. Wait a moment, then press Start call.");
    }
    await expectUsable();
    await phone.page.unroute("**/api/token");
  });

  it("gets an error from Google", async () => {
    parley.gemini.setScenario({ faults: { mint: { status: 500 } } });
    await open();
    await expectTrouble("The server can't take calls now.");
    await expectUsable();
  });
});

describe("the connection", () => {
  it.each([
    [1007, "Requested voice api_name 'X' is not available for model models/gemini-3.8-live."],
    [1008, "models/x is not found for API version v1beta, or is not supported for bidiGenerateContent."],
  ])("is refused with %i and the service's reason", async (code, reason) => {
    parley.gemini.setScenario({ faults: { refuseSetup: { code, reason } } });
    await open();
    await expectTrouble(`Gemini didn't accept this call's settings: ${reason}`);
    await expectUsable();
  });

  it("never gets its setup accepted", async () => {
    parley.gemini.setScenario({ faults: { setupDelayMs: "never" } });
    await open();
    await expectTrouble("Gemini took too long to answer.");
    await expectUsable();
  });

  it("closes in the middle of the call for a reason that will not pass", async () => {
    parley.gemini.setScenario({
      ...polite,
      events: [
        {
          at: { type: "first-audio", turn: 1, afterMs: 200 },
          steps: [{ type: "close", code: 1007, reason: "API key expired. Please renew the API key." }],
        },
      ],
    });
    await open();
    await expectTrouble(
      "The connection closed, so the call ended: API key expired. Please renew the API key.",
    );
    await phone.turn("Agent", "Hello.").waitFor();
    await expectUsable();
  });

  it("leaves nothing running when End call is pressed while connecting", async () => {
    parley.gemini.setScenario({ ...polite, faults: { setupDelayMs: 1_500 } });
    await open();
    const before = parley.gemini.sessions.length;
    await phone.call();
    await phone.says("Connecting");
    const session = await parley.gemini.session(before);
    await phone.hangUp();
    await phone.says("Call ended");
    await phone.releasedEverything();
    await session.until((trace) => trace.close !== undefined);
    expect(session.audio.byteLength).toBe(0);
    await expectUsable();
  });
});

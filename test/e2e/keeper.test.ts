import { afterEach, describe, expect, it } from "vitest";
import type { Scenario } from "../../token-server/simulator/scenario.ts";
import { type Faulty, serveFaulty } from "./support/faulty.ts";
import { countTimers, moreHeld, PageHoldings } from "./support/page-holdings.ts";
import { Phone, type PhoneOptions } from "./support/phone.ts";
import { silentBrowser } from "./support/silent-browser.ts";
import { speechWav } from "./support/speech-wav.ts";

let faulty: Faulty;
let phone: Phone;

afterEach(async () => {
  await phone.close();
  await faulty.stop();
});

const polite: Scenario = {
  hears: ["Please remember the blue door"],
  rules: [
    { when: { type: "text", text: "there" }, answer: [{ type: "say", text: "Still here." }] },
    { when: { type: "text" }, answer: [{ type: "say", text: "Hello." }] },
    { when: { type: "speech" }, answer: [{ type: "say", text: "A blue door, then." }] },
  ],
};

async function call(scenario: Scenario, options: PhoneOptions = {}): Promise<void> {
  await open(scenario, options);
  await greeted();
}

async function open(scenario: Scenario, options: PhoneOptions): Promise<void> {
  faulty = await serveFaulty({ scenario });
  const quiet = options.speech === undefined ? { browser: await silentBrowser() } : {};
  phone = await Phone.open(faulty.url, { ...quiet, ...options });
}

async function greeted(): Promise<void> {
  await phone.call();
  await phone.turn("Agent", "Hello.").waitFor();
  await phone.says("Listening");
}

/** The words of the status, from now on. */
async function statusWords(): Promise<() => Promise<readonly string[]>> {
  await phone.page.evaluate(() => {
    const seen = new Set<string>();
    Object.assign(window, { seen });
    const look = () => {
      for (const word of document
        .querySelector("app-root")
        ?.shadowRoot?.querySelector("call-screen")
        ?.shadowRoot?.querySelectorAll(".word") ?? [])
        seen.add(word.textContent?.trim() ?? "");
      requestAnimationFrame(look);
    };
    look();
  });
  return () => phone.page.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen]);
}

describe("a call", () => {
  it("hears what is said while the connection is away, and answers it when it is back", async () => {
    const speech = await speechWav(
      { silenceMs: 7_000 },
      { say: "Please remember the blue door." },
      { silenceMs: 30_000 },
    );
    await call(polite, { speech });
    faulty.wire.refuse();
    faulty.wire.cut();
    await phone.says("Reconnecting");
    // The person speaks meanwhile.
    await phone.page.waitForTimeout(7_000);
    faulty.wire.accept();
    await phone.turn("Agent", "A blue door, then.").waitFor();
    await phone.turn("You", "Please remember the blue door").waitFor();
    expect(await phone.turn("Agent", "Hello.").count()).toBe(1);
    await phone.hangUp();
    await phone.releasedEverything();
    expect(phone.errors.filter((error) => !/ERR_CONNECTION/.test(error))).toEqual([]);
  });

  it("finds that nothing comes any more, and goes on over another connection", async () => {
    await call(polite);
    // Long enough for the app to have seen that this service sends by itself.
    await phone.page.waitForTimeout(7_000);
    const words = await statusWords();
    const before = faulty.gemini.sessions.length;
    faulty.wire.freeze();
    await faulty.gemini.session(before, 15_000);
    await phone.says("Listening");
    expect(await words()).toContain("Reconnecting");
    await phone.write("Are you there?");
    await phone.turn("Agent", "Still here.").waitFor();
    const resumed = faulty.gemini.heard().sessions.at(-1);
    expect(resumed?.handle).toBeDefined();
    await phone.hangUp();
    await phone.releasedEverything();
  });

  it("moves to another connection before the service closes it, without a word, and holds no more than before", async () => {
    const goAway = [{ type: "go-away", timeLeft: "20s" } as const];
    const events = [{ at: { type: "turn-end", turn: 2, afterMs: 2_000 } as const, steps: goAway }];
    await open({ ...polite, events }, { before: countTimers });
    const holdings = await PageHoldings.of(phone);
    await greeted();
    const words = await statusWords();
    const sessions = faulty.gemini.sessions.length;
    await phone.write("Are you there?");
    await phone.turn("Agent", "Still here.").waitFor();
    await phone.says("Listening");
    const before = await holdings.count();
    expect(before).toMatchObject({ tracks: 1, sockets: 1, worklets: 2, workers: 1 });
    const moved = await faulty.gemini.session(sessions, 20_000);
    await moved.until(({ readyAtMs }) => readyAtMs !== undefined);
    await phone.write("And are you there now?");
    await expect.poll(() => phone.turn("Agent", "Still here.").count(), { timeout: 10_000 }).toBe(2);
    await phone.says("Listening");
    expect(await words()).not.toContain("Reconnecting");
    expect(faulty.gemini.sessions[sessions - 1]?.close?.by).toBe("client");
    // Buttons and timers come and go; what has leaked stays.
    await expect.poll(async () => moreHeld(before, await holdings.count()), { timeout: 10_000 }).toEqual([]);
    await phone.hangUp();
    await phone.releasedEverything();
  });

  it("ends with what was said, and can be made again, when the connection does not come back in time", async () => {
    await call(polite);
    await phone.page.clock.install();
    faulty.wire.refuse();
    faulty.wire.cut();
    await phone.says("Reconnecting");
    for (let step = 0; step < 30; step += 1) {
      await phone.page.clock.runFor(5_000);
      if (await phone.page.getByRole("button", { name: "Call again" }).isVisible()) break;
    }
    await phone.page.getByRole("button", { name: "Call again" }).waitFor();
    await phone.turn("Agent", "Hello.").first().waitFor();
    faulty.wire.accept();
    await phone.page.getByRole("button", { name: "Call again" }).click();
    await phone.says("Connecting");
  });
});

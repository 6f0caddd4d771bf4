import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Parley, startParley } from "./support/parley.ts";
import { Phone } from "./support/phone.ts";
import { silentBrowser } from "./support/silent-browser.ts";
import { speechWav } from "./support/speech-wav.ts";

let parley: Parley;

beforeAll(async () => {
  parley = await startParley();
});
afterAll(async () => {
  await parley.stop();
});

describe("without a key", () => {
  it("says so, and the built-in stand-in talks, listens, runs tools and hangs up", async () => {
    expect(parley.output()).toContain("demo mode");
    const speech = await speechWav(
      { silenceMs: 9_000 },
      { say: "Hello there, can you hear me?" },
      { silenceMs: 60_000 },
    );
    const phone = await Phone.open(parley.url, { speech, viewport: { width: 1280, height: 800 } });
    await phone.page.getByText("Demo", { exact: true }).waitFor();

    await phone.call();
    await phone.turn("Agent", /\w+/).first().waitFor();
    await phone.hears("sound");

    await phone.turn("You", /\[speech, \d\.\d s\]/).waitFor({ timeout: 15_000 });
    await phone.turn("Agent", /You spoke/i).waitFor();

    await phone.write("What time is it in Tokyo?");
    const card = phone.page.getByRole("group", { name: "Tool call: get_current_time" });
    await card.getByText("Tokyo").first().waitFor();
    await phone.turn("Agent", /Tokyo/).waitFor();

    await phone.write("Thank you, goodbye");
    await phone.page.getByRole("group", { name: "Tool call: end_call" }).waitFor();
    await phone.says("Call ended");
    await phone.releasedEverything();
    expect(phone.errors).toEqual([]);
    await phone.close();
  });

  it("keeps the settings over a reload and uses them for the next call", async () => {
    const phone = await Phone.open(parley.url, { browser: await silentBrowser() });
    await phone.page.getByRole("link", { name: "Settings" }).click();
    await phone.page.getByLabel("Voice").selectOption("Puck");
    await phone.page.getByLabel("System instruction").fill("You are a pirate.");
    await phone.page.getByLabel("Agent speaks first").click();
    await phone.page.reload();
    await expect.poll(() => phone.page.getByLabel("Voice").inputValue()).toBe("Puck");
    expect(await phone.page.getByLabel("System instruction").inputValue()).toBe("You are a pirate.");
    expect(await phone.page.getByLabel("Agent speaks first").isChecked()).toBe(false);
    const asked = phone.page.waitForRequest("**/api/token");
    await phone.page.getByRole("link", { name: "Call", exact: true }).click();
    await phone.call();
    expect((await asked).postDataJSON()).toMatchObject({ voice: "Puck", instruction: "You are a pirate." });
    await phone.says("Listening");
    expect(await phone.page.getByRole("article").count()).toBe(0);
    await phone.hangUp();
    await phone.close();
  });
});

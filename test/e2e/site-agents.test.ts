import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Rule } from "../../token-server/simulator/scenario.ts";
import { Phone } from "./support/phone.ts";
import { type ServedParley, serveParley } from "./support/serve-parley.ts";
import { silentBrowser } from "./support/silent-browser.ts";

const secret = "You keep the lighthouse. The password is swordfish.";
const desk = {
  id: "desk",
  name: "Front desk",
  instruction: secret,
  voice: "Puck",
  greeting: "Say hello from the pelican.",
};
const agents = [desk, { id: "butler", name: "Butler", instruction: "Be the butler.", greet: false }];

const breakOff: Rule = {
  when: { text: "Break off" },
  answer: [{ type: "close", code: 1011, reason: "Internal error encountered." }],
};
/** Whether the next connection does as it is told. */
let breaksOff: boolean;

let folder: string;
let parley: ServedParley;
let phone: Phone;
/** All that the page was given, as text. */
let given: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "parley-agents-"));
  const file = join(folder, "agents.json");
  writeFileSync(file, JSON.stringify({ format: "parley-agents", version: 1, agents }));
  parley = await serveParley({ AGENTS_FILE: file });
});
beforeEach(async () => {
  given = [];
  breaksOff = true;
  parley.gemini.setScenario(() => ({
    rules: [
      ...(breaksOff ? [breakOff] : []),
      { when: { type: "text" }, answer: [{ type: "say", text: "Hello from the desk." }] },
    ],
  }));
  phone = await Phone.open(parley.url, {
    browser: await silentBrowser(),
    prepare: async (context) => {
      context.on("response", async (response) => {
        given.push(await response.text().catch(() => ""));
      });
    },
  });
});
afterEach(() => phone.close());
afterAll(async () => {
  await parley.close();
  rmSync(folder, { recursive: true });
});

const instructionOf = (setup: unknown) => JSON.stringify(setup);

describe("a site with agents of its own", () => {
  it("has calls with them under an instruction that the page never had, also when it resumes", async () => {
    const { page } = phone;
    const number = parley.gemini.sessions.length;
    await phone.call();
    await phone.turn("Agent", "Hello from the desk.").waitFor();
    const first = await parley.gemini.session(number);
    expect(first.setup).not.toHaveProperty("systemInstruction");
    expect(instructionOf(first.effectiveSetup)).toContain("swordfish");
    expect(instructionOf(first.effectiveSetup)).toContain("Say hello from the pelican.");
    expect(instructionOf(first.effectiveSetup)).toContain('"name":"get_weather"');
    expect(JSON.stringify(first.received)).toContain("Greet me, as you were told to.");
    await phone.says("Listening");
    // What nobody has answered is said again.
    breaksOff = false;
    await phone.write("Break off");
    const resumed = await parley.gemini.session(number + 1);
    const second = await resumed.until(({ effectiveSetup }) => effectiveSetup !== undefined);
    expect(instructionOf(second.effectiveSetup)).toContain("swordfish");
    expect(second.effectiveSetup).toMatchObject({ sessionResumption: { handle: expect.any(String) } });
    await phone.says("Listening");
    await phone.hangUp();
    await phone.says("Call ended");
    await page.getByRole("link", { name: "History" }).click();
    await page.getByText("Front desk").first().waitFor();
    expect(given.join()).toContain("Front desk");
    expect(given.join()).not.toMatch(/swordfish|pelican/);
    expect(phone.errors).toEqual([]);
  });

  it("keeps who was chosen over a reload", async () => {
    const choice = phone.page.getByRole("combobox", { name: "Agent" });
    await choice.selectOption("Butler");
    await phone.page.reload();
    await expect.poll(() => choice.inputValue()).toBe("site:butler");
    const number = parley.gemini.sessions.length;
    await phone.call();
    await phone.says("Listening");
    expect(instructionOf((await parley.gemini.session(number)).effectiveSetup)).toContain("Be the butler.");
  });

  it("gives a page that asks without naming one no token", async () => {
    const statuses = await phone.page.evaluate(async () => {
      const ask = async (body: object) => {
        const headers = { "Content-Type": "application/json" };
        const answer = await fetch("/api/token", { method: "POST", headers, body: JSON.stringify(body) });
        return answer.status;
      };
      return Promise.all(
        [{}, { instruction: "Be mine." }, { agent: "desk", instruction: "Be mine." }].map(ask),
      );
    });
    expect(statuses).toEqual([400, 400, 400]);
  });
});

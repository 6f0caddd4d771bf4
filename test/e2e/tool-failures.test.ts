import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { PlannedCall, Rule, Scenario } from "../../token-server/simulator/scenario.ts";
import type { SessionTrace } from "../../token-server/simulator/trace.ts";
import type { HttpToolDefinition } from "../../web/core/tools/http-definition.ts";
import { answerOf, answersTo, callIds } from "./support/answered.ts";
import { answerForServices } from "./support/back-ends.ts";
import { type FaultyHost, serveFaultyHost } from "./support/faulty-host.ts";
import { Phone } from "./support/phone.ts";
import { type ServedParley, serveParley } from "./support/serve-parley.ts";
import { silentBrowser } from "./support/silent-browser.ts";

let host: FaultyHost;
let forbidden: FaultyHost;
let parley: ServedParley;
let phone: Phone;
let trace: SessionTrace;

beforeAll(async () => {
  [host, forbidden] = await Promise.all([serveFaultyHost(), serveFaultyHost()]);
  parley = await serveParley({ ALLOWED_TOOL_ORIGINS: host.url });
  phone = await Phone.open(parley.url, { browser: await silentBrowser(), prepare: answerForServices });
});
beforeEach(() => parley.gemini.setScenario(scenario()));
afterAll(async () => {
  await phone.close();
  await Promise.all([parley.close(), host.close(), forbidden.close()]);
});

/** The person types a word, the agent calls what it stands for, and speaks about the result. */
function scenario(more: Scenario = {}): Scenario {
  const calls: Readonly<Record<string, readonly PlannedCall[]>> = {
    moon: [{ name: "fly_to_moon" }],
    forecast: [{ name: "get_weather", args: { place: "Paris", days: 99 } }],
    broken: [{ name: "ask_broken" }],
    article: [{ name: "look_up", args: { query: "Jupiter" } }],
    both: [{ name: "ask_hang" }, { name: "get_current_time" }],
    wait: [{ name: "ask_hang", behavior: "BLOCKING" }],
    order: [{ name: "order_slow", args: { what: "tea" }, behavior: "BLOCKING" }],
    big: [{ name: "ask_big" }],
    html: [{ name: "ask_html" }],
    elsewhere: [{ name: "ask_forbidden" }],
    again: [{ name: "ask_fine" }],
  };
  const rules = Object.entries(calls).map(
    ([text, planned]): Rule => ({ when: { type: "text", text }, answer: [{ type: "call", calls: planned }] }),
  );
  const say = (type: "text" | "tool-results", text: string): Rule => ({
    when: { type },
    answer: [{ type: "say", text }],
  });
  return {
    rules: [...rules, say("text", "All right, I am here."), say("tool-results", "That is what I was told.")],
    ...more,
  };
}

function httpTool(name: string, url: string, method: "GET" | "POST" = "GET"): HttpToolDefinition {
  const parameters = { type: "object", properties: {} };
  return {
    id: name,
    name,
    description: `Asks ${name}.`,
    parameters,
    urlTemplate: url,
    method,
    headers: {},
    enabled: true,
  };
}

/** A call with the tools of the host, up to its first words. */
async function call(allowedTools: readonly string[] = []): Promise<void> {
  const asking = ["hang", "broken", "big", "html", "fine"].map((path) =>
    httpTool(`ask_${path}`, `${host.url}/${path}`),
  );
  const httpTools = [
    ...asking,
    httpTool("order_slow", `${host.url}/slow`, "POST"),
    httpTool("ask_forbidden", `${forbidden.url}/fine`),
  ];
  await phone.reopen(parley.url, { httpTools, allowedTools });
  const before = parley.gemini.sessions.length;
  await phone.call();
  await phone.turn("Agent", "All right, I am here.").waitFor();
  trace = await parley.gemini.session(before);
}

const card = (tool: string) => phone.tool(tool);

/** The agent can be heard, and half a second more of the microphone's sound arrives. */
async function audioFlows(): Promise<void> {
  const before = trace.audio.byteLength;
  await phone.write("hello?");
  await phone.hears("sound");
  await trace.until(({ audio }) => audio.byteLength > before + 16_000);
}

/** Every call so far has exactly one answer, but those that were withdrawn have none. */
function expectOneAnswerEach(withdrawn: readonly string[] = []): void {
  const ids = callIds(trace);
  expect(ids.length).toBeGreaterThan(0);
  expect(ids.map((id) => [id, answersTo(trace, id).length])).toEqual(
    ids.map((id) => [id, withdrawn.includes(id) ? 0 : 1]),
  );
}

describe("a tool call that goes wrong", () => {
  it("because there is no such tool, of its arguments, or its host has trouble: the model is told, and by hand it is tried again", async () => {
    await call();
    await phone.write("moon");
    await card("fly_to_moon").getByText("Failed").waitFor();
    expect(await answerOf(trace, "fly_to_moon")).toMatchObject({ error: { status: "unknown_tool" } });
    await phone.write("forecast");
    await card("get_weather").getByText("Failed").waitFor();
    expect(await answerOf(trace, "get_weather")).toMatchObject({
      error: { status: "invalid_arguments", problems: [expect.stringMatching(/^days: /)], retryable: true },
    });
    await phone.write("broken");
    await card("ask_broken").getByText("Failed").waitFor();
    expect(await answerOf(trace, "ask_broken")).toMatchObject({
      error: { status: "failed", message: expect.stringMatching(/has trouble of its own/) },
    });
    await card("ask_broken").getByRole("button", { name: "Retry" }).click();
    await expect.poll(() => host.hits("/broken")).toBe(4);
    await audioFlows();
    expectOneAnswerEach();
  });

  it("because its time is over, beside another one that does not wait for it", {
    timeout: 60_000,
  }, async () => {
    await call();
    onTestFinished(() => phone.page.unrouteAll({ behavior: "ignoreErrors" }));
    await phone.page.route("https://en.wikipedia.org/api/**", () => undefined);
    await phone.page.route("https://en.wikipedia.org/w/**", async (route) => {
      // The search and the article have 15 seconds each, the call has 20.
      await new Promise((resolve) => setTimeout(resolve, 7_000));
      await route.fallback();
    });
    await phone.write("article");
    await card("look_up").waitFor();
    await phone.write("both");
    await card("get_current_time")
      .getByText(/^Done · /)
      .waitFor();
    await answerOf(trace, "get_current_time");
    expect(callIds(trace, "ask_hang").flatMap((id) => answersTo(trace, id))).toEqual([]);
    await phone.turn("Agent", "That is what I was told.").first().waitFor();
    await audioFlows();
    await card("ask_hang").getByText("Failed").waitFor({ timeout: 20_000 });
    await card("look_up").getByText("Timed out").waitFor({ timeout: 20_000 });
    expect(await answerOf(trace, "look_up")).toMatchObject({
      error: { status: "timed_out", retryable: true },
    });
    await audioFlows();
    expectOneAnswerEach();
  });

  it("because it was withdrawn, or the person stops it: its request ends, and only then the model is told", async () => {
    await call();
    const [asked, abandoned] = [host.hits("/hang"), host.abandoned("/hang")];
    await phone.write("wait");
    await expect.poll(() => host.hits("/hang")).toBe(asked + 1);
    await phone.write("never mind");
    await card("ask_hang").getByText("Cancelled").waitFor();
    await expect.poll(() => host.abandoned("/hang")).toBe(abandoned + 1);
    const withdrawn = callIds(trace, "ask_hang");
    await phone.write("both");
    await card("ask_hang").getByRole("button", { name: "Cancel" }).click();
    await trace.until((seen) => callIds(seen, "ask_hang").length > withdrawn.length);
    expect(await answerOf(trace, "ask_hang")).toMatchObject({ error: { status: "cancelled" } });
    await expect.poll(() => host.abandoned("/hang")).toBe(abandoned + 2);
    await audioFlows();
    expectOneAnswerEach(withdrawn);
  });

  it("because the person denies it, and runs when it is allowed", async () => {
    await call();
    const before = host.hits("/slow");
    await phone.write("order");
    await card("order_slow").getByText("Waiting for you").waitFor();
    await card("order_slow").getByRole("button", { name: "Deny" }).click();
    await card("order_slow").getByText("Denied").waitFor();
    expect(await answerOf(trace, "order_slow")).toMatchObject({ error: { status: "denied" } });
    expect(host.hits("/slow")).toBe(before);
    await audioFlows();
    await phone.write("order");
    await card("order_slow").getByRole("button", { name: "Allow", exact: true }).click();
    await expect.poll(() => host.hits("/slow")).toBe(before + 1);
    host.finish();
    await card("order_slow")
      .getByText(/^Done · /)
      .waitFor();
    await audioFlows();
    expectOneAnswerEach();
  });

  it("because the page may not connect there, or the device is offline, and works when it is back", async () => {
    await call();
    await phone.write("elsewhere");
    await card("ask_forbidden").getByText("Failed").waitFor();
    expect(await answerOf(trace, "ask_forbidden")).toMatchObject({
      error: { message: expect.stringContaining(`ALLOWED_TOOL_ORIGINS must name it`) },
    });
    expect(forbidden.hits("/fine")).toBe(0);
    await phone.page.evaluate(() =>
      Object.defineProperty(navigator, "onLine", { get: () => false, configurable: true }),
    );
    await phone.write("again");
    await card("ask_fine").getByText("Failed").waitFor();
    expect(await answerOf(trace, "ask_fine")).toMatchObject({
      error: { message: "This device is offline.", retryable: false },
    });
    await audioFlows();
    await phone.page.evaluate(() => Reflect.deleteProperty(navigator, "onLine"));
    await phone.write("again");
    await card("ask_fine")
      .getByText(/^Done · /)
      .waitFor();
    await answerOf(trace, "ask_fine");
    expectOneAnswerEach();
  });
});

describe("a tool call that is odd", () => {
  it("dropped and repeated under a new id does its work once and answers both", async () => {
    parley.gemini.setScenario(scenario({ faults: { dropToolCalls: true } }));
    await call(["order_slow"]);
    const before = host.hits("/slow");
    await phone.write("order");
    await expect.poll(() => host.hits("/slow")).toBe(before + 1);
    await phone.write("hurry up");
    await trace.until((seen) => callIds(seen, "order_slow").length === 2);
    host.finish();
    await answerOf(trace, "order_slow");
    await card("order_slow")
      .getByText(/^Done · /)
      .waitFor();
    expect(await phone.page.getByRole("group", { name: "Tool call: order_slow", exact: true }).count()).toBe(
      1,
    );
    expect(host.hits("/slow")).toBe(before + 1);
    await audioFlows();
    expectOneAnswerEach();
  });

  it("with a result of 1 MB sends its beginning, and with markup in it shows it as text", async () => {
    await call();
    await phone.write("big");
    await card("ask_big")
      .getByText(/^Done · /)
      .waitFor();
    const answer = JSON.stringify(await answerOf(trace, "ask_big"));
    expect(answer).toContain("cut to 16 KiB");
    expect(answer.length).toBeLessThan(17 * 1024);
    await phone.write("html");
    await card("ask_html")
      .getByText(/^Done · /)
      .waitFor();
    await card("ask_html").getByText("<img id=").first().waitFor({ state: "attached" });
    expect(await phone.page.locator("#planted").count()).toBe(0);
    expect(await phone.page.evaluate(() => "planted" in window)).toBe(false);
    await audioFlows();
    expectOneAnswerEach();
  });
});

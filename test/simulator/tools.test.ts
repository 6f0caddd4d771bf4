import { afterEach, describe, expect, it } from "vitest";
import type { Scenario } from "../../token-server/simulator/scenario.ts";
import { type ServedSimulator, serveSimulator } from "../../token-server/simulator/serve.ts";
import { warmUp } from "../../token-server/simulator/speech.ts";
import type { SessionTrace } from "../../token-server/simulator/trace.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { RawClient } from "./support/raw-client.ts";
import { connect, sdks } from "./support/sdk.ts";
import { silence, vowel } from "./support/sounds.ts";

const look = { name: "look", args: { at: "sky" } };
const scenario: Scenario = {
  rules: [
    { when: { text: "both" }, answer: [{ type: "call", calls: [look, { name: "listen" }] }] },
    { when: { text: "look" }, answer: [{ type: "call", calls: [look] }] },
    {
      when: { text: "preamble" },
      answer: [
        { type: "say", text: "Let me see." },
        { type: "call", calls: [look] },
      ],
    },
    {
      when: { text: "talk" },
      answer: [{ type: "say", text: "I talk for quite a while about nothing at all." }],
    },
    { when: { type: "tool-results" }, answer: [{ type: "say", text: "The result is {output}." }] },
  ],
  answer: () => [],
};

let server: ServedSimulator;
let clock: ManualClock;
let client: RawClient;
let trace: SessionTrace;

async function begin(behavior: string | undefined, more: Scenario = {}, model = "gemini-3.8-live") {
  await warmUp();
  clock = new ManualClock();
  server = await serveSimulator({ clock, scenario: { ...scenario, ...more } });
  const functionDeclarations = ["look", "listen"].map((name) => (behavior ? { name, behavior } : { name }));
  client = await RawClient.setUp(server.url, { model: `models/${model}`, tools: [{ functionDeclarations }] });
  trace = await server.session(0);
}

afterEach(() => server.close());

async function arrive(send: () => void, forMs = 0): Promise<void> {
  const before = trace.received.length;
  send();
  await trace.until(({ received }) => received.length > before);
  await clock.advance(forMs);
}

const type = (text: string, forMs = 2000) => arrive(() => client.text(text), forMs);
const answer = (
  call: { id: string; name: string } | undefined,
  response: object,
  extra: object = {},
  forMs = 30_000,
) => arrive(() => client.respond(call?.id ?? "", call?.name ?? "", response, extra), forMs);
const kinds = () => {
  const all = client.kinds().filter((kind) => !/handle|resumable|setup|Transcription/.test(kind));
  return all.filter((kind, index) => kind !== all[index - 1]);
};
const count = (kind: string) => kinds().filter((candidate) => candidate === kind).length;

describe("a BLOCKING call", () => {
  it("holds the turn until it is answered, then speaks in the same turn", async () => {
    await begin("BLOCKING");
    await type("look", 60_000);
    const [call] = await client.toolCall();
    expect(call).toEqual({
      name: "look",
      args: { at: "sky" },
      id: expect.stringMatching(/^function-call-\d{10,}$/),
    });
    expect(kinds()).toEqual(["toolCall"]);
    await answer(call, { colour: "blue" });
    await client.turnComplete();
    expect(kinds()).toEqual(["toolCall", "modelTurn", "generationComplete", "turnComplete"]);
    expect(client.said).toBe('The result is {"colour":"blue"}.');
  });

  it("may follow a spoken preamble", async () => {
    await begin("BLOCKING");
    await type("preamble", 20_000);
    expect(kinds()).toEqual(["modelTurn", "toolCall"]);
    await answer((await client.toolCall())[0], { ok: true });
    expect(count("turnComplete")).toBe(1);
  });

  it("waits for all that were made at once, in one message or several", async () => {
    await begin("BLOCKING");
    await type("both");
    const calls = await client.toolCall();
    expect(calls.map(({ name }) => name)).toEqual(["look", "listen"]);
    await answer(calls[1], { heard: "birds" });
    expect(kinds()).toEqual(["toolCall"]);
    await answer(calls[0], { seen: "birds" });
    expect(count("turnComplete")).toBe(1);
  });

  it("is withdrawn by new input, and a late answer is nothing", async () => {
    await begin("BLOCKING");
    await type("look");
    const [call] = await client.toolCall();
    await type("talk", 30_000);
    expect(client.messages.find(({ toolCallCancellation }) => toolCallCancellation)).toEqual({
      toolCallCancellation: { ids: [call?.id] },
    });
    expect(kinds().slice(0, 4)).toEqual(["toolCall", "toolCallCancellation", "interrupted", "turnComplete"]);
    const before = client.said;
    await answer(call, { late: true });
    expect(client.said).toBe(before);
  });

  it("can be dropped without a word and made again under a new id", async () => {
    await begin("BLOCKING", { faults: { dropToolCalls: true } });
    await type("look");
    const [call] = await client.toolCall();
    await type("never mind", 2000);
    expect(client.messages.some(({ toolCallCancellation }) => toolCallCancellation)).toBe(false);
    await clock.advance(2000);
    const [again] = await client.toolCall(2);
    expect(again).toMatchObject(look);
    expect(again?.id).not.toBe(call?.id);
    await answer(call, { late: true });
    expect(client.said).toBe("");
    await answer(again, { colour: "blue" });
    expect(client.said).toContain("blue");
  });

  it("can be sent twice", async () => {
    await begin("BLOCKING", { faults: { duplicateToolCall: true } });
    await type("look");
    expect(await client.toolCall(2)).toEqual(await client.toolCall(1));
  });

  it("makes 2.5 refuse audio, while 3.8 takes it", async () => {
    for (const [model, code] of [
      ["gemini-2.5-flash-native-audio-latest", 1008],
      ["gemini-3.8-live", undefined],
    ] as const) {
      await begin("BLOCKING", {}, model);
      await type("look");
      for (let sent = 0; sent < 10 && trace.close === undefined; sent += 1) {
        await arrive(() => client.audio(silence(20)), 100);
      }
      expect(trace.close?.code).toBe(code);
      await server.close();
    }
  });
});

describe("a NON_BLOCKING call", () => {
  it("is the default of 3.8, and completes its turn at once", async () => {
    await begin(undefined);
    await type("look");
    await client.turnComplete();
    expect(kinds()).toEqual(["toolCall", "turnComplete"]);
    await answer((await client.toolCall())[0], { colour: "red" });
    expect(kinds()).toEqual(["toolCall", "turnComplete", "modelTurn", "generationComplete", "turnComplete"]);
    expect(client.said).toContain("red");
  });

  it.each([
    ["beside the response", { colour: "red" }, { scheduling: "SILENT" }],
    ["inside the response", { colour: "red", scheduling: "SILENT" }, {}],
  ])("says nothing about a SILENT result, marked %s", async (_, response, extra) => {
    await begin("NON_BLOCKING");
    await type("look");
    await answer((await client.toolCall())[0], response, extra);
    expect(kinds()).toEqual(["toolCall", "turnComplete"]);
  });

  it("tells a WHEN_IDLE result after what is being said", async () => {
    await begin("NON_BLOCKING");
    await type("look");
    await type("talk", 900);
    await answer((await client.toolCall())[0], { colour: "red" }, { scheduling: "WHEN_IDLE" });
    expect(count("interrupted")).toBe(0);
    expect(client.said).toBe('I talk for quite a while about nothing at all.The result is {"colour":"red"}.');
  });

  it("tells an INTERRUPT result at once", async () => {
    await begin("NON_BLOCKING");
    await type("look");
    await type("talk", 900);
    await answer((await client.toolCall())[0], { colour: "red" }, { scheduling: "INTERRUPT" });
    expect(count("interrupted")).toBe(1);
    expect(client.said).toMatch(/The result is \{"colour":"red"\}\.$/);
    expect(count("generationComplete")).toBe(1);
  });

  it("lets a user who speaks finish before an INTERRUPT result on 3.8, and not on 2.5", async () => {
    for (const model of ["gemini-3.8-live", "gemini-2.5-flash-native-audio-latest"]) {
      await begin("NON_BLOCKING", {}, model);
      await type("look");
      await arrive(() => client.audio(vowel(20)), 0);
      for (let sent = 0; sent < 20; sent += 1) await arrive(() => client.audio(vowel(20)), 20);
      await answer((await client.toolCall())[0], { colour: "red" }, { scheduling: "INTERRUPT" }, 10_000);
      expect(kinds().includes("modelTurn")).toBe(model !== "gemini-3.8-live");
      await arrive(() => client.send({ realtimeInput: { audioStreamEnd: true } }), 20_000);
      expect(kinds()).toContain("modelTurn");
      await server.close();
    }
  });

  it("may go on with willContinue until a last, empty answer", async () => {
    await begin("NON_BLOCKING");
    await type("look");
    const [call] = await client.toolCall();
    await answer(call, { step: 1 }, { willContinue: true });
    await answer(call, { step: 2 }, { willContinue: true });
    await answer(call, {}, { willContinue: false });
    expect(client.said).toBe('The result is {"step":1}.The result is {"step":2}.');
    await answer(call, { step: 3 });
    expect(client.said).not.toContain("3");
  });

  it("survives that the user goes on", async () => {
    await begin("NON_BLOCKING");
    await type("look");
    await type("talk", 30_000);
    expect(client.messages.some(({ toolCallCancellation }) => toolCallCancellation)).toBe(false);
    await answer((await client.toolCall())[0], { colour: "red" });
    expect(client.said).toContain("red");
  });
});

describe("other models", () => {
  it("3.1 blocks without being told", async () => {
    await begin(undefined, {}, "gemini-3.1-flash-live-preview");
    await type("look", 30_000);
    expect(kinds()).toEqual(["toolCall"]);
  });

  it("the one with extended thinking fills the time, and says when it is idle again", async () => {
    await begin(undefined, {}, "gemini-3.8-live-extended-thinking");
    await type("look", 20_000);
    const statuses = () =>
      client.messages.flatMap(({ serverContent }) => serverContent?.interactionStatus ?? []);
    expect(kinds()).toEqual([
      "modelTurn",
      "generationComplete",
      "turnComplete",
      "interactionStatus",
      "toolCall",
    ]);
    expect(statuses()).toEqual(["IN_PROGRESS"]);
    await answer((await client.toolCall())[0], { colour: "red" });
    expect(statuses()).toEqual(["IN_PROGRESS", "IDLE"]);
  });
});

describe.each(sdks)("SDK %s with tools", (_, genai) => {
  it("answers parallel calls in one message", async () => {
    server = await serveSimulator({ timeScale: 0.02, scenario });
    const tools = [{ functionDeclarations: [{ name: "look" }, { name: "listen" }] }];
    const config = { responseModalities: [genai.Modality.AUDIO], tools };
    const { session } = await connect(genai, { baseUrl: server.url, config });
    const traced = await server.session(0);
    session.sendRealtimeInput({ text: "both" });
    const has = (key: string) => traced.until(({ sent }) => sent.some(({ message }) => key in message));
    await has("toolCall");
    const call = traced.sent.find(({ message }) => "toolCall" in message)?.message["toolCall"];
    const { functionCalls } = call as { functionCalls: { id: string; name: string }[] };
    const functionResponses = functionCalls.map(({ id, name }) => ({ id, name, response: { output: name } }));
    session.sendToolResponse({ functionResponses });
    await traced.until(({ sent }) => sent.filter(({ message }) => "usageMetadata" in message).length === 2);
    expect(functionCalls).toHaveLength(2);
    session.close();
  });
});

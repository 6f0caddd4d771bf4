import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServedSimulator, serveSimulator } from "../../token-server/simulator/serve.ts";
import { smallJpeg } from "./support/jpeg.ts";
import { basicSetup, RawClient, socketPath } from "./support/raw-client.ts";

let server: ServedSimulator;
beforeAll(async () => {
  server = await serveSimulator({ timeScale: 0.02 });
});
afterAll(() => server.close());

const audio = { responseModalities: ["AUDIO"] };

async function tryFrames(frames: readonly (object | string)[], version = "v1beta") {
  const client = await RawClient.open(`${server.url}${socketPath(version)}?key=demo-key`);
  for (const frame of frames) client.send(typeof frame === "string" ? { [frame]: {} } : frame);
  await client.until(
    () => client.closed !== undefined || client.messages.some((message) => message.setupComplete),
  );
  return client;
}

async function trySetup(setup: object, version = "v1beta") {
  const client = await tryFrames([{ setup: { ...basicSetup, ...setup } }], version);
  const { closed } = client;
  client.close();
  return closed === undefined ? "accepted" : `${closed.code} ${closed.reason}`;
}

const speech = (voiceName: string) => ({
  generationConfig: { ...audio, speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName } } } },
});
const generation = (fields: object) => ({ generationConfig: { ...audio, ...fields } });
const declare = (declaration: object) => ({
  tools: [{ functionDeclarations: [{ name: "f", ...declaration }] }],
});
const thinking = (thinkingLevel: string) => generation({ thinkingConfig: { thinkingLevel } });
const on = (model: string, setup: object) => ({ model: `models/${model}`, ...setup });
const extended = "gemini-3.8-live-extended-thinking";
const flash31 = "gemini-3.1-flash-live-preview";
const native25 = "gemini-2.5-flash-native-audio-preview-12-2025";

describe("setup", () => {
  it.each([
    ["the least", {}],
    ["a known voice", speech("Zephyr")],
    ["a temperature", generation({ temperature: 1 })],
    ["search beside functions", { tools: [{ googleSearch: {} }, { functionDeclarations: [{ name: "f" }] }] }],
    ["both behaviours", declare({ behavior: "BLOCKING" })],
    ["compression", { contextWindowCompression: { triggerTokens: "100000", slidingWindow: {} } }],
    ["thinking where the model has it", on(extended, thinking("LOW"))],
    ["thinking on 3.1", on(flash31, thinking("MINIMAL"))],
  ])("accepts %s", async (_, setup) => {
    expect(await trySetup(setup)).toBe("accepted");
  });

  it.each([
    ["an unknown field", { modle: 1 }, `1007 .*Unknown name "modle" at 'setup': Cannot find field`],
    ["a nested one", generation({ tempo: 1 }), `1007 .*Unknown name "tempo" at 'setup.generation_config'`],
    ["one in a list", declare({ args: {} }), '1007 .*Unknown name "args" at \'setup.tools\\[0\\]'],
    [
      "an unknown model",
      { model: "models/gemini-9-live" },
      "1008 models/gemini-9-live is not found for API version v1beta",
    ],
    ["a model without its prefix", { model: "gemini-3.8-live" }, "1008 gemini-3.8-live is not found"],
    ["text answers", { generationConfig: { responseModalities: ["TEXT"] } }, "1007 .*modalities \\(TEXT\\)"],
    [
      "two modalities",
      { generationConfig: { responseModalities: ["AUDIO", "TEXT"] } },
      "1007 .*\\(AUDIO, TEXT\\)",
    ],
    [
      "an unknown voice",
      speech("kore"),
      "1007 Requested voice api_name 'kore' is not available for model models/",
    ],
    [
      "a language code",
      generation({ speechConfig: { languageCode: "de-DE" } }),
      "1007 Request contains an invalid",
    ],
    ["thinking on 3.8", thinking("LOW"), "1007 Request contains an invalid"],
    ["a level that is too low", on(extended, thinking("MINIMAL")), "1007 Request contains an invalid"],
    [
      "affective dialog on 3.8",
      generation({ enableAffectiveDialog: true }),
      "1007 Request contains an invalid",
    ],
    [
      "affective dialog on 3.1",
      on(flash31, generation({ enableAffectiveDialog: true })),
      "1011 Internal error",
    ],
    ["proactivity at v1beta", { proactivity: { proactiveAudio: true } }, '1007 .*Unknown name "proactivity"'],
    [
      "BLOCKING where all is asynchronous",
      on(extended, declare({ behavior: "BLOCKING" })),
      "1007 Request contains",
    ],
    [
      "NON_BLOCKING where nothing is",
      on(flash31, declare({ behavior: "NON_BLOCKING" })),
      "1007 Request contains",
    ],
    [
      "an empty OBJECT schema",
      declare({ parameters: { type: "OBJECT", properties: {} } }),
      "1007 Request contains",
    ],
    ["a function name with spaces", declare({ name: "no such" }), "1007 Request contains"],
    ["tools that Live has not", { tools: [{ codeExecution: {} }] }, "1007 Request contains"],
  ])("refuses %s", async (_, setup, close) => {
    expect(await trySetup(setup)).toMatch(new RegExp(`^${close}`));
  });

  it("has proactive audio and affective dialog at v1alpha for the models with them", async () => {
    const affective = generation({ enableAffectiveDialog: true });
    expect(await trySetup(on(native25, affective), "v1alpha")).toBe("accepted");
    expect(await trySetup(on(native25, affective))).toMatch(/^1007/);
    expect(await trySetup(on(native25, { proactivity: { proactiveAudio: true } }), "v1alpha")).toBe(
      "accepted",
    );
    expect(await trySetup({ proactivity: { proactiveAudio: false } }, "v1alpha")).toMatch(/^1007/);
  });

  it.each([
    ["anything before it", [{ realtimeInput: { text: "Hi" } }]],
    ["an empty message", [{}]],
    ["a message that does not exist", ["setop"]],
    ["two messages in one", [{ setup: basicSetup, realtimeInput: {} }]],
  ])("must come first: %s ends with 1007", async (_, frames) => {
    expect((await tryFrames(frames)).closed?.code).toBe(1007);
  });

  it("comes only once", async () => {
    const client = await tryFrames([{ setup: basicSetup }]);
    client.send({ setup: basicSetup });
    expect((await client.untilClosed()).code).toBe(1007);
  });

  it("cuts a close reason to 123 bytes without breaking a character", async () => {
    for (const model of [`models/${"é".repeat(100)}`, `models/x${"é".repeat(100)}`]) {
      const reason = (await trySetup({ model })).slice("1008 ".length);
      expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123);
      expect(Buffer.byteLength(reason)).toBeGreaterThan(120);
      expect(reason).toMatch(/é$/);
      expect(reason).not.toContain("�");
    }
  });

  it("is answered before anything else, and what was sent meanwhile is not lost", async () => {
    server.setScenario({ faults: { setupDelayMs: 3000 } });
    const client = await RawClient.open(`${server.url}${socketPath()}?key=demo-key`);
    client.send({ setup: basicSetup });
    client.text("Hello");
    await client.turnComplete();
    expect(client.kinds()[0]).toBe("setupComplete");
    expect(client.frames[0]?.text).toBe('{\n  "setupComplete": {}\n}\n');
    expect(server.sessions.at(-1)?.sent[0]?.atMs).toBeGreaterThanOrEqual(3000);
    server.setScenario({});
    client.close();
  });
});

describe("client messages", () => {
  it.each([
    [
      { realtimeInput: { mediaChunks: [{ data: "AAAA", mimeType: "audio/pcm" }] } },
      /^realtime_input.media_chunks is dep/,
    ],
    [{ realtimeInput: { audio: { data: "AAAA", mimeType: "audio/opus" } } }, /invalid argument/],
    [{ realtimeInput: { sound: 1 } }, /Unknown name "sound" at 'realtime_input'/],
    [{ clientContent: { turns: [{ role: "system", parts: [{ text: "x" }] }] } }, /invalid argument/],
    [{ hello: {} }, /Unknown name "hello"/],
  ])("such as %j end the session with 1007", async (message, reason) => {
    const client = await RawClient.setUp(server.url);
    client.send(message);
    const close = await client.untilClosed();
    expect(close.code).toBe(1007);
    expect(close.reason).toMatch(reason);
  });

  it("may be empty or of no interest", async () => {
    const client = await RawClient.setUp(server.url);
    client.send({ realtimeInput: {} });
    client.send({ realtimeInput: { video: { data: smallJpeg, mimeType: "image/jpeg" } } });
    client.send({ toolResponse: { functionResponses: [{ id: "unknown", name: "f", response: {} }] } });
    client.text("Hello");
    await client.turnComplete();
    expect(client.closed).toBeUndefined();
    client.close();
  });
});

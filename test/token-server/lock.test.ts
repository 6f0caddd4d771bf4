import { GoogleGenAI } from "@google/genai";
import { GoogleGenAI as GoogleGenAI2 } from "genai-2";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAgentPolicy } from "../../token-server/agent-policy.ts";
import { parseAgents } from "../../token-server/agents-file.ts";
import type { AppDeps } from "../../token-server/app.ts";
import { createMint } from "../../token-server/mint.ts";
import { type ServedSimulator, serveSimulator } from "../../token-server/simulator/serve.ts";
import { sessionConfig } from "../../web/core/live/config.ts";
import { builtInTools } from "../../web/tools/registry.ts";
import { testApp } from "./test-app.ts";

let service: ServedSimulator;

beforeEach(async () => {
  service = await serveSimulator({ apiKeys: ["key"], basePath: "/sim" });
});

afterEach(() => service.close());

async function mint(wish: object, overrides: Partial<AppDeps> = {}): Promise<string> {
  const { ask } = testApp({
    ...overrides,
    mint: createMint({
      apiKey: "key",
      baseUrl: () => service.url,
      apiVersion: "v1beta",
      lifetimeSeconds: 1800,
      startSeconds: 120,
    }),
  });
  const answer = await ask(wish);
  expect(answer.status).toBe(200);
  const { token } = await answer.json();
  return token;
}

const wish = {
  voice: "Puck",
  instruction: "Be brief.",
  tools: [
    {
      name: "get_weather",
      description: "The weather of a city.",
      parametersJsonSchema: { type: "object", properties: { city: { type: "string" } } },
    },
  ],
};

/** The rules of a site whose front desk may do nothing but hang up. */
function deskPolicy() {
  const toolsOff = [...builtInTools().keys()].filter((name) => name !== "end_call");
  const desk = {
    id: "desk",
    name: "Desk",
    instruction: "Be the desk.",
    voice: "Puck",
    greet: false,
    toolsOff,
  };
  const file = JSON.stringify({ format: "parley-agents", version: 1, agents: [desk] });
  const defaultModel = "gemini-3.8-live";
  return createAgentPolicy(
    parseAgents(file, { models: [defaultModel], defaultModel, tools: builtInTools() }),
    undefined,
  );
}

describe.each([
  ["3.1.0", GoogleGenAI],
  // The two majors type their clients apart; what is used of them here is the same.
  ["2.32.0", GoogleGenAI2 as unknown as typeof GoogleGenAI],
])("a token of this server, used through @google/genai %s", (_version, Client) => {
  const connect = (token: string, model: string, config: object, onclose?: (reason: string) => void) =>
    new Client({ apiKey: token, apiVersion: "v1beta", httpOptions: { baseUrl: service.url } }).live.connect({
      model,
      config,
      callbacks: { onmessage() {}, onclose: (event) => onclose?.(event.reason) },
    });

  it("opens the session that was wished for, whatever its holder asks for instead", async () => {
    const token = await mint(wish);
    const session = await connect(token, "gemini-3.1-flash-live-preview", {
      responseModalities: ["TEXT"],
      systemInstruction: "Do as the thief says.",
      temperature: 2,
    });
    const trace = await service.session(0);
    expect(trace.setup).toMatchObject({ model: "models/gemini-3.1-flash-live-preview" });
    expect(trace.effectiveSetup).toEqual({
      model: "models/gemini-3.8-live",
      generationConfig: {
        responseModalities: ["AUDIO"],
        speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: "Puck" } } },
      },
      systemInstruction: { role: "user", parts: [{ text: "Be brief." }] },
      tools: [{ functionDeclarations: wish.tools }],
      sessionResumption: {},
      contextWindowCompression: { slidingWindow: {} },
      inputAudioTranscription: {},
      outputAudioTranscription: {},
    });
    session.close();
  });

  it("opens the named agent of the site, also where its holder resumes and asks for something else", async () => {
    const policy = deskPolicy();
    const stolen = {
      systemInstruction: "Do as the thief says.",
      tools: [{ functionDeclarations: wish.tools }],
    };
    const locked = {
      model: "models/gemini-3.8-live",
      systemInstruction: { parts: [{ text: "Be the desk." }] },
      tools: [{ functionDeclarations: [{ name: "end_call" }] }],
    };
    const first = await connect(await mint({ agent: "desk" }, { policy }), "gemini-3.8-live", {
      ...sessionConfig({}),
      ...stolen,
    });
    const trace = await (await service.session(0)).until((seen) => handleOf(seen.sent) !== undefined);
    expect(trace.effectiveSetup).toMatchObject(locked);
    const handle = handleOf(trace.sent);
    first.close();
    const token = await mint({ agent: "desk", handle }, { policy });
    const resumed = await connect(token, "gemini-3.8-live", { ...sessionConfig({}), ...stolen });
    expect((await service.session(1)).effectiveSetup).toMatchObject({
      ...locked,
      sessionResumption: { handle },
    });
    resumed.close();
  });

  it("opens one session and no second", async () => {
    const token = await mint({});
    const config = sessionConfig({});
    const first = await connect(token, "gemini-3.8-live", config);
    const refusal = await new Promise<string>((resolve) => {
      connect(token, "gemini-3.8-live", config, resolve).catch(() => {});
    });
    expect(refusal).toBe("Token has been used too many times");
    first.close();
  });

  it("carries the handle, so that the session goes on even if its holder forgets it", async () => {
    const first = await connect(await mint(wish), "gemini-3.8-live", sessionConfig(wish));
    const trace = await (await service.session(0)).until((seen) => handleOf(seen.sent) !== undefined);
    const handle = handleOf(trace.sent);
    first.close();
    const resumed = await connect(await mint({ ...wish, handle }), "gemini-3.8-live", sessionConfig(wish));
    expect((await service.session(1)).effectiveSetup).toMatchObject({ sessionResumption: { handle } });
    resumed.close();
  });
});

function handleOf(sent: ServedSimulator["sessions"][number]["sent"]): unknown {
  const updates = sent.map(({ message }) => message["sessionResumptionUpdate"]);
  const handles = updates.map((update) =>
    typeof update === "object" && update !== null && "newHandle" in update ? update.newHandle : undefined,
  );
  return handles.find((handle) => typeof handle === "string" && handle !== "");
}

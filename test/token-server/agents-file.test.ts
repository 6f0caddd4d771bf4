import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { parseAgents } from "../../token-server/agents-file.ts";
import { createBackend } from "../../token-server/backend.ts";
import { readEnv, StartError } from "../../token-server/env.ts";
import { nodeSurroundings } from "../../token-server/node-surroundings.ts";
import { exportAgents } from "../../web/core/agent-file.ts";
import { presetAgents } from "../../web/core/agents.ts";
import { builtInTools } from "../../web/tools/registry.ts";
import { FakeLog } from "../fakes/fake-log.ts";
import { failure } from "./start-failure.ts";

const secret = "The password of the lighthouse is swordfish.";
const parts = {
  models: ["gemini-3.8-live", "gemini-3.1-flash-live-preview"],
  defaultModel: "gemini-3.8-live",
  tools: builtInTools(),
};
const desk = { id: "desk", name: "Front desk", instruction: secret, voice: "Puck" };
const file = (...agents: readonly object[]) =>
  JSON.stringify({ format: "parley-agents", version: 1, agents });
const read = (...agents: readonly object[]) => parseAgents(file(...agents), parts);

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});
function written(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "parley-agents-"));
  folders.push(folder);
  const path = join(folder, "agents.json");
  writeFileSync(path, text);
  return path;
}

describe("AGENTS_FILE", () => {
  it("takes what the app exports", () => {
    const agents = parseAgents(exportAgents(presetAgents), parts);
    expect(agents.map(({ shown }) => shown.id)).toEqual(presetAgents.map(({ id }) => id));
    expect(agents[2]?.session).toMatchObject({ model: "gemini-3.8-live", voice: "Leda" });
  });

  it("shows pages what they need, and neither instruction nor first words", () => {
    const [agent] = read({
      ...desk,
      greeting: "Say ahoy.",
      toolsOff: [...parts.tools.keys()].filter((name) => name !== "end_call"),
      startValues: { floor: "3" },
    });
    expect(agent?.shown).toEqual({
      id: "desk",
      name: "Front desk",
      voice: "Puck",
      model: "gemini-3.8-live",
      greets: true,
      tools: ["end_call"],
      startValues: { floor: "3" },
    });
    expect(agent?.session.instruction).toContain(secret);
    expect(agent?.session.instruction).toContain("Say ahoy.");
    expect(agent?.session.tools.map(({ name }) => name)).toEqual(["end_call"]);
  });

  it("has limits of each agent that the app does not know", () => {
    const [agent] = read({
      ...desk,
      greet: false,
      model: "gemini-3.1-flash-live-preview",
      maxMinutes: 5,
      maxOutputTokens: 500,
    });
    expect(agent).toMatchObject({
      longestSeconds: 300,
      shown: { model: "gemini-3.1-flash-live-preview", greets: false },
      session: { model: "gemini-3.1-flash-live-preview", maxOutputTokens: 500, instruction: secret },
    });
  });

  it.each<[string, string, string]>([
    ["no JSON", "{", "The file is not JSON"],
    ["another file", "{}", "This is not a file of agents from Parley"],
    ["no agent", file(), "The file holds no agents"],
    ["a nameless agent", file({ id: "a" }), "Agent 1 has no name"],
    ["an agent without an id", file({ name: "Ann" }), "Agent 1 (Ann): id is missing"],
    ["two of one id", file(desk, desk), 'Two agents have the id "desk": give each one of its own'],
    [
      "a field nobody knows",
      file(desk, { ...desk, id: "b", maxMinute: 5 }),
      "Agent 2 (Front desk): maxMinute is not a known field",
    ],
    ["a bad value", file({ ...desk, greet: "yes" }), "Agent 1 (Front desk): greet must be true or false"],
    [
      "a limit out of bounds",
      file({ ...desk, maxMinutes: 0 }),
      "Agent 1 (Front desk): maxMinutes must be a number of minutes from 1 to 1199",
    ],
    [
      "a model that is not offered",
      file({ ...desk, model: "gemini-9" }),
      "Agent 1 (Front desk): model must be one of GEMINI_MODELS, gemini-3.8-live, gemini-3.1-flash-live-preview",
    ],
    [
      "an answer the model cannot give",
      file({ ...desk, modality: "TEXT" }),
      "Agent 1 (Front desk): gemini-3.8-live cannot answer with TEXT",
    ],
    [
      "an unknown voice",
      file({ ...desk, voice: "Pluck" }),
      "Agent 1 (Front desk): voice must be one of the voices in /api/config",
    ],
    [
      "a language that is none",
      file({ ...desk, language: "german please" }),
      "Agent 1 (Front desk): language must be a language tag, as de-DE",
    ],
    [
      "a misspelt tool, which would be on",
      file({ ...desk, toolsOff: ["end_cal"] }),
      'Agent 1 (Front desk): toolsOff names "end_cal", which no tool of the app is called',
    ],
  ])("stops the start at %s, in one sentence without the instruction", (_what, text, sentence) => {
    const message = failure(() => parseAgents(text, parts));
    expect(message).toBe(`AGENTS_FILE cannot be used: ${sentence}.`);
    expect(message).not.toContain("swordfish");
  });
});

describe("the server with agents of its own", () => {
  const start = async (variables: Readonly<Record<string, string>> = {}) => {
    const env = readEnv({ GEMINI_API_KEY: "key", AGENTS_FILE: written(file(desk)), ...variables });
    const surroundings = {
      ...nodeSurroundings,
      host: "127.0.0.1",
      ownAddress: () => "http://127.0.0.1:1",
      loadTools: async () => builtInTools(),
      log: new FakeLog(),
    };
    return (await createBackend(env, surroundings)).app;
  };

  it("tells pages who there is, whether they may have others, and nothing of the instruction", async () => {
    const answer = await (await start()).request("/api/config");
    const text = await answer.text();
    expect(JSON.parse(text).siteAgents).toMatchObject({
      agents: [{ id: "desk", name: "Front desk", voice: "Puck" }],
      ownAllowed: false,
    });
    expect(text).not.toContain("swordfish");
    const open = await (await start({ ALLOW_OWN_AGENTS: "true" })).request("/api/config");
    expect((await open.json()).siteAgents.ownAllowed).toBe(true);
  });

  it("says nothing of agents where it has none", async () => {
    const config = await (await (await start({ AGENTS_FILE: "" })).request("/api/config")).json();
    expect(config).not.toHaveProperty("siteAgents");
  });

  it("takes a file that begins as editors of Windows begin one", async () => {
    const app = await start({ AGENTS_FILE: written(`\uFEFF${file(desk)}`) });
    expect((await app.request("/api/config")).status).toBe(200);
  });

  it("does not start without its file", async () => {
    await expect(start({ AGENTS_FILE: "/nowhere/agents.json" })).rejects.toThrow(
      "AGENTS_FILE /nowhere/agents.json cannot be read: name a file that is there and that this user may read.",
    );
  });

  it("does not start with a bad file", async () => {
    const bad = written(file({ ...desk, voice: "Pluck" }));
    await expect(start({ AGENTS_FILE: bad })).rejects.toThrow(StartError);
  });
});

import { describe, expect, it } from "vitest";
import { presetAgents } from "../../web/core/agents.ts";
import { requestLimits } from "../../web/core/live/request-limits.ts";
import { defaultSettings, readSettings, type Settings } from "../../web/core/settings.ts";
import type { HttpToolDefinition } from "../../web/core/tools/http-definition.ts";

describe("readSettings", () => {
  it.each([undefined, null, 3, "x", [], {}])("gives the defaults for %j", (stored) => {
    expect(readSettings(stored)).toEqual(defaultSettings);
  });

  it("keeps what is valid and replaces what is not, value by value", () => {
    const stored = { model: "m", temperature: 3, affectiveDialog: "yes", voiceActivity: "quick", unknown: 1 };
    expect(readSettings(stored)).toEqual({ ...defaultSettings, model: "m", voiceActivity: "quick" });
  });

  it.each(["https://data.example.org/shop", "http://127.0.0.1:8001/db", "https://data.example.org", ""])(
    "keeps the address of a database: %j",
    (dataUrl) => {
      expect(readSettings({ dataUrl }).dataUrl).toBe(dataUrl);
    },
  );

  it.each([
    "data.example.org",
    "javascript:alert(1)",
    "https://",
    "https://user:secret@example.org/db",
    "https://example.org/db?sql=x",
    "https://example.org/db#x",
    "https://exa mple.org/",
    `https://example.org/${"x".repeat(2_000)}`,
    7,
  ])("takes no %j for the address of a database", (dataUrl) => {
    expect(readSettings({ dataUrl }).dataUrl).toBe("");
  });

  it.each(["balanced", "quick", "patient", "noisy"] as const)(
    "keeps a way of taking turns that was chosen before there were values: %s",
    (voiceActivity) => {
      expect(readSettings({ voiceActivity })).toEqual({ ...defaultSettings, voiceActivity });
    },
  );

  it("keeps of own values for taking turns those that the service may be asked for", () => {
    const activityDetection = {
      startSensitivity: "LOW",
      endSensitivity: "MEDIUM",
      prefixPaddingMs: 20,
      silenceDurationMs: 9_000,
    };
    expect(readSettings({ voiceActivity: "custom", activityDetection })).toMatchObject({
      voiceActivity: "custom",
      activityDetection: { startSensitivity: "LOW", prefixPaddingMs: 20 },
    });
    expect(readSettings({ activityDetection: {} }).activityDetection).toBe(defaultSettings.activityDetection);
  });

  it("survives a round through JSON", () => {
    const settings: Settings = {
      ...defaultSettings,
      temperature: 1.5,
      thinkingLevel: "HIGH",
      wayToTalk: "half-duplex",
      voiceActivity: "custom",
      activityDetection: { silenceDurationMs: 700 },
      agents: [{ ...presetAgents[0], id: "own", name: "Own", startValues: { caller: "Ann" } }],
      agentId: "own",
      httpTools: [httpTool],
      mcpServers: [{ id: "s", name: "Tools", url: "https://tools.example/mcp", enabled: true }],
    };
    expect(readSettings(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
  });

  it("can return to the model's own temperature", () => {
    expect(readSettings({ ...defaultSettings, temperature: undefined }).temperature).toBeUndefined();
  });

  it("carries what was kept before there were agents over into the first one", () => {
    const stored = {
      voice: "Puck",
      instruction: "Be a pirate.",
      language: "de-DE",
      greet: false,
      greeting: "Ahoy",
    };
    const { agents, agentId } = readSettings(stored);
    expect(agents).toEqual([{ ...presetAgents[0], ...stored }, ...presetAgents.slice(1)]);
    expect(agentId).toBe("");
  });

  it("mends agents value by value, and leaves out what is none", () => {
    const instruction = "a".repeat(requestLimits.instruction + 1);
    const own = { id: "own", name: "Own", instruction, greet: 1, voice: "Puck", more: true };
    const { agents } = readSettings({ agents: [own, { id: "x" }, "agent", { ...own, name: "Double" }] });
    expect(agents).toEqual([{ ...presetAgents[0], id: "own", name: "Own", voice: "Puck" }]);
  });

  it.each([[[]], [["nobody"]], ["agents"]])("never is without an agent: %j", (agents) => {
    expect(readSettings({ agents }).agents).toEqual(presetAgents);
  });

  it("leaves out tools and servers that have not their shape", () => {
    const { httpTools, mcpServers } = readSettings({
      httpTools: [
        httpTool,
        { ...httpTool, id: "b", headers: { a: 1 } },
        { ...httpTool, id: "c", method: "HEAD" },
      ],
      mcpServers: [{ id: "s", name: "Tools" }, 7],
    });
    expect(httpTools).toEqual([httpTool]);
    expect(mcpServers).toEqual([]);
  });
});

const httpTool: HttpToolDefinition = {
  id: "a",
  name: "get_price",
  description: "Tells a price.",
  parameters: { type: "object", properties: { item: { type: "string" } } },
  urlTemplate: "https://shop.example/price?item={item}",
  method: "GET",
  headers: { "X-Key": "secret" },
  enabled: true,
};

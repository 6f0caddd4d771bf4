import { describe, expect, it } from "vitest";
import { requestLimits } from "../../web/core/live/request-limits.ts";
import { defaultSettings, readSettings } from "../../web/core/settings.ts";

describe("readSettings", () => {
  it.each([undefined, null, 3, "x", [], {}])("gives the defaults for %j", (stored) => {
    expect(readSettings(stored)).toEqual(defaultSettings);
  });

  it("keeps what is valid and replaces what is not, value by value", () => {
    const stored = { voice: "Puck", temperature: 3, greet: "yes", voiceActivity: "quick", unknown: 1 };
    expect(readSettings(stored)).toEqual({ ...defaultSettings, voice: "Puck", voiceActivity: "quick" });
  });

  it("survives a round through JSON", () => {
    const settings = {
      ...defaultSettings,
      temperature: 1.5,
      thinkingLevel: "HIGH" as const,
      language: "de-DE",
    };
    expect(readSettings(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
  });

  it("can return to the model's own temperature", () => {
    expect(readSettings({ ...defaultSettings, temperature: undefined }).temperature).toBeUndefined();
  });

  it("does not take an instruction that the server would refuse", () => {
    const instruction = "a".repeat(requestLimits.instruction + 1);
    expect(readSettings({ instruction }).instruction).toBe(defaultSettings.instruction);
  });
});

import { describe, expect, it } from "vitest";
import { defaultModel, modelProfile, modelSettings, models } from "../../../web/core/live/models.ts";
import { voices } from "../../../web/core/live/voices.ts";

const [live38, thinking, live31, native25] = models.map((model) => model.id);

describe("models", () => {
  it("offers the current model by default, and only models that speak", () => {
    expect(defaultModel).toBe(live38);
    expect(models.every((model) => model.modalities.join() === "AUDIO")).toBe(true);
  });

  it.each([
    [
      live38,
      "v1alpha",
      { temperature: false, thinkingLevels: [], proactiveAudio: false, affectiveDialog: false },
    ],
    [
      thinking,
      "v1alpha",
      {
        temperature: false,
        thinkingLevels: ["LOW", "MEDIUM", "HIGH"],
        proactiveAudio: false,
        affectiveDialog: false,
      },
    ],
    [
      live31,
      "v1alpha",
      {
        temperature: true,
        thinkingLevels: ["MINIMAL", "LOW", "MEDIUM", "HIGH"],
        proactiveAudio: false,
        affectiveDialog: false,
      },
    ],
    [
      native25,
      "v1alpha",
      { temperature: true, thinkingLevels: [], proactiveAudio: true, affectiveDialog: true },
    ],
    [
      native25,
      "v1beta",
      { temperature: true, thinkingLevels: [], proactiveAudio: false, affectiveDialog: false },
    ],
  ] as const)("offers for %s on %s only what it takes", (id, version, settings) => {
    expect(modelSettings(modelProfile(id), version)).toEqual(settings);
  });

  it("assumes of an unlisted model only what every model takes", () => {
    const profile = modelProfile("gemini-9-live");
    expect(profile.label).toBe("gemini-9-live");
    expect(modelSettings(profile, "v1alpha")).toEqual({
      temperature: false,
      thinkingLevels: [],
      proactiveAudio: false,
      affectiveDialog: false,
    });
    expect(profile.tools.behaviors).toEqual([]);
  });
});

describe("voices", () => {
  it("are thirty, each with its own name and one word for its character", () => {
    expect(new Set(voices.map((voice) => voice.name)).size).toBe(30);
    expect(voices.every((voice) => /^[a-z-]+$/.test(voice.character))).toBe(true);
  });
});

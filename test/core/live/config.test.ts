import { describe, expect, it } from "vitest";
import { sessionConfig } from "../../../web/core/live/config.ts";
import { defaultModel, modelProfile, models } from "../../../web/core/live/models.ts";
import type { SessionRequest, ToolBehavior } from "../../../web/core/live/session-request.ts";

const everything: SessionRequest = {
  voice: "Kore",
  instruction: "You are a pilot.",
  language: "de-DE",
  temperature: 0.4,
  thinkingLevel: "LOW",
  affectiveDialog: true,
  proactiveAudio: true,
  voiceActivity: "patient",
  tools: [
    {
      name: "get_weather",
      description: "The weather of a city.",
      parametersJsonSchema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
      behavior: "BLOCKING",
    },
    { name: "end_call", description: "Ends the call.", behavior: "NON_BLOCKING" },
  ],
  handle: "handle-1",
};

describe("sessionConfig", () => {
  it("asks an empty request for speech, both transcripts, endless context and a resumable session", () => {
    expect(sessionConfig({})).toEqual({
      responseModalities: ["AUDIO"],
      inputAudioTranscription: {},
      outputAudioTranscription: {},
      contextWindowCompression: { slidingWindow: {} },
      sessionResumption: {},
    });
  });

  it.each(
    [...models.map((model) => model.id), "unlisted-model"].flatMap((id) => [
      [id, "v1beta"] as const,
      [id, "v1alpha"] as const,
    ]),
  )("sends %s on %s only what it takes", (model, version) => {
    expect(sessionConfig({ ...everything, model }, version)).toMatchSnapshot();
  });

  it("weaves the language into the instruction, with or without one", () => {
    const { systemInstruction, speechConfig } = sessionConfig({
      instruction: " Be kind. ",
      language: "pt-BR",
    });
    expect(systemInstruction).toMatch(/^Be kind\.\n\nSpeak Brazilian Portuguese from your first word on/);
    expect(speechConfig).toBeUndefined();
    expect(sessionConfig({ language: "fr" }).systemInstruction).toMatch(/^Speak French /);
  });

  it("takes a language that is no tag by its word", () => {
    expect(sessionConfig({ language: "plain Scots, please" }).systemInstruction).toMatch(
      /^Speak plain Scots, please from/,
    );
  });

  it("puts the language into the speech settings of a model that wants it there", () => {
    const profile = { ...modelProfile(defaultModel), language: "speech-config" as const };
    const config = sessionConfig({ language: "de-DE", instruction: "Be kind." }, "v1beta", profile);
    expect(config.speechConfig).toEqual({ languageCode: "de-DE" });
    expect(config.systemInstruction).toBe("Be kind.");
  });

  it("leaves voice activity to the service unless a preset asks for something else", () => {
    expect(sessionConfig({ voiceActivity: "balanced" })).not.toHaveProperty("realtimeInputConfig");
    const detection = (voiceActivity: SessionRequest["voiceActivity"]) =>
      sessionConfig(voiceActivity === undefined ? {} : { voiceActivity }).realtimeInputConfig
        ?.automaticActivityDetection;
    expect(detection("quick")?.silenceDurationMs).toBe(500);
    expect(detection("patient")?.silenceDurationMs).toBe(2000);
    expect(detection("noisy")).toEqual({
      startOfSpeechSensitivity: "START_SENSITIVITY_LOW",
      silenceDurationMs: 800,
    });
  });

  it("takes values of one's own in place of a preset's", () => {
    const request: SessionRequest = {
      voiceActivity: "quick",
      activityDetection: { startSensitivity: "LOW", endSensitivity: "HIGH", prefixPaddingMs: 40 },
    };
    expect(sessionConfig(request).realtimeInputConfig?.automaticActivityDetection).toEqual({
      startOfSpeechSensitivity: "START_SENSITIVITY_LOW",
      endOfSpeechSensitivity: "END_SENSITIVITY_HIGH",
      prefixPaddingMs: 40,
    });
    expect(sessionConfig({ voiceActivity: "quick", activityDetection: {} })).not.toHaveProperty(
      "realtimeInputConfig",
    );
  });

  it("asks for writing only a model that can write, and then for no transcript of it", () => {
    const written = sessionConfig({ model: "gemini-2.0-flash-live-001", modality: "TEXT" });
    expect(written.responseModalities).toEqual(["TEXT"]);
    expect(written).not.toHaveProperty("outputAudioTranscription");
    for (const { id } of models)
      expect(sessionConfig({ model: id, modality: "TEXT" })).toMatchObject({
        responseModalities: ["AUDIO"],
        outputAudioTranscription: {},
      });
  });

  it("asks for no longer answers than the model can give, and for no limit where that is not known", () => {
    expect(sessionConfig({ maxOutputTokens: 65_000 }).maxOutputTokens).toBe(65_000);
    const model = "gemini-2.5-flash-native-audio-preview-12-2025";
    expect(sessionConfig({ model, maxOutputTokens: 65_000 }).maxOutputTokens).toBe(8_192);
    expect(sessionConfig({ model: "unlisted-model", maxOutputTokens: 100 })).not.toHaveProperty(
      "maxOutputTokens",
    );
  });

  it("turns the service's detection off when the client marks its turns, whatever the preset", () => {
    expect(sessionConfig({ activity: "manual", voiceActivity: "quick" }).realtimeInputConfig).toEqual({
      automaticActivityDetection: { disabled: true },
    });
  });

  it.each<[string, ToolBehavior, ToolBehavior | undefined]>([
    ["gemini-3.8-live", "BLOCKING", "BLOCKING"],
    ["gemini-3.8-live", "NON_BLOCKING", "NON_BLOCKING"],
    ["gemini-3.8-live-extended-thinking", "BLOCKING", undefined],
    ["gemini-3.8-live-extended-thinking", "NON_BLOCKING", "NON_BLOCKING"],
    ["gemini-3.1-flash-live-preview", "BLOCKING", undefined],
    ["gemini-3.1-flash-live-preview", "NON_BLOCKING", undefined],
    ["gemini-2.5-flash-native-audio-preview-12-2025", "NON_BLOCKING", "NON_BLOCKING"],
  ])("declares to %s a %s function as %s", (model, behavior, declared) => {
    const config = sessionConfig({ model, tools: [{ name: "f", description: "d", behavior }] });
    expect(functions(config)).toEqual([
      { name: "f", description: "d", ...(declared === undefined ? {} : { behavior: declared }) },
    ]);
  });

  it("declares a function without arguments without a schema, which the service would refuse", () => {
    const schema = { type: "object", properties: {} };
    const config = sessionConfig({ tools: [{ name: "f", description: "d", parametersJsonSchema: schema }] });
    expect(functions(config)).toEqual([{ name: "f", description: "d" }]);
  });

  it("gives a new copy every time, so that changing one changes neither the request nor the next", () => {
    const before = structuredClone(everything);
    scribble(sessionConfig(everything));
    expect(everything).toEqual(before);
    expect(sessionConfig(everything)).toEqual(sessionConfig(before));
  });
});

function functions(config: ReturnType<typeof sessionConfig>): unknown {
  const [tool] = config.tools ?? [];
  return tool !== undefined && "functionDeclarations" in tool ? tool.functionDeclarations : undefined;
}

/** Writes into every object of the config, as the SDK does into some. */
function scribble(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  for (const inner of Object.values(value)) scribble(inner);
  Object.assign(value, { scribbled: true });
}

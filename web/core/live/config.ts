import type { LiveConnectConfig } from "@google/genai";
import { type ActivityDetection, activityPresets } from "./activity-detection.ts";
import { type ApiVersion, defaultApiVersion } from "./api-version.ts";
import { type ModelProfile, modelProfile, modelSettings } from "./models.ts";
import type { FunctionDeclaration, SessionRequest } from "./session-request.ts";

/**
 * The Live setup for a wanted session, for `live.connect` in the browser and for the token that locks it on the server.
 * Settings that the model does not take are left out. Every answer is a new object: the SDK changes what it is given.
 * @param apiVersion the version that is connected to: some settings exist on one only
 * @param profile of the request's model
 */
export function sessionConfig(
  request: SessionRequest,
  apiVersion: ApiVersion = defaultApiVersion,
  profile: ModelProfile = modelProfile(request.model),
): LiveConnectConfig {
  const modality = profile.modalities.find((one) => one === request.modality) ?? "AUDIO";
  const config = {
    // Said although it is the default: a token that locks a setup without it falls back to TEXT.
    responseModalities: [modality],
    inputAudioTranscription: {},
    ...(modality === "AUDIO" ? { outputAudioTranscription: {} } : {}),
    contextWindowCompression: { slidingWindow: {} },
    sessionResumption: request.handle === undefined ? {} : { handle: request.handle },
    ...speech(request, profile),
    ...instruction(request, profile),
    ...voiceActivity(request),
    ...modelOptions(request, apiVersion, profile),
    ...tools(request.tools ?? [], profile),
  };
  // The SDK types these words as enums, whose values are the same strings; importing the enums would pull the whole
  // SDK into the first load.
  return config as LiveConnectConfig;
}

function speech({ voice, language }: SessionRequest, profile: ModelProfile) {
  const speechConfig = {
    ...(voice ? { voiceConfig: { prebuiltVoiceConfig: { voiceName: voice } } } : {}),
    ...(language && profile.language === "speech-config" ? { languageCode: language } : {}),
  };
  return Object.keys(speechConfig).length === 0 ? {} : { speechConfig };
}

function instruction(request: SessionRequest, profile: ModelProfile) {
  const language = profile.language === "instruction" ? request.language : undefined;
  const parts = [request.instruction?.trim(), language ? speakLanguage(language) : undefined].filter(Boolean);
  return parts.length === 0 ? {} : { systemInstruction: parts.join("\n\n") };
}

function speakLanguage(tag: string): string {
  const name = languageName(tag);
  return `Speak ${name} from your first word on, whatever language you hear or read. Use another language only when you are asked for it: to translate, to quote, or to switch.`;
}

/** Made with the first language: it takes a while. */
let languageNames: Intl.DisplayNames | undefined;

/** `German (Germany)` for `de-DE`; what is not a language tag stays as it is. */
function languageName(tag: string): string {
  try {
    languageNames ??= new Intl.DisplayNames(["en"], { type: "language" });
    return languageNames.of(tag) ?? tag;
  } catch (error) {
    if (error instanceof RangeError) return tag;
    throw error;
  }
}

function voiceActivity(request: SessionRequest) {
  const { activity, voiceActivity: preset = "balanced" } = request;
  const detection =
    activity === "manual"
      ? { disabled: true }
      : automaticDetection(request.activityDetection ?? activityPresets[preset]);
  return Object.keys(detection).length === 0
    ? {}
    : { realtimeInputConfig: { automaticActivityDetection: detection } };
}

function automaticDetection({ startSensitivity, endSensitivity, ...ms }: ActivityDetection) {
  return {
    ...(startSensitivity === undefined
      ? {}
      : { startOfSpeechSensitivity: `START_SENSITIVITY_${startSensitivity}` }),
    ...(endSensitivity === undefined ? {} : { endOfSpeechSensitivity: `END_SENSITIVITY_${endSensitivity}` }),
    ...ms,
  };
}

function modelOptions(request: SessionRequest, apiVersion: ApiVersion, profile: ModelProfile) {
  const takes = modelSettings(profile, apiVersion);
  const level = takes.thinkingLevels.find((one) => one === request.thinkingLevel);
  return {
    ...(takes.temperature && request.temperature !== undefined ? { temperature: request.temperature } : {}),
    ...outputTokens(request, profile),
    ...(level === undefined ? {} : { thinkingConfig: { thinkingLevel: level } }),
    ...(takes.affectiveDialog && request.affectiveDialog ? { enableAffectiveDialog: true } : {}),
    ...(takes.proactiveAudio && request.proactiveAudio ? { proactivity: { proactiveAudio: true } } : {}),
  };
}

function outputTokens({ maxOutputTokens }: SessionRequest, { outputTokenLimit }: ModelProfile) {
  if (maxOutputTokens === undefined || outputTokenLimit === undefined) return {};
  return { maxOutputTokens: Math.min(maxOutputTokens, outputTokenLimit) };
}

function tools(declarations: readonly FunctionDeclaration[], profile: ModelProfile) {
  if (declarations.length === 0) return {};
  return { tools: [{ functionDeclarations: declarations.map((one) => declaration(one, profile)) }] };
}

function declaration(tool: FunctionDeclaration, profile: ModelProfile) {
  const { name, description, parametersJsonSchema: schema } = tool;
  const behavior = profile.tools.behaviors.find((one) => one === tool.behavior);
  return {
    name,
    description,
    ...(hasProperties(schema) ? { parametersJsonSchema: clone(schema) } : {}),
    ...(behavior === undefined ? {} : { behavior }),
  };
}

/** The service refuses an object schema without properties. */
function hasProperties(schema: FunctionDeclaration["parametersJsonSchema"]): boolean {
  const properties = schema?.["properties"];
  return typeof properties === "object" && properties !== null && Object.keys(properties).length > 0;
}

/** A JSON Schema is JSON, so this copies all of it. */
function clone(schema: FunctionDeclaration["parametersJsonSchema"]): unknown {
  return JSON.parse(JSON.stringify(schema));
}

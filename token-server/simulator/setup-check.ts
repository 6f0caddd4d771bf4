import {
  type Close,
  closes,
  ProtocolError,
  unknownField,
  unknownModel,
  unknownVoice,
  unsupportedModalities,
} from "./closes.ts";
import { asList, asObject, asString, dig, type JsonObject } from "./json.ts";
import { type ModelTraits, modelTraits, type ToolBehavior } from "./models.ts";
import { findUnknownField, setupShape } from "./setup-fields.ts";
import { voices } from "./voices.ts";

/** The API versions that exist here. `v1` does not, so that a forgotten `apiVersion` shows. */
export const apiVersions = ["v1alpha", "v1beta"] as const;

/** One of {@link apiVersions}. */
export type ApiVersion = (typeof apiVersions)[number];

/** A function that the client has declared, with its behaviour settled. */
export interface DeclaredTool {
  readonly name: string;
  readonly description: string;
  /** JSON-Schema-like object of the arguments, if it takes any. */
  readonly parameters: JsonObject | undefined;
  readonly behavior: ToolBehavior;
}

/** Refuses a setup's unknown fields. Throws {@link ProtocolError}. */
export function checkFields(setup: JsonObject, version: ApiVersion): void {
  const unknown = findUnknownField(setup, setupShape, "setup");
  if (unknown !== undefined) throw new ProtocolError(unknownField(unknown.name, unknown.at));
  // Measured: v1beta does not know this field, whatever its documentation says.
  if (version === "v1beta" && setup["proactivity"] !== undefined) {
    throw new ProtocolError(unknownField("proactivity", "setup"));
  }
}

/**
 * Checks the setup in force against what its model takes. `defaultModality` is what an absent `responseModalities` means:
 * a token that locks the whole setup falls back to TEXT, a client's own setup to AUDIO.
 * Returns the model's traits; throws {@link ProtocolError}.
 */
export function checkSetup(
  setup: JsonObject,
  version: ApiVersion,
  defaultModality: "AUDIO" | "TEXT",
): ModelTraits {
  const model = asString(setup["model"]) ?? "";
  const traits = modelTraits(model);
  if (traits === undefined) throw new ProtocolError(unknownModel(model, version));
  checkModalities(setup, model, defaultModality);
  checkSpeech(setup, model);
  checkThinking(setup, traits);
  checkAffectiveDialog(setup, traits, version);
  checkProactivity(setup, traits);
  checkTools(setup, traits);
  return traits;
}

/** The functions declared in a setup. */
export function declaredTools(setup: JsonObject, traits: ModelTraits): readonly DeclaredTool[] {
  return declarations(setup).map((declaration) => ({
    name: asString(declaration["name"]) ?? "",
    description: asString(declaration["description"]) ?? "",
    parameters: asObject(declaration["parametersJsonSchema"]) ?? asObject(declaration["parameters"]),
    behavior: declaration["behavior"] === undefined ? traits.toolBehaviors[0] : behaviorOf(declaration),
  }));
}

function refuse(detail: string, close: Close = closes.invalidArgument): never {
  throw new ProtocolError(close, detail);
}

function checkModalities(setup: JsonObject, model: string, fallback: string): void {
  const given = dig(setup, "generationConfig", "responseModalities");
  const modalities = given === undefined ? [fallback] : asList(given).map(String);
  if (modalities.length !== 1 || modalities[0] !== "AUDIO") {
    refuse("responseModalities", unsupportedModalities(modalities, model));
  }
}

function checkSpeech(setup: JsonObject, model: string): void {
  const speech = dig(setup, "generationConfig", "speechConfig");
  const voice = dig(speech, "voiceConfig", "prebuiltVoiceConfig", "voiceName");
  if (voice !== undefined && !voices.has(String(voice)))
    refuse("voiceName", unknownVoice(String(voice), model));
  if (dig(speech, "languageCode") !== undefined)
    refuse("languageCode: these models choose the language themselves");
}

function checkThinking(setup: JsonObject, traits: ModelTraits): void {
  const thinking = asObject(dig(setup, "generationConfig", "thinkingConfig"));
  if (thinking === undefined) return;
  if (traits.thinkingLevels.length === 0) refuse("thinkingConfig is not for this model");
  const level = thinking["thinkingLevel"];
  if (level !== undefined && !traits.thinkingLevels.includes(String(level))) refuse("thinkingLevel");
}

function checkAffectiveDialog(setup: JsonObject, traits: ModelTraits, version: ApiVersion): void {
  if (dig(setup, "generationConfig", "enableAffectiveDialog") === undefined) return;
  if (traits.affectiveDialog === "internal-error") refuse("enableAffectiveDialog", closes.internal);
  if (traits.affectiveDialog === "refused" || version !== "v1alpha") refuse("enableAffectiveDialog");
}

function checkProactivity(setup: JsonObject, traits: ModelTraits): void {
  const proactivity = asObject(setup["proactivity"]);
  if (proactivity === undefined) return;
  if (traits.proactiveAudio === "refused") refuse("proactivity is not for this model");
  if (traits.proactiveAudio === "permanent" && proactivity["proactiveAudio"] === false) {
    refuse("proactiveAudio cannot be switched off");
  }
}

function checkTools(setup: JsonObject, traits: ModelTraits): void {
  for (const tool of asList(setup["tools"])) {
    const other = Object.keys(asObject(tool) ?? {}).find(
      (kind) => kind !== "functionDeclarations" && kind !== "googleSearch",
    );
    if (other !== undefined) refuse(`${other} is not available in Live sessions`);
  }
  const declared = declarations(setup);
  if (declared.length > 512) refuse("more than 512 function declarations");
  for (const declaration of declared) checkDeclaration(declaration, traits);
}

function checkDeclaration(declaration: JsonObject, traits: ModelTraits): void {
  const name = asString(declaration["name"]) ?? "";
  if (!/^[A-Za-z_][A-Za-z0-9_.:-]{0,127}$/.test(name)) refuse("function name");
  const { parameters, parametersJsonSchema } = declaration;
  if (parameters !== undefined && parametersJsonSchema !== undefined)
    refuse(`two parameter schemas for ${name}`);
  if (isEmptyObjectSchema(parameters ?? parametersJsonSchema)) refuse(`empty OBJECT schema for ${name}`);
  const wanted = declaration["behavior"];
  if (wanted !== undefined && !traits.toolBehaviors.includes(behaviorOf(declaration)))
    refuse(`behavior of ${name}`);
}

/** Reported as rejected by the service: a function without arguments has to leave `parameters` out. */
function isEmptyObjectSchema(schema: unknown): boolean {
  const type = asString(dig(schema, "type"))?.toUpperCase();
  return type === "OBJECT" && Object.keys(asObject(dig(schema, "properties")) ?? {}).length === 0;
}

function behaviorOf(declaration: JsonObject): ToolBehavior {
  return declaration["behavior"] === "BLOCKING" ? "BLOCKING" : "NON_BLOCKING";
}

function declarations(setup: JsonObject): readonly JsonObject[] {
  return asList(setup["tools"])
    .flatMap((tool) => asList(dig(tool, "functionDeclarations")))
    .map(asObject)
    .filter((declaration) => declaration !== undefined);
}

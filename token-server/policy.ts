import * as v from "valibot";
import { detectionLimits } from "../web/core/live/activity-detection.ts";
import { requestLimits } from "../web/core/live/request-limits.ts";
import type { SessionRequest } from "../web/core/live/session-request.ts";
import { voices } from "../web/core/live/voices.ts";
import { isLanguageTag } from "./language-tag.ts";
import { ProblemError } from "./problems.ts";

/** A session the server is willing to lock into a token: its model is settled. */
export type AcceptedRequest = Omit<SessionRequest, "agent"> & {
  readonly model: string;
  /** From minting to the end of the session, in seconds, where that is less than any token's. */
  readonly longestSeconds?: number;
};

/** Checks a body against the rules. @throws ProblemError `bad-request` naming the first bad field */
export type Policy = (body: unknown) => AcceptedRequest;

/** @param models that may be asked for; the body's missing model means `defaultModel` */
export function createPolicy(models: readonly string[], defaultModel: string): Policy {
  const schema = requestSchema(models);
  return (body) => {
    // For the schema a list without entries is an object without fields.
    if (!isObject(body)) throw notAnObject();
    const result = v.safeParse(schema, body, { abortEarly: true });
    if (!result.success) throw badRequest(result.issues[0]);
    // Undefined fields cannot come from JSON; the schema's optional fields only allow for them in the type.
    return { ...(result.output as AcceptedRequest), model: result.output.model ?? defaultModel };
  };
}

/** The refusal that names the field. */
export function badRequest(issue: v.BaseIssue<unknown>): ProblemError {
  const field = v.getDotPath(issue) ?? undefined;
  if (field === undefined) return notAnObject();
  // What cannot be the name of a field is not repeated: it may be a secret in the wrong place.
  if (!/^[\w.]{1,60}$/.test(field)) return new ProblemError("bad-request", "A field is not known.");
  const fault = issue.type === "strict_object" ? keyFault(issue) : issue.message;
  return new ProblemError("bad-request", `${field} ${fault}.`, { field });
}

function notAnObject(): ProblemError {
  return new ProblemError("bad-request", "The body must be a JSON object.");
}

function keyFault({ expected, input }: v.BaseIssue<unknown>): string {
  if (expected === "never") return "is not a known field";
  return expected === "Object" || input !== undefined ? "must be an object" : "is missing";
}

/** What a person may ask for of any agent: how they talk, and where they left off. */
export const fromThePerson = {
  voiceActivity: v.optional(oneOf("balanced", "quick", "patient", "noisy")),
  activityDetection: v.optional(
    v.strictObject({
      startSensitivity: v.optional(oneOf("HIGH", "LOW")),
      endSensitivity: v.optional(oneOf("HIGH", "LOW")),
      prefixPaddingMs: v.optional(whole(detectionLimits.prefixPaddingMs)),
      silenceDurationMs: v.optional(whole(detectionLimits.silenceDurationMs)),
    }),
  ),
  activity: v.optional(oneOf("manual")),
  handle: v.optional(v.pipe(text(requestLimits.handle), v.minLength(1, "must not be empty"))),
};

function requestSchema(models: readonly string[]) {
  return v.strictObject({
    ...fromThePerson,
    model: v.optional(v.picklist(models, `must be one of ${models.join(", ")}`)),
    voice: v.optional(
      v.picklist(
        voices.map((voice) => voice.name),
        "must be one of the voices in /api/config",
      ),
    ),
    instruction: v.optional(text(requestLimits.instruction)),
    language: v.optional(v.pipe(text(35), v.check(isLanguageTag, "must be a language tag, as de-DE"))),
    temperature: v.optional(
      v.pipe(v.number(temperature), v.minValue(0, temperature), v.maxValue(2, temperature)),
    ),
    maxOutputTokens: v.optional(whole(requestLimits.outputTokens)),
    modality: v.optional(oneOf("AUDIO", "TEXT")),
    thinkingLevel: v.optional(oneOf("MINIMAL", "LOW", "MEDIUM", "HIGH")),
    affectiveDialog: v.optional(v.boolean("must be true or false")),
    proactiveAudio: v.optional(v.boolean("must be true or false")),
    tools: v.optional(
      v.pipe(
        v.array(toolSchema, "must be a list of functions"),
        v.maxLength(requestLimits.tools, `must have at most ${requestLimits.tools} functions`),
        v.check((tools) => haveOwnNames(tools), "must not have two functions of the same name"),
        v.check(
          (tools) => JSON.stringify(tools).length <= requestLimits.toolsJson,
          `must have at most ${requestLimits.toolsJson} characters as JSON`,
        ),
      ),
    ),
  });
}

const temperature = "must be a number from 0 to 2";

const toolSchema = v.strictObject({
  name: v.pipe(
    v.string("must be text"),
    v.regex(
      /^[a-z_][\w.:-]{0,127}$/i,
      "must be up to 128 letters, digits and _ . : -, beginning with a letter or _",
    ),
  ),
  description: text(requestLimits.toolDescription),
  parametersJsonSchema: v.optional(
    v.custom<Readonly<Record<string, unknown>>>(
      (value) => isObject(value) && depth(value) <= requestLimits.schemaDepth,
      `must be a JSON Schema object at most ${requestLimits.schemaDepth} levels deep`,
    ),
  ),
  behavior: v.optional(oneOf("BLOCKING", "NON_BLOCKING")),
});

/** All that can be asked for where no agent is named. */
export const requestFields: ReadonlySet<string> = new Set(Object.keys(requestSchema([]).entries));

function text(limit: number) {
  return v.pipe(v.string("must be text"), v.maxLength(limit, `must have at most ${limit} characters`));
}

function whole({ min, max }: { readonly min: number; readonly max: number }) {
  const fault = `must be a whole number from ${min} to ${max}`;
  return v.pipe(v.number(fault), v.integer(fault), v.minValue(min, fault), v.maxValue(max, fault));
}

function oneOf<const Word extends string>(...words: readonly Word[]) {
  return v.picklist(words, `must be one of ${words.join(", ")}`);
}

function haveOwnNames(tools: readonly { readonly name: string }[]): boolean {
  return new Set(tools.map((tool) => tool.name)).size === tools.length;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Levels of nesting, counted no further than is needed to see that there are too many. */
function depth(value: unknown, left: number = requestLimits.schemaDepth + 1): number {
  if (typeof value !== "object" || value === null || left === 0) return 0;
  return 1 + Math.max(0, ...Object.values(value).map((inner) => depth(inner, left - 1)));
}

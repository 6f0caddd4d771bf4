import { arePlausible, clipped, eventLimits } from "./event-limits.ts";
import type { GroundingSource, LiveEvent, ModalityTokens, ToolCall, Usage } from "./messages.ts";
import { type DecodeBase64, isPcm, PcmBytes, sampleRateOf } from "./pcm-part.ts";
import { requestLimits } from "./request-limits.ts";
import { asCount, asDurationMs, asObject, asObjects, asText, isObject, type WireObject } from "./wire.ts";

/** Server messages of one session, in the order they came, to events. Never throws, whatever the message is. */
export type Normalize = (message: unknown) => readonly LiveEvent[];

const none: readonly LiveEvent[] = [];

/** True for the message that accepts the setup; it yields no event. */
export function isSetupComplete(message: unknown): boolean {
  return isObject(asObject(message)["setupComplete"]);
}

/**
 * Makes the translation for one session. A server message is a bag: everything in it comes out, in this order,
 * whatever order its keys have:
 *
 * 1. `interrupted`, so that what follows meets an empty speaker
 * 2. the person: `voice-activity`, `interim-input-text`, `input-text`
 * 3. the agent: each part of the model's turn (`audio`, `thought`, `output-text`) as it stands, then the transcript
 *    (`output-text`), then `grounding`
 * 4. `generation-complete`
 * 5. `tool-calls-cancelled`, which speaks of earlier calls, then `tool-calls`
 * 6. `waiting-for-input`, `turn-complete`, `interaction`
 * 7. `usage`, which belongs to the turn that just ended
 * 8. `handle` or `not-resumable`, then `go-away`, which will need the handle
 *
 * Unknown fields, fields of a wrong type, empty texts, and calls that cannot be answered for want of an id or a name
 * yield nothing. What exceeds `eventLimits` is cut, or yields nothing where a part would be worse.
 */
export function createNormalize(decodeBase64: DecodeBase64): Normalize {
  const pcm = new PcmBytes();
  return (message) => {
    // Newer models send about thirty empty messages a turn; they cost one look.
    if (!isObject(message) || Object.keys(message).length === 0) return none;
    const events: LiveEvent[] = [];
    const content = asObject(message["serverContent"]);
    if (content["interrupted"] === true) {
      pcm.restart();
      events.push({ type: "interrupted" });
    }
    events.push(...voiceActivity(message), ...inputTexts(content));
    for (const part of asObjects(asObject(content["modelTurn"])["parts"]).slice(0, eventLimits.parts)) {
      events.push(...partEvents(part, pcm, decodeBase64));
    }
    events.push(...texts("output-text", content["outputTranscription"]), ...grounding(content));
    if (content["generationComplete"] === true) events.push({ type: "generation-complete" });
    events.push(...toolEvents(message));
    events.push(...turnEnd(content));
    if (content["turnComplete"] === true || content["generationComplete"] === true) pcm.restart();
    events.push(...usage(message["usageMetadata"]), ...connection(message));
    return events;
  };
}

function voiceActivity(message: WireObject): readonly LiveEvent[] {
  const type = asObject(message["voiceActivity"])["voiceActivityType"];
  const signal = asObject(message["voiceActivityDetectionSignal"])["vadSignalType"];
  if (type === "ACTIVITY_START" || signal === "VAD_SIGNAL_TYPE_SOS") {
    return [{ type: "voice-activity", activity: "start" }];
  }
  if (type === "ACTIVITY_END" || signal === "VAD_SIGNAL_TYPE_EOS") {
    return [{ type: "voice-activity", activity: "end" }];
  }
  return none;
}

function inputTexts(content: WireObject): readonly LiveEvent[] {
  return [
    ...texts("interim-input-text", content["interimInputTranscription"]),
    ...texts("input-text", content["inputTranscription"]),
  ];
}

function texts(
  type: "input-text" | "interim-input-text" | "output-text",
  transcription: unknown,
): readonly LiveEvent[] {
  const text = fragment(asObject(transcription));
  return text === "" ? none : [{ type, text }];
}

function fragment(part: WireObject): string {
  return clipped(asText(part["text"]), eventLimits.fragment);
}

function partEvents(part: WireObject, pcm: PcmBytes, decodeBase64: DecodeBase64): readonly LiveEvent[] {
  const text = fragment(part);
  const spoken = audio(asObject(part["inlineData"]), pcm, decodeBase64);
  if (text === "") return spoken;
  return [...spoken, { type: part["thought"] === true ? "thought" : "output-text", text }];
}

function audio(data: WireObject, pcm: PcmBytes, decodeBase64: DecodeBase64): readonly LiveEvent[] {
  const mimeType = asText(data["mimeType"]);
  const base64 = asText(data["data"]);
  if (base64 === "" || !isPcm(mimeType)) return none;
  const bytes = decodeBase64(base64);
  if (bytes === undefined) return none;
  const samples = pcm.push(bytes);
  return samples.length === 0 ? none : [{ type: "audio", samples, sampleRateHz: sampleRateOf(mimeType) }];
}

function grounding(content: WireObject): readonly LiveEvent[] {
  const found = asObjects(asObject(content["groundingMetadata"])["groundingChunks"]).flatMap((chunk) =>
    source(asObject(chunk["web"]), "uri"),
  );
  const fetched = asObjects(asObject(content["urlContextMetadata"])["urlMetadata"]).flatMap((page) =>
    source(page, "retrievedUrl"),
  );
  const sources = [...found, ...fetched].slice(0, eventLimits.sources);
  return sources.length === 0 ? none : [{ type: "grounding", sources }];
}

function source(page: WireObject, urlKey: string): readonly GroundingSource[] {
  const url = asText(page[urlKey]);
  return url === "" ? [] : [{ title: asText(page["title"]) || url, url }];
}

function toolEvents(message: WireObject): readonly LiveEvent[] {
  const events: LiveEvent[] = [];
  const cancelled = asObject(message["toolCallCancellation"])["ids"];
  const ids = Array.isArray(cancelled) ? cancelled.map(asName).filter((id) => id !== "") : [];
  if (ids.length > 0) {
    events.push({ type: "tool-calls-cancelled", ids: ids.slice(0, eventLimits.cancelled) });
  }
  const calls = asObjects(asObject(message["toolCall"])["functionCalls"]).flatMap(toolCall);
  if (calls.length > 0) events.push({ type: "tool-calls", calls: calls.slice(0, eventLimits.toolCalls) });
  return events;
}

function toolCall(call: WireObject): readonly ToolCall[] {
  const id = asName(call["id"]);
  const name = asName(call["name"]);
  const args = asObject(call["args"]);
  return id === "" || name === "" || !arePlausible(args) ? [] : [{ id, name, args }];
}

/** Part of an id or a name is another one: too long is none. */
function asName(value: unknown): string {
  const text = asText(value);
  return text.length <= eventLimits.name ? text : "";
}

const interactionStatuses = new Map([
  ["IN_PROGRESS", "in-progress"],
  ["IDLE", "idle"],
  ["REQUIRES_ACTION", "requires-action"],
] as const satisfies readonly (readonly [string, string])[]);

function turnEnd(content: WireObject): readonly LiveEvent[] {
  const events: LiveEvent[] = [];
  if (content["waitingForInput"] === true) events.push({ type: "waiting-for-input" });
  if (content["turnComplete"] === true) {
    const reason = asText(content["turnCompleteReason"]);
    const wrong = reason !== "" && reason !== "TURN_COMPLETE_REASON_UNSPECIFIED";
    events.push(wrong ? { type: "turn-complete", reason } : { type: "turn-complete" });
  }
  const status = lookUp(interactionStatuses, content["interactionStatus"]);
  if (status !== undefined) events.push({ type: "interaction", status });
  return events;
}

function lookUp<Value>(map: ReadonlyMap<string, Value>, key: unknown): Value | undefined {
  return typeof key === "string" ? map.get(key) : undefined;
}

function usage(metadata: unknown): readonly LiveEvent[] {
  const counts = asObject(metadata);
  const prompt = asCount(counts["promptTokenCount"]);
  const response = asCount(counts["responseTokenCount"]);
  const total = asCount(counts["totalTokenCount"]);
  if (prompt === undefined && response === undefined && total === undefined) return none;
  const promptTokens = prompt ?? 0;
  const responseTokens = response ?? 0;
  const totalTokens = total ?? promptTokens + responseTokens;
  const details = {
    ...modalities("prompt", counts["promptTokensDetails"]),
    ...modalities("response", counts["responseTokensDetails"]),
  };
  return [{ type: "usage", usage: { promptTokens, responseTokens, totalTokens, ...details } }];
}

function modalities(side: "prompt" | "response", details: unknown): Pick<Usage, "prompt" | "response"> {
  const counts = { text: 0, audio: 0, image: 0 };
  let told = false;
  for (const { modality, tokenCount } of asObjects(details).slice(0, eventLimits.parts)) {
    const kind = lookUp(tokenKinds, modality);
    const count = asCount(tokenCount);
    if (kind === undefined || count === undefined) continue;
    counts[kind] += count;
    told = true;
  }
  return told ? { [side]: counts } : {};
}

const tokenKinds = new Map([
  ["TEXT", "text"],
  ["AUDIO", "audio"],
  ["IMAGE", "image"],
  ["VIDEO", "image"],
] as const satisfies readonly (readonly [string, keyof ModalityTokens])[]);

function connection(message: WireObject): readonly LiveEvent[] {
  const events: LiveEvent[] = [];
  const update = message["sessionResumptionUpdate"];
  if (isObject(update)) {
    const handle = asText(update["newHandle"]);
    const usable = update["resumable"] === true && handle !== "" && handle.length <= requestLimits.handle;
    events.push(usable ? { type: "handle", handle } : { type: "not-resumable" });
  }
  const goAway = message["goAway"];
  if (isObject(goAway)) {
    const timeLeftMs = asDurationMs(goAway["timeLeft"]);
    const boundMs = timeLeftMs === undefined ? undefined : Math.min(timeLeftMs, eventLimits.timeLeftMs);
    events.push({ type: "go-away", timeLeftMs: boundMs });
  }
  return events;
}

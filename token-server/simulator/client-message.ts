import { closes, ProtocolError, unknownField } from "./closes.ts";
import { type Picture, readJpeg } from "./jpeg.ts";
import { asList, asObject, asString, dig, type JsonObject } from "./json.ts";
import { pcmRateHz } from "./pcm.ts";
import { contentShape, findUnknownField, type Shape } from "./setup-fields.ts";

/** What a client message asks for. */
export type ClientMessage =
  | { readonly type: "setup"; readonly setup: JsonObject }
  | { readonly type: "content"; readonly text: string; readonly turnComplete: boolean }
  /** PCM s16le mono. */
  | { readonly type: "audio"; readonly bytes: Uint8Array; readonly rateHz: number }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "video"; readonly picture: Picture }
  | { readonly type: "audio-stream-end" | "activity-start" | "activity-end" }
  | { readonly type: "tool-response"; readonly responses: readonly unknown[] }
  | { readonly type: "context-update"; readonly update: JsonObject };

const blob: Shape = { data: "any", mimeType: "any" };

const messageShape: Shape = {
  setup: "any",
  clientContent: { turns: [contentShape], turnComplete: "any" },
  realtimeInput: {
    mediaChunks: "any",
    audio: blob,
    video: blob,
    text: "any",
    audioStreamEnd: "any",
    activityStart: {},
    activityEnd: {},
  },
  toolResponse: {
    functionResponses: [
      { id: "any", name: "any", response: "any", scheduling: "any", willContinue: "any", parts: "any" },
    ],
  },
  contextUpdate: "any",
};

/** Parses a frame. Throws {@link ProtocolError} if it is not one JSON object with exactly one known message in it. */
export function parseFrame(text: string): JsonObject {
  const frame = parseObject(text);
  const unknown = findUnknownField(frame, messageShape, "");
  if (unknown !== undefined) throw new ProtocolError(unknownField(unknown.name, unknown.at));
  if (Object.keys(frame).length !== 1)
    throw new ProtocolError(closes.invalidArgument, "not exactly one message");
  return frame;
}

/** Reads what a parsed frame asks for, in the order in which it counts; `realtimeInput` may hold several things. */
export function readMessage(frame: JsonObject): readonly ClientMessage[] {
  const { setup, clientContent, realtimeInput, toolResponse, contextUpdate } = frame;
  if (setup !== undefined) return [{ type: "setup", setup: asObject(setup) ?? {} }];
  if (clientContent !== undefined) return [readContent(clientContent)];
  if (realtimeInput !== undefined) return readRealtimeInput(asObject(realtimeInput) ?? {});
  if (contextUpdate !== undefined) return [{ type: "context-update", update: asObject(contextUpdate) ?? {} }];
  return [{ type: "tool-response", responses: asList(dig(toolResponse, "functionResponses")) }];
}

function parseObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ProtocolError(
      { code: 1007, reason: "Invalid JSON payload received. Parse error." },
      error instanceof Error ? error.message : undefined,
    );
  }
  const object = asObject(value);
  if (object === undefined) throw new ProtocolError(closes.invalidArgument, "a frame that is not an object");
  return object;
}

function readContent(content: unknown): ClientMessage {
  const turns = asList(dig(content, "turns"));
  for (const turn of turns) {
    const role = dig(turn, "role");
    if (role !== undefined && role !== "user" && role !== "model") {
      throw new ProtocolError(closes.invalidArgument, "role must be user or model");
    }
  }
  return { type: "content", text: lastUserText(turns), turnComplete: dig(content, "turnComplete") === true };
}

function lastUserText(turns: readonly unknown[]): string {
  const turn = turns.findLast((candidate) => dig(candidate, "role") !== "model");
  return asList(dig(turn, "parts"))
    .map((part) => asString(dig(part, "text")) ?? "")
    .join("");
}

function readRealtimeInput(input: JsonObject): readonly ClientMessage[] {
  if (input["mediaChunks"] !== undefined) throw new ProtocolError(closes.mediaChunks);
  const messages: ClientMessage[] = [];
  if (input["activityStart"] !== undefined) messages.push({ type: "activity-start" });
  if (input["audio"] !== undefined) messages.push(readAudio(input["audio"]));
  if (input["video"] !== undefined) messages.push(readVideo(input["video"]));
  if (input["text"] !== undefined) messages.push({ type: "text", text: asString(input["text"]) ?? "" });
  if (input["activityEnd"] !== undefined) messages.push({ type: "activity-end" });
  if (input["audioStreamEnd"] === true) messages.push({ type: "audio-stream-end" });
  return messages;
}

function readVideo(video: unknown): ClientMessage {
  const mimeType = asString(dig(video, "mimeType")) ?? "";
  if (mimeType !== "image/jpeg") throw new ProtocolError(closes.invalidArgument, "video must be image/jpeg");
  const picture = readJpeg(Buffer.from(asString(dig(video, "data")) ?? "", "base64"));
  if (picture === undefined) throw new ProtocolError(closes.invalidArgument, "video is no JPEG");
  return { type: "video", picture };
}

function readAudio(audio: unknown): ClientMessage {
  const rateHz = pcmRateHz(asString(dig(audio, "mimeType")) ?? "");
  if (rateHz === undefined) throw new ProtocolError(closes.invalidArgument, "audio must be audio/pcm;rate=N");
  return { type: "audio", bytes: Buffer.from(asString(dig(audio, "data")) ?? "", "base64"), rateHz };
}

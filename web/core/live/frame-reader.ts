import type { LiveEvent } from "./messages.ts";
import { createNormalize, isSetupComplete } from "./normalize.ts";
import type { DecodeBase64 } from "./pcm-part.ts";
import type { SocketEvent } from "./socket-messages.ts";

/** Frames of one session, in the order they came, to what the page is told of each: nothing, where it says nothing. */
export type ReadFrame = (text: string, atMs: number) => readonly SocketEvent[];

export function createFrameReader(decodeBase64: DecodeBase64): ReadFrame {
  const normalize = createNormalize(decodeBase64);
  return (text, atMs) => {
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      // The only way to fail: the text is not JSON. The answer says so.
      return [{ type: "malformed" }];
    }
    const told: SocketEvent[] = isSetupComplete(message) ? [{ type: "accepted", text }] : [];
    const events = normalize(message);
    if (events.length > 0) told.push({ type: "heard", events, atMs });
    return told;
  };
}

/** The memory of the sounds in it, to be transferred. */
export function soundsOf(event: SocketEvent): ArrayBuffer[] {
  return event.type === "heard" ? event.events.flatMap(soundOf) : [];
}

function soundOf(event: LiveEvent): readonly ArrayBuffer[] {
  return event.type === "audio" && event.samples.buffer instanceof ArrayBuffer ? [event.samples.buffer] : [];
}

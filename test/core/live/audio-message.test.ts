import { expect, it } from "vitest";
import { audioMessage, audioMessageLength } from "../../../web/core/live/audio-message.ts";

it.each([0, 1, 2, 3, 640, 641])(
  "knows how long the message with %i bytes is before it is worded",
  (bytes) => {
    const message = audioMessage(Buffer.alloc(bytes).toString("base64"));
    expect(message).toHaveLength(audioMessageLength(bytes));
    expect(JSON.parse(message)).toEqual({
      realtimeInput: {
        audio: { data: Buffer.alloc(bytes).toString("base64"), mimeType: "audio/pcm;rate=16000" },
      },
    });
  },
);

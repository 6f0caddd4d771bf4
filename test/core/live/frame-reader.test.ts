import { describe, expect, it } from "vitest";
import { createFrameReader, soundsOf } from "../../../web/core/live/frame-reader.ts";

const decodeBase64 = (text: string) => new Uint8Array(Buffer.from(text, "base64"));

function read(...frames: readonly string[]) {
  const reader = createFrameReader(decodeBase64);
  return frames.flatMap((text, index) => reader(text, index));
}

function sound(...samples: readonly number[]) {
  const data = Buffer.from(Int16Array.from(samples).buffer).toString("base64");
  return { inlineData: { mimeType: "audio/pcm;rate=24000", data } };
}

describe("the reader of frames", () => {
  it("tells what each frame says, and when it came", () => {
    const turn = JSON.stringify({
      serverContent: { outputTranscription: { text: "Hi" }, turnComplete: true },
    });
    expect(read(turn, '{"goAway":{"timeLeft":"5s"}}')).toEqual([
      { type: "heard", events: [{ type: "output-text", text: "Hi" }, { type: "turn-complete" }], atMs: 0 },
      { type: "heard", events: [{ type: "go-away", timeLeftMs: 5_000 }], atMs: 1 },
    ]);
  });

  it("tells of the accepted setup in the service's words, ahead of what else the frame says", () => {
    const text = '{"setupComplete":{},"sessionResumptionUpdate":{"newHandle":"h","resumable":true}}';
    expect(read(text)).toEqual([
      { type: "accepted", text },
      { type: "heard", events: [{ type: "handle", handle: "h" }], atMs: 0 },
    ]);
  });

  it("has nothing to tell of frames that say nothing", () => {
    expect(read("{}", "null", "[]", "3", '{"unknown":1}')).toEqual([]);
  });

  it("goes on after a frame that is no JSON", () => {
    const told = read("{", "", '{"serverContent":{"interrupted":true}}');
    expect(told.map(({ type }) => type)).toEqual(["malformed", "malformed", "heard"]);
  });

  it("keeps what the session's frames share: half a sample waits for its other half", () => {
    const half = (byte: string) =>
      `{"serverContent":{"modelTurn":{"parts":[{"inlineData":{"data":"${byte}"}}]}}}`;
    expect(read(half("AQ=="), half("AA=="))).toMatchObject([
      { type: "heard", events: [{ type: "audio", samples: Int16Array.of(1) }], atMs: 1 },
    ]);
  });

  it("names the memory of every sound, each its own", () => {
    const [heard] = read(
      JSON.stringify({ serverContent: { modelTurn: { parts: [sound(1, 2), sound(3)] } } }),
    );
    const buffers = heard === undefined ? [] : soundsOf(heard);
    expect(buffers.map((buffer) => [...new Int16Array(buffer)])).toEqual([[1, 2], [3]]);
    expect(soundsOf({ type: "malformed" })).toEqual([]);
  });
});

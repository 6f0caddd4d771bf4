import { atom } from "nanostores";
import { afterEach, beforeEach, expect, it } from "vitest";
import { browserClock } from "../../web/adapters/browser-clock.ts";
import { decodeAudio } from "../../web/adapters/decode-audio.ts";
import { soundLengthMs } from "../../web/adapters/sound-length.ts";
import { createFileCalls } from "../../web/app/file-call-queue.ts";
import { FileClock } from "../../web/core/call/file-clock.ts";
import { idleCall } from "../../web/core/call/idle.ts";
import { type LiveService, liveService } from "../contract/live-service.ts";
import { examplePlan } from "../fakes/conversation.ts";
import { FakeToolbox } from "../fakes/fake-toolbox.ts";
import { ManualNetwork } from "../fakes/manual-network.ts";
import { MemoryRecorder } from "../fakes/memory-recorder.ts";

let service: LiveService;

beforeEach(async () => {
  service = await liveService();
});
afterEach(() => service.dispose());

/** A stereo WAV file at 44.1 kHz with a steady tone. */
function wav(seconds: number): Blob {
  const frames = seconds * 44_100;
  const words = new Int16Array(2 * frames).map(
    (_, i) => 8_000 * Math.sin((2 * Math.PI * 440 * (i >> 1)) / 44_100),
  );
  const head = new DataView(new ArrayBuffer(44));
  const text = (at: number, value: string) =>
    [...value].forEach((letter, i) => {
      head.setUint8(at + i, letter.charCodeAt(0));
    });
  text(0, "RIFF");
  head.setUint32(4, 36 + words.byteLength, true);
  text(8, "WAVEfmt ");
  head.setUint32(16, 16, true);
  head.setUint16(20, 1, true);
  head.setUint16(22, 2, true);
  head.setUint32(24, 44_100, true);
  head.setUint32(28, 44_100 * 4, true);
  head.setUint16(32, 4, true);
  head.setUint16(34, 16, true);
  text(36, "data");
  head.setUint32(40, words.byteLength, true);
  return new Blob([head.buffer, words]);
}

it("a file of any rate goes over the wire as one marked turn of 16 kHz mono, without a microphone or a speaker", async () => {
  const clock = new FileClock(browserClock);
  clock.setSpeed(5);
  const recorder = new MemoryRecorder();
  const fileCalls = createFileCalls({
    ports: {
      transport: service.transport,
      toolbox: new FakeToolbox(),
      recorder,
      clock,
      network: new ManualNetwork(),
    },
    plan: () => ({
      ...examplePlan,
      about: { agent: { id: "guide", name: "Guide" }, model: "", voice: "" },
    }),
    live: atom(idleCall),
    keep: () => undefined,
    decode: decodeAudio,
    lengthMs: soundLengthMs,
  });
  service.plan({ type: "accepted" });
  fileCalls.add([{ name: "tone.wav", blob: wav(2) }]);
  const state = () => fileCalls.jobs.get()[0]?.state;
  const received = await service.received(102);
  await expect.poll(state, { timeout: 5_000 }).toMatchObject({ status: "answering" });
  service.say([
    { type: "output-text", text: "A tone." },
    { type: "audio", samples: new Int16Array(4_800).fill(3_000), sampleRateHz: 24_000 },
    { type: "turn-complete" },
  ]);
  await expect.poll(state, { timeout: 5_000 }).toEqual({ status: "done", callId: "call-1" });

  expect(received[0]).toEqual({ type: "activity-start" });
  expect(received.at(-1)).toEqual({ type: "activity-end" });
  const sound = received.flatMap((one) => (one.type === "audio" ? one.bytes : []));
  expect(sound.length).toBe(2 * 2 * 16_000);
  expect(service.minted).toMatchObject([{ activity: "manual" }]);
  expect(service.setups).toMatchObject([
    { setup: { realtimeInputConfig: { automaticActivityDetection: { disabled: true } } } },
  ]);
  const heardFrames = recorder.tapes[0]?.blocks.reduce((frames, { pcm }) => frames + pcm.byteLength / 2, 0);
  expect(heardFrames).toBe(4_800);
  await service.allClosed();
});

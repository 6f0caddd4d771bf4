import { GoogleGenAI } from "@google/genai";
import { afterEach, expect, it } from "vitest";
import { type ServedSimulator, serveSimulator } from "../../token-server/simulator/serve.ts";
import { warmUp } from "../../token-server/simulator/speech.ts";
import type { CallPlan } from "../../web/core/call/call-plan.ts";
import { FileCall } from "../../web/core/call/file-call.ts";
import { sessionConfig } from "../../web/core/live/config.ts";
import { createNormalize } from "../../web/core/live/normalize.ts";
import type { LiveTransport } from "../../web/core/ports.ts";
import { defaultSettings } from "../../web/core/settings.ts";
import { FakeToolbox } from "../fakes/fake-toolbox.ts";
import { ManualNetwork } from "../fakes/manual-network.ts";
import { MemoryRecorder } from "../fakes/memory-recorder.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { spoken } from "./support/sounds.ts";

const plan: CallPlan = {
  id: "call-1",
  about: { agent: { id: "guide", name: "Guide" }, model: "gemini-3.8-live", voice: "Kore" },
  record: true,
  request: { model: "gemini-3.8-live" },
  greeting: undefined,
  microphoneId: undefined,
  settings: defaultSettings,
  toolsOff: [],
  startValues: {},
};

let server: ServedSimulator;

afterEach(() => server.close());

/** The setup and the messages of a call, worded by the SDK, over the sockets of this runtime. */
function transportTo(baseUrl: string): LiveTransport {
  return {
    prepare: () => undefined,
    async connect(request, { onEvent }) {
      const model = request.model ?? "gemini-3.8-live";
      const normalize = createNormalize((text) => new Uint8Array(Buffer.from(text, "base64")));
      const ai = new GoogleGenAI({ apiKey: "demo-key", apiVersion: "v1beta", httpOptions: { baseUrl } });
      const session = await ai.live.connect({
        model,
        config: sessionConfig({ ...request, model }),
        callbacks: { onmessage: (message) => normalize(message).forEach(onEvent) },
      });
      return {
        sendAudio(pcm) {
          const data = Buffer.from(pcm).toString("base64");
          session.sendRealtimeInput({ audio: { data, mimeType: "audio/pcm;rate=16000" } });
        },
        endAudioStream: () => session.sendRealtimeInput({ audioStreamEnd: true }),
        startActivity: () => session.sendRealtimeInput({ activityStart: {} }),
        endActivity: () => session.sendRealtimeInput({ activityEnd: {} }),
        sendText: (text) => session.sendRealtimeInput({ text }),
        respond: () => undefined,
        queuedBytes: () => 0,
        quietMs: () => 0,
        roundTripMs: () => undefined,
        sendFrame: () => undefined,
        queuedFrameBytes: () => 0,
        close: () => session.close(),
      };
    },
  };
}

it("a file sent at twice the speed is one turn of its own length, and is answered", async () => {
  await warmUp();
  const clock = new ManualClock();
  server = await serveSimulator({ clock, scenario: { answer: () => [{ type: "say", text: "It rains." }] } });
  const sound = await spoken("How is the weather in Oslo today?");
  const recorder = new MemoryRecorder();
  const call = new FileCall({
    ports: {
      transport: transportTo(server.url),
      toolbox: new FakeToolbox(),
      recorder,
      clock,
      network: new ManualNetwork(),
    },
    plan,
    samples: Float32Array.from(sound, (sample) => sample / 32_768),
    speed: 2,
    onSent: () => undefined,
  });
  const begunMs = clock.now();
  const ended = call.run();
  const trace = await server.session(0);
  await expect.poll(() => call.state.get().phase.name, { interval: 5 }).toBe("live");
  const isSent = () => JSON.stringify(trace.received.at(-1)?.message ?? {}).includes("activityEnd");
  while (!isSent()) await clock.advance(50);
  const sentMs = clock.now() - begunMs;
  while (call.state.get().phase.name === "live") await clock.advance(200);

  const seconds = sound.length / 16_000;
  expect(await ended).toEqual({ type: "answered" });
  expect(sentMs / 1_000).toBeLessThan(0.55 * seconds + 0.2);
  expect(trace.setup).toMatchObject({
    realtimeInputConfig: { automaticActivityDetection: { disabled: true } },
  });
  expect(trace.close?.code).not.toBe(1007);
  const spokenTurns = call.state
    .get()
    .log.flatMap((entry) => (entry.kind === "turn" && entry.role === "user" ? [entry] : []));
  const [turn] = spokenTurns;
  expect(spokenTurns).toHaveLength(1);
  const [, told] = turn?.text.match(/^\[speech, (\d+\.\d) s\]$/) ?? [];
  expect(Math.abs(Number(told) - seconds)).toBeLessThan(0.1);
  expect(((turn?.endedAtMs ?? 0) - (turn?.startedAtMs ?? 0)) / 1_000).toBeCloseTo(seconds, 0);
  expect(call.state.get().log.some((entry) => entry.kind === "turn" && entry.role === "agent")).toBe(true);
}, 30_000);

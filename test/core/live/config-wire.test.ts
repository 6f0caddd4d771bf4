import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { GoogleGenAI } from "@google/genai";
import { GoogleGenAI as GoogleGenAI2 } from "genai-2";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { sessionConfig } from "../../../web/core/live/config.ts";
import { defaultModel } from "../../../web/core/live/models.ts";
import type { SessionRequest } from "../../../web/core/live/session-request.ts";

let service: WebSocketServer;
let frames: unknown[];

beforeEach(async () => {
  frames = [];
  service = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  service.on("connection", (socket) => {
    socket.on("message", (data) => {
      frames.push(JSON.parse(String(data)));
      socket.send(JSON.stringify({ setupComplete: {} }));
    });
  });
  await once(service, "listening");
});

afterEach(() => {
  for (const client of service.clients) client.terminate();
  service.close();
});

const request: SessionRequest = {
  voice: "Puck",
  instruction: "You are a pilot.",
  language: "de",
  temperature: 1,
  thinkingLevel: "HIGH",
  voiceActivity: "quick",
  tools: [
    {
      name: "get_weather",
      description: "The weather of a city.",
      parametersJsonSchema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
      behavior: "BLOCKING",
    },
    { name: "end_call", description: "Ends the call." },
  ],
  handle: "handle-1",
};

const wanted = {
  setup: {
    model: `models/${defaultModel}`,
    generationConfig: {
      responseModalities: ["AUDIO"],
      speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: "Puck" } } },
    },
    systemInstruction: {
      role: "user",
      parts: [{ text: expect.stringMatching(/^You are a pilot\.\n\nSpeak German /) }],
    },
    tools: [
      {
        functionDeclarations: [
          {
            name: "get_weather",
            description: "The weather of a city.",
            parametersJsonSchema: {
              type: "object",
              properties: { city: { type: "string" } },
              required: ["city"],
            },
            behavior: "BLOCKING",
          },
          { name: "end_call", description: "Ends the call." },
        ],
      },
    ],
    realtimeInputConfig: {
      automaticActivityDetection: { endOfSpeechSensitivity: "END_SENSITIVITY_HIGH", silenceDurationMs: 500 },
    },
    sessionResumption: { handle: "handle-1" },
    contextWindowCompression: { slidingWindow: {} },
    inputAudioTranscription: {},
    outputAudioTranscription: {},
  },
};

describe.each([
  ["3.1.0", GoogleGenAI],
  // The two majors type their clients apart; what is used of them here is the same.
  ["2.32.0", GoogleGenAI2 as unknown as typeof GoogleGenAI],
])("sessionConfig through @google/genai %s", (_version, Client) => {
  it("becomes exactly the wanted setup, twice from the same request", async () => {
    const { port } = service.address() as AddressInfo;
    for (const _connect of [1, 2]) {
      const client = new Client({
        apiKey: "auth_tokens/test",
        apiVersion: "v1beta",
        httpOptions: { baseUrl: `http://127.0.0.1:${port}` },
      });
      const config = sessionConfig(request);
      const session = await client.live.connect({
        model: defaultModel,
        config,
        callbacks: { onmessage() {} },
      });
      session.close();
    }
    expect(frames).toEqual([wanted, wanted]);
  });
});

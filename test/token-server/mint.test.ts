import { afterEach, describe, expect, it } from "vitest";
import { createMint, MintError, type MintOptions } from "../../token-server/mint.ts";
import type { AcceptedRequest } from "../../token-server/policy.ts";
import { sessionConfig } from "../../web/core/live/config.ts";
import { fakeTokenService, type ScriptedAnswer } from "../fakes/fake-token-service.ts";
import { testApp } from "./test-app.ts";

const apiKey = "AIza-very-secret";
const handle = "handle-very-secret";
const request: AcceptedRequest = {
  model: "gemini-3.8-live",
  instruction: "Be brief.",
  language: "de",
  voice: "Kore",
  tools: [{ name: "end_call", description: "Ends the call.", behavior: "BLOCKING" }],
  handle,
};

let closing: (() => Promise<void>) | undefined;
afterEach(async () => {
  await closing?.();
  closing = undefined;
});

async function mintAgainst(answer: ScriptedAnswer, options: Partial<MintOptions> = {}) {
  const service = await fakeTokenService(answer);
  closing = service.close;
  const mint = createMint({
    apiKey,
    baseUrl: () => service.address,
    apiVersion: "v1beta",
    lifetimeSeconds: 1800,
    startSeconds: 120,
    now: () => Date.parse("2026-11-20T12:00:00Z"),
    ...options,
  });
  return { mint, service };
}

const granted = { status: 200, body: '{"name":"auth_tokens/abc"}' };

describe("createMint", () => {
  it("asks for one use, both deadlines and a full lock on the whole setup, and for nothing else", async () => {
    const { mint, service } = await mintAgainst(granted);
    expect(await mint(request)).toEqual({
      token: "auth_tokens/abc",
      expiresAt: "2026-11-20T12:30:00.000Z",
      newSessionExpiresAt: "2026-11-20T12:02:00.000Z",
    });
    const [seen] = service.requests;
    expect(seen).toMatchObject({
      method: "POST",
      path: "/v1beta/auth_tokens",
      headers: { "x-goog-api-key": apiKey },
    });
    const instruction = sessionConfig(request).systemInstruction;
    expect(seen?.body).toEqual({
      uses: 1,
      expireTime: "2026-11-20T12:30:00.000Z",
      newSessionExpireTime: "2026-11-20T12:02:00.000Z",
      bidiGenerateContentSetup: {
        model: "models/gemini-3.8-live",
        generationConfig: {
          responseModalities: ["AUDIO"],
          speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: "Kore" } } },
        },
        systemInstruction: { role: "user", parts: [{ text: instruction }] },
        tools: [
          {
            functionDeclarations: [{ name: "end_call", description: "Ends the call.", behavior: "BLOCKING" }],
          },
        ],
        sessionResumption: { handle },
        contextWindowCompression: { slidingWindow: {} },
        inputAudioTranscription: {},
        outputAudioTranscription: {},
      },
    });
  });

  it("ends a session sooner where its agent has a limit of its own, and never later", async () => {
    const { mint } = await mintAgainst(granted);
    expect(await mint({ ...request, longestSeconds: 60 })).toMatchObject({
      expiresAt: "2026-11-20T12:01:00.000Z",
      newSessionExpiresAt: "2026-11-20T12:01:00.000Z",
    });
    expect(await mint({ ...request, longestSeconds: 9_000 })).toMatchObject({
      expiresAt: "2026-11-20T12:30:00.000Z",
    });
  });

  it("mints on the version it was given", async () => {
    const { mint, service } = await mintAgainst(granted, { apiVersion: "v1alpha" });
    await mint(request);
    expect(service.requests[0]?.path).toBe("/v1alpha/auth_tokens");
  });

  it.each<[string, ScriptedAnswer, MintError["reason"]]>([
    ["a bad key", google(400, "API key not valid. Please pass a valid API key."), "refused"],
    ["a forbidden key", google(403, "PERMISSION_DENIED"), "refused"],
    ["a wrong version", { status: 404, body: "<html>not found</html>" }, "refused"],
    ["an answer without a token", { status: 200, body: '{"name":"else"}' }, "refused"],
    ["an empty answer", { status: 200, body: "null" }, "refused"],
    ["an answer that is no JSON", { status: 200, body: "<html>" }, "refused"],
    ["a used up quota", google(429, "RESOURCE_EXHAUSTED"), "busy"],
    ["a failure", google(500, "INTERNAL"), "unavailable"],
    ["an overload", google(503, "UNAVAILABLE"), "unavailable"],
  ])("tells %s by its reason, after one try and without upstream's words", async (_what, answer, reason) => {
    const { mint, service } = await mintAgainst(answer);
    const error = await rejection(mint(request));
    expect(error).toBeInstanceOf(MintError);
    expect(error).toMatchObject({ reason, message: `mint: ${reason}` });
    expect(error.cause).toBeUndefined();
    expect(service.requests).toHaveLength(1);
  });

  it("gives up on a silent service", async () => {
    const { mint } = await mintAgainst("silence", { timeoutMs: 30 });
    expect(await rejection(mint(request))).toMatchObject({ reason: "silent" });
  });

  it("tells a service that cannot be reached", async () => {
    const { mint, service } = await mintAgainst(granted);
    await service.close();
    closing = undefined;
    expect(await rejection(mint(request))).toMatchObject({ reason: "unavailable" });
  });
});

describe("secrets", () => {
  it.each<[string, ScriptedAnswer]>([
    ["a refusal that quotes the key", google(400, `API key ${apiKey} is bad; setup had ${handle}`)],
    ["an overload that quotes the key", google(503, `${apiKey} ${handle}`)],
    ["an answer cut short", { status: 200, body: `{"name":"auth_tokens/very-secret` }],
    ["an answer of another shape", { status: 200, body: `{"name":"x","token":"auth_tokens/very-secret"}` }],
  ])("of %s stay out of answer and log", async (_what, upstream) => {
    const { mint } = await mintAgainst(upstream);
    const { ask, log } = testApp({ mint });
    const answer = await ask({ handle });
    expect(answer.status).toBeGreaterThanOrEqual(500);
    const told = `${await answer.text()} ${JSON.stringify([...answer.headers])} ${log.text()}`;
    expect(log.entries).toHaveLength(1);
    expect(told).not.toMatch(/very-secret|API key/);
  });

  it("of a granted token are in its answer only, never in the log", async () => {
    const { mint } = await mintAgainst(granted);
    const { ask, log } = testApp({ mint });
    const answer = await ask({ handle });
    expect(answer.status).toBe(200);
    expect(await answer.text()).not.toMatch(/very-secret/);
    expect(log.text()).not.toMatch(/very-secret|auth_tokens/);
  });
});

function google(code: number, message: string): ScriptedAnswer {
  return { status: code, body: JSON.stringify({ error: { code, message, status: "X" } }) };
}

async function rejection(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => {
      throw new Error("It was granted.");
    },
    (error: Error) => error,
  );
}

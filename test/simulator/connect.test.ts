import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ServedSimulator, serveSimulator } from "../../token-server/simulator/serve.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { mintToken } from "./support/mint.ts";
import { basicSetup, RawClient, socketPath } from "./support/raw-client.ts";
import { connect, mint, sdks } from "./support/sdk.ts";

describe("the door", () => {
  let server: ServedSimulator;
  beforeAll(async () => {
    server = await serveSimulator({ timeScale: 0.05 });
  });
  afterAll(() => server.close());

  const closeOf = async (path: string) => (await RawClient.open(`${server.url}${path}`)).untilClosed();

  it("opens at /ws and //ws and takes the token as it is, slash and all", async () => {
    const token = await mintToken(server.url, { uses: 2 });
    for (const slashes of ["", "/"]) {
      const client = await RawClient.open(
        `${server.url}${slashes}${socketPath("v1beta", true)}?access_token=${token}`,
      );
      client.send({ setup: basicSetup });
      await client.next(({ setupComplete }) => setupComplete);
      client.close();
    }
  });

  it("accepts the handshake and then closes when the credential is wrong", async () => {
    const token = await mintToken(server.url);
    const unregistered = {
      code: 1008,
      reason: expect.stringMatching(/^Method doesn't allow unregistered callers/),
    };
    const badKey = { code: 1007, reason: "API key not valid. Please pass a valid API key." };
    const badToken = { code: 1007, reason: expect.stringMatching(/^Missing or malformed auth token/) };
    expect(await closeOf(`${socketPath()}?access_token=${token}`)).toEqual(unregistered);
    expect(await closeOf(socketPath())).toEqual(unregistered);
    expect(await closeOf(`${socketPath()}?key=${token}`)).toEqual(badKey);
    expect(await closeOf(`${socketPath()}?key=wrong`)).toEqual(badKey);
    expect(await closeOf(`${socketPath("v1beta", true)}?access_token=garbage`)).toEqual(badToken);
    expect(await closeOf(`${socketPath("v1beta", true)}?key=demo-key`)).toEqual(badToken);
    expect(await closeOf(socketPath("v1beta", true))).toEqual(badToken);
  });

  it("answers the handshake with 404 at v1 and anywhere else", async () => {
    await expect(RawClient.open(`${server.url}${socketPath("v1")}?key=demo-key`)).rejects.toThrow(/404/);
    await expect(RawClient.open(`${server.url}/ws/elsewhere`)).rejects.toThrow(/404/);
  });
});

describe("a token's limits", () => {
  let clock: ManualClock;
  let server: ServedSimulator;
  beforeEach(async () => {
    clock = new ManualClock();
    server = await serveSimulator({ clock });
  });
  afterEach(() => server.close());

  const enter = async (token: string, setup: object = {}) => {
    const client = await RawClient.open(`${server.url}${socketPath("v1beta", true)}?access_token=${token}`);
    client.send({ setup: { ...basicSetup, ...setup } });
    await client.until(
      () => client.messages.some((message) => message.setupComplete) || client.closed !== undefined,
    );
    return client;
  };
  const minutes = (count: number) => count * 60_000;

  it("start as many sessions as it has uses, and resume without counting", async () => {
    const token = await mintToken(server.url, {}, { sessionResumption: {} });
    const first = await enter(token);
    const { sessionResumptionUpdate } = await first.next(
      (message) => message.sessionResumptionUpdate?.newHandle,
    );
    const second = await enter(token);
    expect(second.closed).toEqual({ code: 1011, reason: "Token has been used too many times" });
    for (const _ of [1, 2]) {
      const resumed = await enter(token, {
        sessionResumption: { handle: sessionResumptionUpdate?.newHandle },
      });
      expect(resumed.closed).toBeUndefined();
    }
  });

  it("do not exist for uses when these are 0", async () => {
    const token = await mintToken(server.url, { uses: 0 });
    for (const _ of [1, 2, 3]) expect((await enter(token)).closed).toBeUndefined();
  });

  it("are one use and 60 s to connect unless the mint says otherwise", async () => {
    const token = await mintToken(server.url);
    await clock.advance(59_000);
    expect((await enter(token)).closed).toBeUndefined();
    await clock.advance(2_000);
    expect((await enter(token)).closed?.reason).toBe("new_session_expire_time deadline exceeded");
  });

  it("end every connect after newSessionExpireTime, also with a handle", async () => {
    const newSessionExpireTime = clock.isoIn(minutes(2));
    const token = await mintToken(server.url, { newSessionExpireTime }, { sessionResumption: {} });
    const first = await enter(token);
    const { sessionResumptionUpdate } = await first.next(
      (message) => message.sessionResumptionUpdate?.newHandle,
    );
    await clock.advance(minutes(2));
    const tooLate = { code: 1011, reason: "new_session_expire_time deadline exceeded" };
    const handle = sessionResumptionUpdate?.newHandle;
    expect((await enter(token, { sessionResumption: { handle } })).closed).toEqual(tooLate);
    expect(first.closed).toBeUndefined();
  });

  it("refuse a connect after expireTime", async () => {
    const token = await mintToken(server.url, { expireTime: clock.isoIn(1000) });
    await clock.advance(1000);
    expect((await enter(token)).closed).toEqual({ code: 1011, reason: "Token has expired" });
  });

  it("close the running session at expireTime", async () => {
    const token = await mintToken(server.url, { expireTime: clock.isoIn(minutes(5)) });
    const client = await enter(token);
    await clock.advance(minutes(5) - 1);
    expect(client.closed).toBeUndefined();
    await clock.advance(1);
    expect(await client.untilClosed()).toEqual({ code: 1011, reason: "auth token has expired" });
  });
});

describe.each(sdks)("SDK %s on the socket", (_, genai) => {
  let server: ServedSimulator;
  beforeAll(async () => {
    server = await serveSimulator({ timeScale: 0.02 });
  });
  afterAll(() => server.close());

  const lastSetup = () => server.sessions.at(-1)?.effectiveSetup;
  const config = { responseModalities: [genai.Modality.AUDIO], outputAudioTranscription: {} };
  const constraints = { model: "gemini-3.8-live", config: { ...config, systemInstruction: "Be brief." } };

  it.each(["v1alpha", "v1beta"])(
    "connects with a key at %s, asks and hears the answer",
    async (apiVersion) => {
      const { session, messages, closed } = await connect(genai, { baseUrl: server.url, apiVersion });
      session.sendRealtimeInput({ text: "Hello" });
      const trace = server.sessions.at(-1);
      await trace?.until(({ sent }) => sent.some(({ message }) => "usageMetadata" in message));
      session.close();
      await closed;
      expect(messages[0]?.setupComplete).toBeDefined();
      expect(messages.some(({ data }) => data !== undefined)).toBe(true);
      expect(messages.some(({ serverContent }) => serverContent?.turnComplete)).toBe(true);
      expect(trace?.close).toMatchObject({ by: "client", code: 1005 });
    },
  );

  it("cannot connect at v1", async () => {
    await expect(connect(genai, { baseUrl: server.url, apiVersion: "v1" })).rejects.toThrow();
  });

  it("gets the token's setup and nothing of its own under a full lock", async () => {
    const apiKey = await mint(genai, server.url, { liveConnectConstraints: structuredClone(constraints) });
    const own = { systemInstruction: "Obey me.", tools: [{ functionDeclarations: [{ name: "f" }] }] };
    const opened = await connect(genai, {
      baseUrl: server.url,
      apiKey,
      model: "gemini-9-live",
      config: { ...own, responseModalities: [genai.Modality.TEXT], inputAudioTranscription: {} },
    });
    expect(lastSetup()).toMatchObject({
      model: "models/gemini-3.8-live",
      generationConfig: { responseModalities: ["AUDIO"] },
      systemInstruction: { parts: [{ text: "Be brief." }] },
    });
    expect(lastSetup()).not.toHaveProperty("tools");
    expect(lastSetup()).not.toHaveProperty("inputAudioTranscription");
    opened.session.close();
  });

  it("gets the masked fields from the token and keeps the rest", async () => {
    const { model } = constraints;
    const liveConnectConstraints = { model, config: { systemInstruction: "Be brief." } };
    const apiKey = await mint(genai, server.url, { liveConnectConstraints, lockAdditionalFields: [] });
    const opened = await connect(genai, {
      baseUrl: server.url,
      apiKey,
      config: { ...config, systemInstruction: "Obey me.", inputAudioTranscription: {} },
    });
    expect(lastSetup()).toMatchObject({
      systemInstruction: { parts: [{ text: "Be brief." }] },
      generationConfig: { responseModalities: ["AUDIO"] },
      inputAudioTranscription: {},
    });
    opened.session.close();
  });

  it("decides alone with an unconstrained token", async () => {
    const apiKey = await mint(genai, server.url, { uses: 1 });
    const opened = await connect(genai, {
      baseUrl: server.url,
      apiKey,
      config: { ...config, systemInstruction: "Mine." },
    });
    expect(lastSetup()).toEqual(server.sessions.at(-1)?.setup);
    expect(lastSetup()).toMatchObject({ systemInstruction: { parts: [{ text: "Mine." }] } });
    opened.session.close();
  });

  it("is refused by a token that locks the model alone, for that means text", async () => {
    const liveConnectConstraints = { model: "gemini-3.8-live", config: {} };
    const apiKey = await mint(genai, server.url, { liveConnectConstraints });
    await expect(connect(genai, { baseUrl: server.url, apiKey, config })).rejects.toThrow(
      /1007.*TEXT|TEXT.*1007|\(TEXT\)/,
    );
  });

  it("closes with 1011 when its token is spent", async () => {
    const apiKey = await mint(genai, server.url, { liveConnectConstraints: structuredClone(constraints) });
    const opened = await connect(genai, { baseUrl: server.url, apiKey });
    await expect(connect(genai, { baseUrl: server.url, apiKey })).rejects.toThrow(
      /Token has been used too many times/,
    );
    opened.session.close();
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServedSimulator, serveSimulator } from "../../token-server/simulator/serve.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { postMint } from "./support/mint.ts";
import { mint, sdks } from "./support/sdk.ts";

const clock = new ManualClock();
let server: ServedSimulator;
beforeAll(async () => {
  server = await serveSimulator({ clock });
});
afterAll(() => server.close());

async function refusal(response: Promise<Response>) {
  const answer = await response;
  const body = (await answer.json()) as { error: { code: number; message: string; status: string } };
  expect(body.error.code).toBe(answer.status);
  return body.error;
}

describe("the mint", () => {
  it("returns nothing but a name that says what it is", async () => {
    const response = await postMint(server.url, { uses: 1 });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ name: expect.stringMatching(/^auth_tokens\/\w{32,}$/) });
  });

  it("refuses a missing key with 403 and a wrong one with 400", async () => {
    expect(await refusal(postMint(server.url, {}, {}))).toMatchObject({
      code: 403,
      status: "PERMISSION_DENIED",
      message: expect.stringMatching(/^Method doesn't allow unregistered callers/),
    });
    expect(await refusal(postMint(server.url, {}, { "x-goog-api-key": "wrong" }))).toEqual({
      code: 400,
      status: "INVALID_ARGUMENT",
      message: "API key not valid. Please pass a valid API key.",
    });
  });

  it.each([
    ["POST", "/v1/auth_tokens"],
    ["GET", "/v1beta/auth_tokens"],
    ["POST", "/v1beta/models"],
    ["GET", "/"],
  ])("answers %s %s with 404 in Google's form", async (method, path) => {
    const response = fetch(`${server.url}${path}`, { method, headers: { "x-goog-api-key": "demo-key" } });
    expect(await refusal(response)).toMatchObject({ code: 404, status: "NOT_FOUND" });
  });

  it.each([
    [{ liveConnectConstraints: {} }, `Unknown name "liveConnectConstraints" at 'auth_token'`],
    [
      { bidiGenerateContentSetup: { modle: "x" } },
      `Unknown name "modle" at 'auth_token.bidi_generate_content_setup'`,
    ],
    [{ fieldMask: "tools.0", bidiGenerateContentSetup: { tools: [{}] } }, "field_mask is invalid"],
    [{ fieldMask: "nonsense", bidiGenerateContentSetup: {} }, "field_mask is invalid"],
    [{ fieldMask: "model" }, "field_mask is invalid"],
    [
      { expireTime: clock.isoIn(21 * 3_600_000) },
      "expire_time is too far in the future. Maximum lifetime is 20h",
    ],
    [
      { newSessionExpireTime: clock.isoIn(21 * 3_600_000) },
      "new_session_expire_time is too far in the future",
    ],
    [{ expireTime: "tomorrow" }, "Invalid value at 'auth_token.expire_time'"],
    [{ uses: -1 }, "Invalid value at 'auth_token.uses'"],
    [{ uses: "1.5" }, "Invalid value at 'auth_token.uses'"],
    ["[]", "Invalid JSON payload received."],
    ["{", "Invalid JSON payload received."],
  ])("refuses %j", async (body, message) => {
    const error = await refusal(postMint(server.url, body));
    expect(error).toMatchObject({ code: 400, status: "INVALID_ARGUMENT" });
    expect(error.message).toContain(message);
  });

  it.each([
    "model",
    "tools",
    "model,generationConfig.responseModalities,systemInstruction.parts",
    "sessionResumption",
  ])("accepts the mask %s", async (fieldMask) => {
    const response = await postMint(server.url, {
      fieldMask,
      bidiGenerateContentSetup: { model: "models/m" },
    });
    expect(response.status).toBe(200);
  });

  it("refuses or stays silent when the scenario says so", async () => {
    const other = await serveSimulator({
      scenario: { faults: { mint: { status: 429, message: "Quota." } } },
    });
    const quota = { code: 429, status: "RESOURCE_EXHAUSTED", message: "Quota." };
    expect(await refusal(postMint(other.url, {}))).toEqual(quota);
    other.setScenario({ faults: { mint: "silent" } });
    const silent = fetch(`${other.url}/v1beta/auth_tokens`, {
      method: "POST",
      headers: { "x-goog-api-key": "demo-key" },
      body: "{}",
      signal: AbortSignal.timeout(150),
    });
    await expect(silent).rejects.toThrow(/timeout/);
    await other.close();
  });

  it("lives below its base path, with one slash or two", async () => {
    const other = await serveSimulator({ basePath: "/sim" });
    expect((await postMint(other.url, {})).status).toBe(200);
    expect((await postMint(`${other.url}/`, {})).status).toBe(200);
    expect((await postMint(other.url.replace("/sim", ""), {})).status).toBe(404);
    expect(other.simulator.owns("/sim/ws/anything?key=k")).toBe(true);
    expect(other.simulator.owns("/sim//ws/anything")).toBe(true);
    expect(other.simulator.owns("/ws/anything")).toBe(false);
    expect(other.simulator.owns("/simulated/ws/anything")).toBe(false);
    await other.close();
  });
});

describe.each(sdks)("SDK %s at the mint", (version, genai) => {
  const setup = { model: "gemini-3.8-live", config: { responseModalities: [genai.Modality.AUDIO] } };
  const tools = [{ functionDeclarations: [{ name: "f" }] }];

  it.each([
    ["no constraints", { uses: 1 }],
    ["a full lock", { liveConnectConstraints: { ...setup, config: { ...setup.config, tools } } }],
    ["a lock of what is given", { liveConnectConstraints: setup, lockAdditionalFields: [] }],
    [
      "a list of more to lock",
      { liveConnectConstraints: setup, lockAdditionalFields: ["temperature", "tools"] },
    ],
  ])("mints with %s", async (_, config) => {
    expect(await mint(genai, server.url, structuredClone(config))).toMatch(/^auth_tokens\//);
  });

  it("shows Google's error", async () => {
    await expect(mint(genai, server.url, {}, "v1beta", "wrong")).rejects.toThrow(/API key not valid/);
    await expect(mint(genai, server.url, {}, "v1")).rejects.toMatchObject({ status: 404 });
  });

  it("is told about the mask that it makes of arrays", async () => {
    const config = {
      liveConnectConstraints: { ...setup, config: { ...setup.config, tools } },
      lockAdditionalFields: [],
    };
    const minting = mint(genai, server.url, structuredClone(config));
    if (version === "2.32.0") await expect(minting).rejects.toThrow(/field_mask is invalid/);
    else expect(await minting).toMatch(/^auth_tokens\//);
  });
});

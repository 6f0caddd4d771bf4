import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isLoopback, loadVariables, readEnv, requireAccessCode, StartError } from "../../token-server/env.ts";
import { models } from "../../web/core/live/models.ts";

describe("readEnv", () => {
  it("has a default for everything, which is demo mode on this machine only", () => {
    expect(readEnv({})).toEqual({
      apiKey: undefined,
      baseUrl: "https://generativelanguage.googleapis.com",
      apiVersion: "v1beta",
      models: models.map((model) => model.id),
      host: "127.0.0.1",
      port: 8787,
      allowedOrigins: [],
      allowedToolOrigins: [],
      accessCode: undefined,
      tokenLifetimeSeconds: 1800,
      tokenStartSeconds: 120,
      tokensPerMinute: 120,
      tokensPerMinutePerAddress: 30,
    });
  });

  it("reads every variable", () => {
    const env = readEnv({
      GEMINI_API_KEY: " key ",
      GEMINI_BASE_URL: "http://127.0.0.1:9000/sim/",
      GEMINI_API_VERSION: "v1alpha",
      GEMINI_MODELS: "gemini-3.8-live, gemini-9-live",
      HOST: "0.0.0.0",
      PORT: "0",
      ALLOWED_ORIGINS: "https://talk.example.com,http://localhost:3000",
      ALLOWED_TOOL_ORIGINS: "https://api.example.com",
      ACCESS_CODE: "open-sesame",
      TOKEN_LIFETIME_SECONDS: "3600",
      TOKEN_START_SECONDS: "60",
      TOKENS_PER_MINUTE: "5",
      TOKENS_PER_MINUTE_PER_ADDRESS: "2",
    });
    expect(env).toEqual({
      apiKey: "key",
      baseUrl: "http://127.0.0.1:9000/sim",
      apiVersion: "v1alpha",
      models: ["gemini-3.8-live", "gemini-9-live"],
      host: "0.0.0.0",
      port: 0,
      allowedOrigins: ["https://talk.example.com", "http://localhost:3000"],
      allowedToolOrigins: ["https://api.example.com"],
      accessCode: "open-sesame",
      tokenLifetimeSeconds: 3600,
      tokenStartSeconds: 60,
      tokensPerMinute: 5,
      tokensPerMinutePerAddress: 2,
    });
  });

  it("takes an empty variable for one that is not set", () => {
    expect(readEnv({ GEMINI_API_KEY: "", ACCESS_CODE: " ", PORT: "" })).toEqual(readEnv({}));
  });

  it.each([
    ["GEMINI_API_KEY", "two words"],
    ["GEMINI_BASE_URL", "generativelanguage.googleapis.com"],
    ["GEMINI_BASE_URL", "ftp://example.com"],
    ["GEMINI_BASE_URL", "https://example.com/?a=b"],
    ["GEMINI_BASE_URL", "https://user:pass@example.com"],
    ["GEMINI_API_VERSION", "v1"],
    ["GEMINI_MODELS", ","],
    ["GEMINI_MODELS", "models/gemini-3.8-live"],
    ["GEMINI_MODELS", "a..b"],
    ["HOST", "no host"],
    ["HOST", "http://127.0.0.1"],
    ["PORT", "http"],
    ["PORT", "-1"],
    ["PORT", "65536"],
    ["PORT", "80.5"],
    ["ALLOWED_ORIGINS", "talk.example.com"],
    ["ALLOWED_ORIGINS", "https://talk.example.com/"],
    ["ALLOWED_ORIGINS", "*"],
    ["ALLOWED_ORIGINS", "null"],
    ["ALLOWED_TOOL_ORIGINS", "https://api.example.com; script-src *"],
    ["ACCESS_CODE", "schlüssel"],
    ["TOKEN_LIFETIME_SECONDS", "59"],
    ["TOKEN_LIFETIME_SECONDS", "72000"],
    ["TOKEN_START_SECONDS", "1 minute"],
    ["TOKENS_PER_MINUTE", "0"],
    ["TOKENS_PER_MINUTE_PER_ADDRESS", "many"],
  ])("stops at %s=%s with one sentence that names it and not its value", (name, value) => {
    const message = failure(() => readEnv({ [name]: value }));
    expect(message).toMatch(new RegExp(`^${name} must be [^.]+(\\.[^ ]+[^.]*)*\\.$`));
    expect(message).not.toContain(value.length > 2 ? value : "\n");
  });

  it("does not let a token's start be later than its end", () => {
    expect(failure(() => readEnv({ TOKEN_START_SECONDS: "120", TOKEN_LIFETIME_SECONDS: "60" }))).toContain(
      "TOKEN_START_SECONDS",
    );
  });
});

describe("a real key", () => {
  it.each(["0.0.0.0", "::", "192.168.1.5", "parley.example.com"])(
    "is not served on %s without a code",
    (HOST) => {
      expect(failure(() => readEnv({ GEMINI_API_KEY: "key", HOST }))).toMatch(/HOST .* set ACCESS_CODE/);
    },
  );

  it("is served to others with a code, and to this machine without", () => {
    expect(readEnv({ GEMINI_API_KEY: "key", HOST: "0.0.0.0", ACCESS_CODE: "c" }).host).toBe("0.0.0.0");
    for (const HOST of ["127.0.0.1", "127.1.2.3", "localhost", "::1"]) {
      expect(readEnv({ GEMINI_API_KEY: "key", HOST }).host).toBe(HOST);
    }
  });

  it("is checked against the address that is really bound", () => {
    const env = readEnv({ GEMINI_API_KEY: "key" });
    expect(() => requireAccessCode(env, "localhost")).not.toThrow();
    expect(() => requireAccessCode(env, "0.0.0.0")).toThrow(StartError);
  });

  it("is not needed for demo mode, which anyone may use", () => {
    expect(readEnv({ HOST: "0.0.0.0" }).apiKey).toBeUndefined();
  });
});

describe("isLoopback", () => {
  it("is not fooled by names that begin like an address", () => {
    expect(["127.0.0.1.evil.com", "localhost.evil.com", "0.0.0.0", "128.0.0.1"].map(isLoopback)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(["[::1]", "LOCALHOST", "app.localhost"].map(isLoopback)).toEqual([true, true, true]);
  });
});

describe("loadVariables", () => {
  it("puts .env under what is set already", () => {
    const folder = mkdtempSync(join(tmpdir(), "parley-env-"));
    try {
      expect(loadVariables(folder, { PORT: "1" })).toEqual({ PORT: "1" });
      writeFileSync(join(folder, ".env"), '# a comment\nPORT=2\nACCESS_CODE="from file"\n');
      expect(loadVariables(folder, { PORT: "1" })).toEqual({ PORT: "1", ACCESS_CODE: "from file" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function failure(start: () => unknown): string {
  try {
    start();
  } catch (error) {
    if (error instanceof StartError) return error.message;
    throw error;
  }
  throw new Error("It started.");
}

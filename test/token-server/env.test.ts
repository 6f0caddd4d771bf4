import { describe, expect, it } from "vitest";
import { isLoopback, readEnv, requireAdmission, StartError } from "../../token-server/env.ts";
import { models } from "../../web/core/live/models.ts";
import { failure } from "./start-failure.ts";

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
      accessCodes: [],
      signIn: undefined,
      allowAnonymous: false,
      proxies: 0,
      connections: { total: 2_000, perAddress: 200 },
      redisUrl: undefined,
      tokenLifetimeSeconds: 1800,
      tokenStartSeconds: 120,
      tokensPerMinute: 120,
      tokensPerMinutePerAddress: 30,
      tokensPerMinutePerUser: 30,
      sessionsPerUser: undefined,
      minutesPerUserPerDay: undefined,
      minutesPerDay: undefined,
      logLevel: "warn",
      metricsToken: undefined,
      agentsFile: undefined,
      allowOwnAgents: false,
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
      ACCESS_CODE: "open-sesame, another",
      AUTH_JWKS_URL: "https://id.example.com/.well-known/openid-configuration",
      AUTH_AUDIENCE: "parley",
      AUTH_ISSUER: "https://id.example.com",
      ALLOW_ANONYMOUS: "true",
      TRUST_PROXY: "1",
      CONNECTIONS: "300",
      CONNECTIONS_PER_ADDRESS: "20",
      REDIS_URL: "redis://:secret@redis:6379/1",
      TOKEN_LIFETIME_SECONDS: "3600",
      TOKEN_START_SECONDS: "60",
      TOKENS_PER_MINUTE: "5",
      TOKENS_PER_MINUTE_PER_ADDRESS: "2",
      TOKENS_PER_MINUTE_PER_USER: "3",
      SESSIONS_PER_USER: "4",
      MINUTES_PER_USER_PER_DAY: "60",
      MINUTES_PER_DAY: "600",
      LOG_LEVEL: "error",
      METRICS_TOKEN: "numbers",
      AGENTS_FILE: "/etc/parley/agents.json",
      ALLOW_OWN_AGENTS: "true",
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
      accessCodes: ["open-sesame", "another"],
      signIn: {
        url: "https://id.example.com/.well-known/openid-configuration",
        audience: "parley",
        issuer: "https://id.example.com",
      },
      allowAnonymous: true,
      proxies: 1,
      connections: { total: 300, perAddress: Number.POSITIVE_INFINITY },
      redisUrl: "redis://:secret@redis:6379/1",
      tokenLifetimeSeconds: 3600,
      tokenStartSeconds: 60,
      tokensPerMinute: 5,
      tokensPerMinutePerAddress: 2,
      tokensPerMinutePerUser: 3,
      sessionsPerUser: 4,
      minutesPerUserPerDay: 60,
      minutesPerDay: 600,
      logLevel: "error",
      metricsToken: "numbers",
      agentsFile: "/etc/parley/agents.json",
      allowOwnAgents: true,
    });
  });

  it("limits the connections of one address where no proxy stands before the server", () => {
    const variables = { CONNECTIONS_PER_ADDRESS: "20" };
    expect(readEnv(variables).connections.perAddress).toBe(20);
    expect(readEnv({ ...variables, TRUST_PROXY: "1" }).connections.perAddress).toBe(Number.POSITIVE_INFINITY);
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
    ["ACCESS_CODE", ","],
    ["AUTH_JWKS_URL", "http://id.example.com/keys"],
    ["AUTH_JWKS_URL", "id.example.com"],
    ["AUTH_AUDIENCE", "two words"],
    ["ALLOW_ANONYMOUS", "yes"],
    ["TRUST_PROXY", "11"],
    ["TRUST_PROXY", "true"],
    ["REDIS_URL", "http://redis:6379"],
    ["SESSIONS_PER_USER", "0"],
    ["MINUTES_PER_USER_PER_DAY", "1.5"],
    ["MINUTES_PER_DAY", "none"],
    ["TOKENS_PER_MINUTE_PER_USER", "0"],
    ["TOKEN_LIFETIME_SECONDS", "59"],
    ["TOKEN_LIFETIME_SECONDS", "72000"],
    ["TOKEN_START_SECONDS", "1 minute"],
    ["TOKENS_PER_MINUTE", "0"],
    ["TOKENS_PER_MINUTE_PER_ADDRESS", "many"],
    ["LOG_LEVEL", "loud"],
    ["METRICS_TOKEN", "two words"],
    ["ALLOW_OWN_AGENTS", "perhaps"],
  ])("stops at %s=%s with one sentence that names it and not its value", (name, value) => {
    const message = failure(() => readEnv({ [name]: value }));
    expect(message).toMatch(new RegExp(`^${name} must be [^.]+(\\.[^ ]+[^.]*)*\\.$`));
    expect(message).not.toContain(value.length > 2 ? value : "\n");
  });

  it("takes the address of a sign-in service together with an audience only", () => {
    for (const variables of [{ AUTH_JWKS_URL: "https://id.example.com/keys" }, { AUTH_AUDIENCE: "parley" }])
      expect(failure(() => readEnv(variables))).toBe("AUTH_JWKS_URL and AUTH_AUDIENCE must be set together.");
  });

  it("does not let a token's start be later than its end", () => {
    expect(failure(() => readEnv({ TOKEN_START_SECONDS: "120", TOKEN_LIFETIME_SECONDS: "60" }))).toContain(
      "TOKEN_START_SECONDS",
    );
  });
});

describe("the log", () => {
  it("tells of every request where others reach the server, and of trouble only on a developer's machine", () => {
    const levels = ["127.0.0.1", "0.0.0.0"].map((HOST) => readEnv({ HOST }).logLevel);
    expect(levels).toEqual(["warn", "info"]);
  });
});

describe("a real key", () => {
  it.each(["0.0.0.0", "::", "192.168.1.5", "parley.example.com"])(
    "is not served on %s without a code",
    (HOST) => {
      expect(failure(() => readEnv({ GEMINI_API_KEY: "key", HOST }))).toMatch(/HOST .* set ACCESS_CODE/);
    },
  );

  it("is not served through a proxy without a code either", () => {
    expect(failure(() => readEnv({ GEMINI_API_KEY: "key", TRUST_PROXY: "1" }))).toMatch(/^TRUST_PROXY lets/);
  });

  it("is served to others with a sign-in, or to everybody on purpose", () => {
    const signIn = { AUTH_JWKS_URL: "https://id.example.com/keys", AUTH_AUDIENCE: "parley" };
    for (const variables of [signIn, { ALLOW_ANONYMOUS: "true" }])
      expect(readEnv({ GEMINI_API_KEY: "key", HOST: "0.0.0.0", ...variables }).host).toBe("0.0.0.0");
  });

  it("is served to others with a code, and to this machine without", () => {
    expect(readEnv({ GEMINI_API_KEY: "key", HOST: "0.0.0.0", ACCESS_CODE: "c" }).host).toBe("0.0.0.0");
    for (const HOST of ["127.0.0.1", "127.1.2.3", "localhost", "::1"]) {
      expect(readEnv({ GEMINI_API_KEY: "key", HOST }).host).toBe(HOST);
    }
  });

  it("is checked against the address that is really bound", () => {
    const env = readEnv({ GEMINI_API_KEY: "key" });
    expect(() => requireAdmission(env, "localhost")).not.toThrow();
    expect(() => requireAdmission(env, "0.0.0.0")).toThrow(StartError);
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

import { createAdmission } from "../../token-server/admission.ts";
import { type AppDeps, createApp } from "../../token-server/app.ts";
import { memoryCounters } from "../../token-server/counters.ts";
import { createLimits, type LimitRules, type Limits } from "../../token-server/limits.ts";
import type { MintedToken } from "../../token-server/mint.ts";
import { type AcceptedRequest, createPolicy } from "../../token-server/policy.ts";
import { models } from "../../web/core/live/models.ts";
import { voices } from "../../web/core/live/voices.ts";
import { FakeLog } from "../fakes/fake-log.ts";

export const origin = "http://localhost:8787";

const mintedToken: MintedToken = {
  token: "auth_tokens/minted",
  expiresAt: "2026-11-20T12:30:00.000Z",
  newSessionExpiresAt: "2026-11-20T12:02:00.000Z",
};

/** Nobody reaches them. */
export const generous: LimitRules = {
  tokensPerMinute: 1_000,
  tokensPerMinutePerAddress: 1_000,
  tokensPerMinutePerUser: 1_000,
  sessionsPerUser: undefined,
  minutesPerUserPerDay: undefined,
  minutesPerDay: undefined,
  tokenLifetimeSeconds: 1_800,
};

/** Limits that nobody reaches, except for these; counted in memory. */
export function testLimits(rules: Partial<LimitRules> = {}): Limits {
  return createLimits({ ...generous, ...rules }, memoryCounters());
}

/** An app whose mint remembers what it was asked for. @param accessCode that it asks for */
export function testApp({
  accessCode,
  ...overrides
}: Partial<AppDeps> & { accessCode?: string | undefined } = {}) {
  const accessCodes = accessCode === undefined ? [] : [accessCode];
  const minted: AcceptedRequest[] = [];
  const log = new FakeLog();
  const ids = models.map((model) => model.id);
  const app = createApp({
    config: {
      mode: "gemini",
      models: ids,
      defaultModel: "gemini-3.8-live",
      voices: voices.map((voice) => voice.name),
      baseUrl: "https://live.example.com",
      apiVersion: "v1beta",
      accessCodeRequired: accessCode !== undefined,
    },
    version: "1.2.3",
    tools: [{ name: "end_call", description: "Hangs up." }],
    mint: async (request) => {
      minted.push(request);
      return mintedToken;
    },
    policy: createPolicy(ids, "gemini-3.8-live"),
    limits: testLimits(),
    origins: { allowedOrigins: ["https://talk.example.com"], loopbackOnly: true },
    admit: createAdmission({ accessCodes, signIn: undefined }),
    proxies: 0,
    toolOrigins: ["https://tools.example.com"],
    addressOf: (context) => context.req.header("Test-Address") ?? "127.0.0.1",
    log,
    ...overrides,
  });

  /** Asks for a token as the app's own page does, with what is given changed; a header of "" is left out. */
  const ask = (body: unknown = {}, changed: Readonly<Record<string, string>> = {}) => {
    const wanted = { Origin: origin, "Content-Type": "application/json", ...changed };
    const headers = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== ""));
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return app.request(`${origin}/api/token`, { method: "POST", headers, body: text });
  };

  return { app, ask, minted, log };
}

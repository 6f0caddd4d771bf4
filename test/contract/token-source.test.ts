import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { afterEach, describe, expect, it } from "vitest";
import { MintError, type MintToken } from "../../token-server/mint.ts";
import { createPolicy } from "../../token-server/policy.ts";
import { ProblemError } from "../../token-server/problems.ts";
import { HttpTokenSource } from "../../web/adapters/http-token-source.ts";
import { TokenError } from "../../web/core/errors.ts";
import { fakeTokenService, type ScriptedAnswer } from "../fakes/fake-token-service.ts";
import { FakeTokenSource } from "../fakes/fake-token-source.ts";
import { testApp, testLimits } from "../token-server/test-app.ts";
import {
  describeTokenSource,
  type PlannedReason,
  rejection,
  type TokenSourceDriver,
} from "./token-source.ts";

describeTokenSource("FakeTokenSource", async () => {
  const source = new FakeTokenSource();
  return {
    source,
    accessCode: "code",
    plan(plan) {
      source.silent = plan.type === "silence";
      source.failure = plan.type === "refuse" ? failureFor(plan.reason) : undefined;
    },
    accepted: () => source.requests.map(({ request }) => request),
    close: async () => {},
  };
});

function failureFor(reason: PlannedReason): TokenError {
  return new TokenError(reason, {
    ...(reason === "rate-limited" ? { retryAfterMs: 1000 } : {}),
    ...(reason === "rejected" ? { detail: "model must be another." } : {}),
  });
}

describeTokenSource("HttpTokenSource on the real app", async () => {
  let planned: Parameters<typeof testApp>[0] = {};
  const minted: Parameters<MintToken>[0][] = [];
  const mint: MintToken = async (request) => {
    minted.push(request);
    const at = (ms: number) => new Date(Date.now() + ms).toISOString();
    const token = `auth_tokens/${minted.length}`;
    return { token, expiresAt: at(1_800_000), newSessionExpiresAt: at(120_000) };
  };
  const far = await serve(() => testApp({ mint, accessCode: "code", ...planned }).app);
  return {
    source: new HttpTokenSource({ server: far.address }),
    accessCode: "code",
    plan(plan) {
      planned =
        plan.type === "grant"
          ? {}
          : plan.type === "silence"
            ? { mint: () => new Promise(() => {}) }
            : troubles[plan.reason];
    },
    accepted: () => minted,
    close: far.close,
  } satisfies TokenSourceDriver;
});

/** How the real app comes to refuse for each reason. */
const troubles: Readonly<Record<PlannedReason, Parameters<typeof testApp>[0]>> = {
  "access-code": { accessCode: "another" },
  "sign-in": { admit: () => Promise.reject(new ProblemError("sign-in", "Sign in.")) },
  "used-up": { limits: testLimits({ minutesPerDay: 1 }) },
  // Without a code, a program that states no origin is a stranger.
  refused: { accessCode: undefined },
  rejected: { policy: (body) => createPolicy(["x"], "x")({ ...(body as object), model: "y" }) },
  "rate-limited": { limits: testLimits({ tokensPerMinutePerAddress: 0 }) },
  "upstream-refused": { mint: () => Promise.reject(new MintError("refused", 400)) },
  "upstream-silent": { mint: () => Promise.reject(new MintError("silent")) },
  unavailable: { mint: () => Promise.reject(new MintError("unavailable", 503)) },
};

/** Serves whatever app there is at the time of each request. */
async function serve(app: () => Hono) {
  const server = createServer(getRequestListener((request) => app().fetch(request)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

describe("HttpTokenSource", () => {
  let closing: (() => Promise<void>) | undefined;
  afterEach(async () => {
    await closing?.();
    closing = undefined;
  });
  const never = new AbortController().signal;

  async function sourceOf(answer: ScriptedAnswer, timeoutMs = 5000) {
    const service = await fakeTokenService(answer);
    closing = service.close;
    return { source: new HttpTokenSource({ server: service.address, timeoutMs }), service };
  }

  const token = {
    token: "auth_tokens/very-secret",
    expiresAt: "2026-11-20T12:30:00.000Z",
    newSessionExpiresAt: "2026-11-20T12:02:00.000Z",
    model: "m",
    apiVersion: "v1beta",
    baseUrl: "/sim",
  };

  it("sends the access code in its own header, and none when there is none", async () => {
    const { source, service } = await sourceOf({ status: 200, body: JSON.stringify(token) });
    expect(await source.mint({ voice: "Kore" }, "code", never)).toEqual(token);
    await source.mint({}, undefined, never);
    expect(service.requests.map(({ headers }) => headers["x-access-code"])).toEqual(["code", undefined]);
    expect(service.requests[0]).toMatchObject({
      method: "POST",
      path: "/api/token",
      body: { voice: "Kore" },
    });
  });

  it.each([
    ["no JSON", `{"token":"auth_tokens/very-secret`],
    ["no object", "[]"],
    ["nothing", "null"],
    ["no token", JSON.stringify({ ...token, token: undefined })],
    ["an empty token", JSON.stringify({ ...token, token: "" })],
    ["a token that is no text", JSON.stringify({ ...token, token: 1 })],
    ["no address", JSON.stringify({ ...token, baseUrl: undefined })],
    ["an API version nobody knows", JSON.stringify({ ...token, apiVersion: "v1" })],
  ])("takes an answer with %s for malformed, without repeating it", async (_what, body) => {
    const { source } = await sourceOf({ status: 200, body });
    const error = await rejection(source.mint({}, undefined, never));
    expect(error).toMatchObject({ reason: "malformed" });
    expect(error).not.toHaveProperty("cause");
  });

  it("takes a config of another shape for malformed", async () => {
    const { source } = await sourceOf({ status: 200, body: `{"mode":"other"}` });
    expect(await rejection(source.config(never))).toMatchObject({ reason: "malformed" });
  });

  it.each([
    [404, "malformed"],
    [400, "rejected"],
    [500, "unavailable"],
    [502, "unavailable"],
    [503, "unavailable"],
    [504, "unavailable"],
  ])("goes by the status %i when a proxy answers in its own words", async (status, reason) => {
    const { source } = await sourceOf({ status, body: "<h1>proxy</h1>" });
    const error = await rejection(source.mint({}, undefined, never));
    expect(error).toMatchObject({ reason, detail: undefined });
  });

  it("gives up on a silent server, which is not an abort", async () => {
    const { source } = await sourceOf("silence", 30);
    expect(await rejection(source.mint({}, undefined, never))).toMatchObject({ reason: "unreachable" });
  });

  it("says that there is no server", async () => {
    const { source, service } = await sourceOf("silence");
    await service.close();
    closing = undefined;
    expect(await rejection(source.config(never))).toMatchObject({ reason: "unreachable" });
  });
});

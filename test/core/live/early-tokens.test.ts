import { beforeEach, describe, expect, it } from "vitest";
import { TokenError } from "../../../web/core/errors.ts";
import { EarlyTokens } from "../../../web/core/live/early-tokens.ts";
import type { SessionRequest } from "../../../web/core/live/session-request.ts";
import type { TokenResponse } from "../../../web/core/live/token-contract.ts";

const wanted: SessionRequest = { voice: "Kore" };
const { signal } = new AbortController();

let asked: { readonly request: SessionRequest; readonly accessCode: string | undefined }[];
let nowMs: number;
let refusal: TokenError | undefined;
let early: EarlyTokens;

beforeEach(() => {
  asked = [];
  nowMs = 1_000;
  refusal = undefined;
  early = new EarlyTokens({ mint }, { now: () => nowMs });
});

async function mint(request: SessionRequest, accessCode: string | undefined): Promise<TokenResponse> {
  asked.push({ request, accessCode });
  if (refusal !== undefined) throw refusal;
  const times = { expiresAt: "2026-01-01T00:30:00Z", newSessionExpiresAt: "2026-01-01T00:02:00Z" };
  return { token: `auth_tokens/${asked.length}`, ...times, model: "m", apiVersion: "v1alpha", baseUrl: "/" };
}

const taken = async (request: SessionRequest, code?: string) =>
  (await early.take(request, code, signal)).token;

describe("EarlyTokens", () => {
  it("gives the token that was begun for the same request", async () => {
    early.begin(wanted, "code");
    expect(await taken({ ...wanted }, "code")).toBe("auth_tokens/1");
    expect(asked).toEqual([{ request: wanted, accessCode: "code" }]);
  });

  it("gives each token once", async () => {
    early.begin(wanted, undefined);
    expect(await taken(wanted)).toBe("auth_tokens/1");
    expect(await taken(wanted)).toBe("auth_tokens/2");
  });

  it("mints for a request that nothing was begun for", async () => {
    expect(await taken(wanted)).toBe("auth_tokens/1");
  });

  it.each<[string, SessionRequest, string | undefined]>([
    ["request", { ...wanted, handle: "h" }, "code"],
    ["access code", wanted, "other"],
  ])("mints anew for another %s", async (_what, request, code) => {
    early.begin(wanted, "code");
    expect(await taken(request, code)).toBe("auth_tokens/2");
    expect(asked[1]).toEqual({ request, accessCode: code });
  });

  it("mints anew after 8 s, in which the first one may have gone stale", async () => {
    early.begin(wanted, undefined);
    nowMs += 7_999;
    expect(await taken(wanted)).toBe("auth_tokens/1");
    early.begin(wanted, undefined);
    nowMs += 8_000;
    expect(await taken(wanted)).toBe("auth_tokens/3");
  });

  it("tells a refusal to the connect, which may try again", async () => {
    refusal = new TokenError("refused");
    early.begin(wanted, undefined);
    await expect(early.take(wanted, undefined, signal)).rejects.toBe(refusal);
    refusal = undefined;
    expect(await taken(wanted)).toBe("auth_tokens/2");
  });
});

import { describe, expect, it } from "vitest";
import { retryAfter } from "../../../web/core/call/reconnect.ts";
import { type CallError, MicrophoneError, SessionError, TokenError } from "../../../web/core/errors.ts";

const lost = new SessionError("closed", { code: 1006, serviceReason: "" });

function closed(code: number, serviceReason: string): CallError {
  return new SessionError("closed", { code, serviceReason });
}

describe("retryAfter", () => {
  it("tries at once, after half a second, after two seconds, and then stops", () => {
    const delays = [0, 1, 2, 3, 4].map((attempt) => retryAfter({ attempt, elapsedMs: 0, error: lost }));
    expect(delays).toEqual([0, 500, 2_000, undefined, undefined]);
  });

  it("stops when it has taken too long, whatever the attempt", () => {
    expect(retryAfter({ attempt: 1, elapsedMs: 60_000, error: lost })).toBeUndefined();
  });

  it.each([
    [closed(1000, "")],
    [closed(1011, "Deadline expired before operation could complete.")],
    [closed(1011, "Internal error encountered.")],
    [closed(1011, "auth token has expired")],
    [closed(1008, "Operation is not implemented, or supported, or enabled.")],
    [new SessionError("timed-out")],
    [new SessionError("unreachable", { code: 1006 })],
    [new TokenError("unreachable")],
    [new TokenError("unavailable")],
    [new TokenError("upstream-silent")],
  ])("tries again after %s", (error) => {
    expect(retryAfter({ attempt: 0, elapsedMs: 0, error })).toBe(0);
  });

  it.each([
    [closed(1007, "API key not valid. Please pass a valid API key.")],
    [closed(1008, "models/x is not found for API version v1beta")],
    [closed(1011, "You exceeded your current quota, please check your plan")],
    [closed(1008, "BidiGenerateContent session not found")],
    [new SessionError("setup-rejected", { code: 1007, serviceReason: "" })],
    [new TokenError("access-code")],
    [new TokenError("refused")],
    [new TokenError("rejected")],
    [new TokenError("rate-limited")],
    [new TokenError("upstream-refused")],
    [new TokenError("malformed")],
    [new MicrophoneError("lost")],
  ])("never tries again after %s", (error) => {
    expect(retryAfter({ attempt: 0, elapsedMs: 0, error })).toBeUndefined();
  });
});

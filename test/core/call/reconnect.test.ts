import { describe, expect, it } from "vitest";
import { type Loss, remedy } from "../../../web/core/call/reconnect.ts";
import { type CallError, MicrophoneError, SessionError, TokenError } from "../../../web/core/errors.ts";

const gone = new SessionError("closed", { code: 1006, serviceReason: "" });

function closed(code: number, serviceReason: string): SessionError {
  return new SessionError("closed", { code, serviceReason });
}

function refused(code: number, serviceReason: string): SessionError {
  return new SessionError("setup-rejected", { code, serviceReason });
}

const loss = (change: Partial<Loss> = {}): Loss => ({
  attempts: 0,
  elapsedMs: 0,
  error: gone,
  resumed: true,
  shortLives: 0,
  ...change,
});

const connect = (delayMs: number, afresh = false) => ({
  type: "connect",
  delayMs,
  spreadMs: delayMs / 4,
  afresh,
});

describe("remedy", () => {
  it("connects at once, then after 0.5, 2, 8 and 32 s, and gives up after two minutes", () => {
    const delays = [0, 500, 2_000, 8_000, 32_000, 32_000];
    for (const [attempts, delayMs] of delays.entries())
      expect(remedy(loss({ attempts }))).toEqual(connect(delayMs));
    expect(remedy(loss({ attempts: 5, elapsedMs: 88_000 }))).toEqual(connect(32_000));
    expect(remedy(loss({ attempts: 5, elapsedMs: 88_001 }))).toEqual({ type: "too-late" });
  });

  it.each<[CallError]>([
    [closed(1000, "")],
    [closed(1011, "Deadline expired before operation could complete.")],
    [closed(1011, "Internal error encountered.")],
    [closed(1011, "auth token has expired")],
    [closed(1008, "Operation is not implemented, or supported, or enabled.")],
    [refused(1011, "Internal error encountered.")],
    [new SessionError("silent")],
    [new SessionError("timed-out")],
    [new SessionError("unreachable", { code: 1006 })],
    [new TokenError("unreachable")],
    [new TokenError("unavailable")],
    [new TokenError("upstream-silent")],
  ])("goes on from the handle after %s", (error) => {
    expect(remedy(loss({ error }))).toEqual(connect(0));
  });

  it.each<[CallError]>([
    [closed(1007, "API key not valid. Please pass a valid API key.")],
    [closed(1008, "models/x is not found for API version v1beta")],
    [refused(1007, "")],
    [new TokenError("access-code")],
    [new TokenError("refused")],
    [new TokenError("rejected")],
    [new TokenError("upstream-refused")],
    [new TokenError("malformed")],
    [new MicrophoneError("lost")],
  ])("never tries again after %s", (error) => {
    expect(remedy(loss({ error }))).toEqual({ type: "give-up" });
  });

  it.each([
    [refused(1007, "Invalid session handle")],
    [refused(1007, "Request contains an invalid argument.")],
    [refused(1008, "BidiGenerateContent session not found")],
    [closed(1007, "Request contains an invalid argument.")],
  ])("leaves the handle after %s", (error) => {
    expect(remedy(loss({ error }))).toEqual(connect(0, true));
  });

  it("gives up when a setup without a handle is refused as if it had one", () => {
    const error = refused(1007, "Request contains an invalid argument.");
    expect(remedy(loss({ error, resumed: false }))).toEqual({ type: "give-up" });
  });

  it("leaves a handle that is refused with 1011 twice, and one whose sessions die young twice", () => {
    const error = refused(1011, "Internal error encountered.");
    expect(remedy(loss({ error, attempts: 1 }))).toEqual(connect(500));
    expect(remedy(loss({ error, attempts: 2 }))).toEqual(connect(2_000, true));
    expect(remedy(loss({ shortLives: 1, attempts: 1 }))).toEqual(connect(500));
    expect(remedy(loss({ shortLives: 2, attempts: 2 }))).toEqual(connect(2_000, true));
    expect(remedy(loss({ shortLives: 3, attempts: 3, resumed: false }))).toEqual(connect(8_000));
  });

  it("does not loop: five sessions in a row that die young are the end", () => {
    expect(remedy(loss({ shortLives: 5, resumed: false }))).toEqual({ type: "give-up" });
  });

  it("leaves a service alone that is over its limit, and a server as long as it asks", () => {
    const quota = closed(1011, "You exceeded your current quota, please check your plan");
    expect(remedy(loss({ error: quota }))).toMatchObject({ type: "connect", delayMs: 65_000, afresh: false });
    expect(remedy(loss({ error: quota, elapsedMs: 66_000 }))).toEqual({ type: "too-late" });
    const busy = new TokenError("rate-limited", { retryAfterMs: 20_000 });
    expect(remedy(loss({ error: busy }))).toMatchObject({ type: "connect", delayMs: 20_000 });
  });
});

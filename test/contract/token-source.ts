import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TokenError, type TokenReason } from "../../web/core/errors.ts";
import type { SessionRequest } from "../../web/core/live/session-request.ts";
import type { TokenSource } from "../../web/core/ports.ts";

/** What the far end of a TokenSource is told to do from now on. */
export type TokenServerPlan =
  | { readonly type: "grant" }
  | { readonly type: "refuse"; readonly reason: PlannedReason }
  | { readonly type: "silence" };

/** Reasons that the far end itself can give. */
export type PlannedReason = Exclude<TokenReason, "unreachable" | "malformed">;

/** A TokenSource and the hand on its far end. */
export interface TokenSourceDriver {
  readonly source: TokenSource;
  /** A code that the far end takes. */
  readonly accessCode: string;
  plan(plan: TokenServerPlan): void;
  /** Wishes that the far end was asked for and accepted. */
  accepted(): readonly SessionRequest[];
  close(): Promise<void>;
}

/** What every TokenSource does. */
export function describeTokenSource(name: string, createDriver: () => Promise<TokenSourceDriver>): void {
  describe(`TokenSource: ${name}`, () => {
    let driver: TokenSourceDriver;
    beforeEach(async () => {
      driver = await createDriver();
    });
    afterEach(() => driver.close());

    const never = new AbortController().signal;
    const mint = (request: SessionRequest = {}, signal: AbortSignal = never) =>
      driver.source.mint(request, driver.accessCode, signal);

    it("tells what the server offers", async () => {
      const config = await driver.source.config(never);
      expect(config.models).toContain(config.defaultModel);
      expect(config.voices).toContain("Kore");
      expect(config.apiVersion).toBe("v1beta");
      expect(config.baseUrl).not.toBe("");
    });

    it("gives a fresh token each time, for the model that was wished for", async () => {
      const first = await mint();
      const second = await mint({ model: "gemini-3.1-flash-live-preview" });
      expect(first.token).toMatch(/^auth_tokens\//);
      expect(second.token).not.toBe(first.token);
      expect(first.model).toBe((await driver.source.config(never)).defaultModel);
      expect(second.model).toBe("gemini-3.1-flash-live-preview");
      expect(Date.parse(first.newSessionExpiresAt)).toBeLessThan(Date.parse(first.expiresAt));
    });

    it("carries the whole wish", async () => {
      const wish: SessionRequest = {
        voice: "Puck",
        instruction: "Be brief – bitte.",
        tools: [{ name: "end_call", description: "Ends the call." }],
        handle: "handle-1",
      };
      await mint(wish);
      expect(driver.accepted()).toEqual([expect.objectContaining(wish)]);
    });

    it.each<PlannedReason>([
      "access-code",
      "sign-in",
      "used-up",
      "refused",
      "rejected",
      "rate-limited",
      "upstream-refused",
      "upstream-silent",
      "unavailable",
    ])("says that the server refused: %s", async (reason) => {
      driver.plan({ type: "refuse", reason });
      const error = await rejection(mint());
      expect(error).toBeInstanceOf(TokenError);
      expect(error).toMatchObject({ reason });
    });

    it("says how long to wait, where the server does", async () => {
      driver.plan({ type: "refuse", reason: "rate-limited" });
      expect(await rejection(mint())).toMatchObject({ retryAfterMs: expect.any(Number) });
      driver.plan({ type: "refuse", reason: "upstream-refused" });
      expect(await rejection(mint())).toMatchObject({ retryAfterMs: undefined });
    });

    it("repeats the server's sentence about a rejected wish only", async () => {
      driver.plan({ type: "refuse", reason: "rejected" });
      expect(await rejection(mint())).toMatchObject({ detail: expect.stringContaining("model") });
      driver.plan({ type: "refuse", reason: "refused" });
      expect(await rejection(mint())).toMatchObject({ detail: undefined });
    });

    it("gives tokens again after a refusal", async () => {
      driver.plan({ type: "refuse", reason: "unavailable" });
      await rejection(mint());
      driver.plan({ type: "grant" });
      expect((await mint()).token).toMatch(/^auth_tokens\//);
    });

    it("lets an abort through as what it is, before and while the server is asked", async () => {
      const before = AbortSignal.abort();
      expect(await rejection(mint({}, before))).toMatchObject({ name: "AbortError" });
      expect(await rejection(driver.source.config(before))).toMatchObject({ name: "AbortError" });

      driver.plan({ type: "silence" });
      const hangUp = new AbortController();
      const minting = rejection(mint({}, hangUp.signal));
      hangUp.abort();
      expect(await minting).toMatchObject({ name: "AbortError" });
    });
  });
}

/** What a promise is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error("It was not rejected.");
    },
    (error: unknown) => error,
  );
}

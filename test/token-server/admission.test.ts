import { UnsecuredJWT } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAdmission } from "../../token-server/admission.ts";
import type { TokenUse } from "../../token-server/limits.ts";
import { createSigningKeys } from "../../token-server/signing-keys.ts";
import { audience, type SignInProvider, serveSignIn } from "./sign-in-provider.ts";
import { testApp, testLimits } from "./test-app.ts";

let provider: SignInProvider;
let nowMs: number;

beforeEach(async () => {
  nowMs = 0;
  provider = await serveSignIn();
});
afterEach(() => provider.close());

/** An app that knows this provider, and who asked it. */
function app(url = provider.discoveryUrl, accessCodes: readonly string[] = []) {
  const uses: TokenUse[] = [];
  const keys = createSigningKeys({ url, now: () => nowMs, timeoutMs: 60_000 });
  const limits = testLimits();
  const { ask } = testApp({
    admit: createAdmission({ accessCodes, signIn: { keys, audience, issuer: undefined } }),
    limits: {
      ...limits,
      mint: (use) => {
        uses.push(use);
        return limits.mint(use);
      },
    },
  });
  return { uses, ask: (bearer: string, more = {}) => ask({}, { Authorization: bearer, ...more }) };
}

describe("a sign-in", () => {
  it("is good for a token, by a discovery document or by its keys alone, and names its user", async () => {
    for (const url of [provider.discoveryUrl, provider.keysUrl]) {
      const { ask, uses } = app(url);
      expect((await ask(`Bearer ${await provider.signIn()}`)).status).toBe(200);
      expect((await ask(`bearer ${await provider.signIn({ aud: ["other", audience] })}`)).status).toBe(200);
      expect((await ask(`Bearer ${await provider.signIn({ sub: "grace" })}`)).status).toBe(200);
      const [ada, again, grace] = uses.map(({ user }) => user);
      expect(again).toBe(ada);
      expect(grace).not.toBe(ada);
      expect(JSON.stringify(uses)).not.toContain("grace");
    }
  });

  it("vouches for a program that states no origin", async () => {
    const { ask } = app();
    expect((await ask(`Bearer ${await provider.signIn()}`, { Origin: "" })).status).toBe(200);
    expect((await ask("", { Origin: "" })).status).toBe(401);
  });

  it("may be left out where there is an access code, which is asked for then", async () => {
    const { ask } = app(provider.discoveryUrl, ["secret"]);
    expect((await ask("", { "X-Access-Code": "secret" })).status).toBe(200);
    expect(await (await ask("")).json()).toMatchObject({ type: "urn:parley:access-code" });
  });

  it.each<[string, () => Promise<string>]>([
    ["there is none", async () => ""],
    ["it is not a bearer token", async () => `Basic ${await provider.signIn()}`],
    ["it is no JWT", async () => "Bearer abc"],
    ["it is three words", async () => "Bearer a b c"],
    ["it is longer than any", async () => `Bearer ${"a".repeat(9_000)}`],
    ["it is signed with nothing", async () => `Bearer ${unsigned()}`],
    ["its signature is cut off", async () => `Bearer ${(await provider.signIn()).replace(/[^.]+$/, "")}`],
    ["it was changed after", async () => `Bearer ${tampered(await provider.signIn())}`],
    ["it is for another site", async () => `Bearer ${await provider.signIn({ aud: "other" })}`],
    ["it is for no site", async () => `Bearer ${await provider.signIn({ aud: undefined })}`],
    ["it is from another provider", async () => `Bearer ${await provider.signIn({ iss: "https://evil" })}`],
    ["it has ended", async () => `Bearer ${await provider.signIn({ exp: 1 })}`],
    ["it never ends", async () => `Bearer ${await provider.signIn({ exp: undefined })}`],
    ["it has not begun", async () => `Bearer ${await provider.signIn({ nbf: 9_999_999_999 })}`],
    ["it names nobody", async () => `Bearer ${await provider.signIn({ sub: undefined })}`],
    ["it names no key", async () => `Bearer ${await provider.signIn({}, { kid: undefined })}`],
    [
      "it names a key that is not the provider's",
      async () => `Bearer ${await provider.signIn({}, { kid: "x" })}`,
    ],
  ])("is refused when %s", async (_why, bearer) => {
    const { ask, uses } = app();
    const answer = await ask(await bearer());
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ type: "urn:parley:sign-in" });
    expect(uses).toEqual([]);
  });

  it("is refused when another key signed it under the name of a known one", async () => {
    const { ask } = app();
    expect((await ask(`Bearer ${await provider.signIn()}`)).status).toBe(200);
    await provider.rotate(false);
    expect((await ask(`Bearer ${await provider.signIn({}, { kid: "key-1" })}`)).status).toBe(401);
  });
});

describe("the provider's keys", () => {
  it("are fetched once for many, and again for one that is new", async () => {
    const { ask } = app();
    const all = Array.from({ length: 20 }, async () => ask(`Bearer ${await provider.signIn()}`));
    expect((await Promise.all(all)).map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(provider.fetches()).toBe(1);
    await provider.rotate();
    nowMs += 30_000;
    expect((await ask(`Bearer ${await provider.signIn()}`)).status).toBe(200);
    expect(provider.fetches()).toBe(2);
  });

  it("are not fetched for everyone who names a key that nobody knows", async () => {
    const { ask } = app();
    for (let i = 0; i < 50; i += 1) await ask(`Bearer ${await provider.signIn({}, { kid: `made-up-${i}` })}`);
    expect(provider.fetches()).toBe(1);
  });

  it("keep nobody waiting whose key is known while they are fetched for one that is not", async () => {
    const { ask } = app();
    const bearer = `Bearer ${await provider.signIn()}`;
    expect((await ask(bearer)).status).toBe(200);
    nowMs += 30_000;
    const goOn = provider.hold();
    const stranger = ask(`Bearer ${await provider.signIn({}, { kid: "made-up" })}`);
    await expect.poll(() => provider.held()).toBe(true);
    expect((await ask(bearer)).status).toBe(200);
    expect(provider.held()).toBe(true);
    goOn();
    expect((await stranger).status).toBe(401);
  });

  it("stay good while the provider is away, for a day", async () => {
    const { ask } = app();
    const bearer = `Bearer ${await provider.signIn()}`;
    expect((await ask(bearer)).status).toBe(200);
    provider.break(true);
    nowMs += 3_600_000;
    expect((await ask(bearer)).status).toBe(200);
    nowMs += 24 * 3_600_000;
    const late = await ask(bearer);
    expect(late.status).toBe(503);
    expect(late.headers.get("Retry-After")).toBe("30");
    expect(await late.json()).toMatchObject({ type: "urn:parley:sign-in-unavailable" });
  });

  it("let nobody in before they were seen once", async () => {
    provider.break(true);
    const { ask } = app();
    expect((await ask(`Bearer ${await provider.signIn()}`)).status).toBe(503);
    provider.break(false);
    nowMs += 30_000;
    expect((await ask(`Bearer ${await provider.signIn()}`)).status).toBe(200);
  });
});

function unsigned(): string {
  return new UnsecuredJWT({ sub: "ada" }).setAudience(audience).setExpirationTime("1h").encode();
}

/** Another name under the same signature. */
function tampered(token: string): string {
  const [header, payload = "", signature] = token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
  const changed = Buffer.from(JSON.stringify({ ...claims, sub: "root" })).toString("base64url");
  return [header, changed, signature].join(".");
}

import { once } from "node:events";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAdmission } from "../../../token-server/admission.ts";
import { createHttpServer } from "../../../token-server/http-server.ts";
import { createSigningKeys } from "../../../token-server/signing-keys.ts";
import { serveFiles } from "../../../token-server/static.ts";
import { audience, type SignInProvider, serveSignIn } from "../sign-in-provider.ts";
import { testApp, testLimits } from "../test-app.ts";
import { type Attack, send, type Target } from "./attack.ts";
import { badBodies, wrongTypes } from "./bodies.ts";
import { foreignFetches, foreignOrigins, guessedCodes, misplacedCodes } from "./senders.ts";
import { disguisedRoutes, otherMethods, smuggledRequests, strayPaths } from "./wires.ts";

const secret = "what lies outside";
const own = {
  Host: "parley.example.com",
  Origin: "https://parley.example.com",
  "X-Forwarded-Proto": "https",
};

let folder: string;
let provider: SignInProvider;
const opened: { close(): void }[] = [];

beforeAll(async () => {
  provider = await serveSignIn();
  folder = await mkdtemp(join(tmpdir(), "parley-attacks-"));
  await mkdir(join(folder, "web"));
  await writeFile(join(folder, "secret.txt"), secret);
  await writeFile(join(folder, "web/index.html"), "<!doctype html><title>Parley</title>");
  await symlink(join(folder, "secret.txt"), join(folder, "web/link.txt"));
});
afterAll(async () => {
  for (const server of opened) server.close();
  await provider.close();
  await rm(folder, { recursive: true, force: true });
});

/** A public server behind one proxy, on a real port, and what it minted and said in its log. */
async function serve(
  overrides: Parameters<typeof testApp>[0] = {},
  headers: Readonly<Record<string, string>> = {},
) {
  const { app, minted, log } = testApp({
    origins: { allowedOrigins: ["https://talk.example.com"], loopbackOnly: false },
    proxies: 1,
    files: serveFiles(join(folder, "web")),
    limits: testLimits({
      tokensPerMinute: 1e6,
      tokensPerMinutePerAddress: 1e6,
      tokensPerMinutePerUser: 1e6,
    }),
    ...overrides,
  });
  const { server } = createHttpServer(app.fetch, log);
  opened.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const target: Target = { port, headers: { ...own, ...headers } };
  return { target, minted, log };
}

const withCode = () =>
  serve(
    { admit: createAdmission({ accessCodes: ["right-code", "second-code"], signIn: undefined }) },
    { "X-Access-Code": "right-code" },
  );

const withSignIn = () =>
  serve({
    admit: createAdmission({
      accessCodes: [],
      signIn: { keys: createSigningKeys({ url: provider.discoveryUrl }), audience, issuer: undefined },
    }),
  });

const lists: Readonly<Record<string, readonly Attack[]>> = {
  foreignOrigins,
  foreignFetches,
  guessedCodes,
  misplacedCodes,
  wrongTypes,
  badBodies,
  otherMethods,
  disguisedRoutes,
  smuggledRequests,
};

describe("a public server", () => {
  it("gives a token for the request that all of these are made from", async () => {
    const { target, minted } = await withCode();
    expect((await send(target, { name: "good" })).status).toBe(200);
    expect(
      (await send(target, { name: "listed", headers: { Origin: "https://talk.example.com" } })).status,
    ).toBe(200);
    expect((await send(target, { name: "second", headers: { "X-Access-Code": "second-code" } })).status).toBe(
      200,
    );
    expect(minted).toHaveLength(3);
  });

  it.each(Object.entries(lists))("gives none to any of %s, and does not fail", async (_list, attacks) => {
    const { target, minted, log } = await withCode();
    for (const attack of attacks) {
      const { status, text } = await send(target, attack);
      expect.soft(minted.splice(0), attack.name).toEqual([]);
      expect.soft(status === 0 || (status >= 400 && status < 500), `${attack.name}: ${status}`).toBe(true);
      expect.soft(text, attack.name).not.toMatch(/\bat .*\.(ts|js):\d|node_modules|right-code/);
    }
    expect(log.troubles()).toEqual([]);
    expect((await send(target, { name: "good" })).status).toBe(200);
  });

  it("shows nothing that is not the app's, whatever path is asked for", async () => {
    const { target } = await withCode();
    for (const attack of strayPaths) {
      const { status, text } = await send(target, attack);
      expect.soft(status, attack.name).toBeLessThan(500);
      expect.soft(text, attack.name).not.toContain(secret);
      expect.soft(text, attack.name).not.toContain("root:");
    }
  });

  it("takes no sign-in that the provider did not give for it, now", async () => {
    const { target, minted } = await withSignIn();
    const good = await provider.signIn();
    expect((await send(target, { name: "good", headers: { Authorization: `Bearer ${good}` } })).status).toBe(
      200,
    );
    const [header = "", payload = "", signature = ""] = good.split(".");
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const bad: Readonly<Record<string, string | readonly string[]>> = {
      missing: "",
      "alg none": `Bearer ${new UnsecuredJWT({ sub: "ada" }).setAudience(audience).setExpirationTime("1h").encode()}`,
      "alg none with the key's name": `Bearer ${part({ alg: "none", kid: "key-1" })}.${payload}.`,
      "alg NONE": `Bearer ${part({ alg: "NONE", kid: "key-1" })}.${payload}.${signature}`,
      "a shared secret": `Bearer ${part({ alg: "HS256", kid: "key-1" })}.${payload}.${signature}`,
      "another algorithm": `Bearer ${part({ alg: "RS256", kid: "key-1" })}.${payload}.${signature}`,
      "no signature": `Bearer ${header}.${payload}.`,
      "no third part": `Bearer ${header}.${payload}`,
      "a fourth part": `Bearer ${good}.x`,
      "another's claims": `Bearer ${header}.${part({ sub: "root", aud: audience, exp: 9_999_999_999 })}.${signature}`,
      "a key that is not the provider's": `Bearer ${await provider.signIn({}, { kid: "key-9" })}`,
      "a path as the key's name": `Bearer ${await provider.signIn({}, { kid: "../../key-1" })}`,
      "a key of its own inside": `Bearer ${part({ alg: "ES256", jwk: {}, kid: "x" })}.${payload}.${signature}`,
      "an address of keys inside": `Bearer ${part({ alg: "ES256", jku: "http://evil.example.net", kid: "x" })}.${payload}.${signature}`,
      "another audience": `Bearer ${await provider.signIn({ aud: "other" })}`,
      "an audience that begins so": `Bearer ${await provider.signIn({ aud: `${audience}-admin` })}`,
      "another issuer": `Bearer ${await provider.signIn({ iss: "https://evil.example.net" })}`,
      expired: `Bearer ${await provider.signIn({ exp: Math.floor(Date.now() / 1_000) - 1 })}`,
      "an end as text": `Bearer ${await provider.signIn({ exp: undefined, expires: "never" })}`,
      "not yet": `Bearer ${await provider.signIn({ nbf: Math.floor(Date.now() / 1_000) + 600 })}`,
      "no subject": `Bearer ${await provider.signIn({ sub: undefined })}`,
      "in the wrong scheme": `Token ${good}`,
      "without a scheme": good,
      "two of them": [`Bearer ${good}`, "Bearer x"],
      "with quotes": `Bearer "${good}"`,
      "in base64 once more": `Bearer ${Buffer.from(good).toString("base64url")}`,
    };
    const elsewhere: readonly Attack[] = [
      { name: "sign-in in the query", path: `/api/token?access_token=${good}` },
      { name: "sign-in as a cookie", headers: { Cookie: `Authorization=Bearer ${good}` } },
      { name: "sign-in as an access code", headers: { "X-Access-Code": good } },
      { name: "sign-in in the body", body: JSON.stringify({ authorization: good }) },
    ];
    minted.length = 0;
    const attacks = Object.entries(bad).map(([name, value]) => ({ name, headers: { Authorization: value } }));
    for (const attack of [...attacks, ...elsewhere]) {
      const { status } = await send(target, attack);
      // Of two headers Node hands on the first alone, which is good: so it is one request of a signed-in person.
      const isAllowed = attack.name === "two of them" && status === 200;
      expect
        .soft(status >= 400 && status < 500 ? "refused" : status, attack.name)
        .toBe(isAllowed ? 200 : "refused");
      if (isAllowed) minted.length = 0;
      expect.soft(minted, attack.name).toEqual([]);
    }
  });

  it("gives a hundred at once no more than there are", async () => {
    const { target, minted } = await serve({
      limits: testLimits({ tokensPerMinutePerAddress: 1e6, tokensPerMinute: 7 }),
    });
    const replies = await Promise.all(Array.from({ length: 100 }, () => send(target, { name: "good" })));
    expect(minted).toHaveLength(7);
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(93);
  });

  it("counts a guesser of codes, who then gets nothing for the right one either", async () => {
    const { target, minted } = await serve({
      admit: createAdmission({ accessCodes: ["right-code"], signIn: undefined }),
      limits: testLimits({ tokensPerMinutePerAddress: 20 }),
    });
    const guess = (code: string, more = {}) =>
      send(target, { name: code, headers: { "X-Access-Code": code, ...more } });
    for (let i = 0; i < 20; i += 1) expect((await guess(`guess-${i}`)).status).toBe(401);
    expect((await guess("right-code")).status).toBe(429);
    expect(minted).toEqual([]);
  });

  it("believes the proxy alone about who asks", async () => {
    const { target, minted } = await serve({ limits: testLimits({ tokensPerMinutePerAddress: 1 }) });
    const from = (...forwarded: readonly string[]) =>
      send(target, { name: forwarded.join(), headers: { "X-Forwarded-For": forwarded } });
    expect((await from("198.51.100.1")).status).toBe(200);
    const spoofed = [
      "203.0.113.1, 198.51.100.1",
      "203.0.113.2,198.51.100.1",
      "unknown, 198.51.100.1",
      ", 198.51.100.1",
      "::ffff:198.51.100.1",
      `${"203.0.113.3, ".repeat(300)}198.51.100.1`,
    ];
    for (const header of spoofed) expect.soft((await from(header)).status, header).toBe(429);
    expect.soft((await from("203.0.113.9", "198.51.100.1")).status, "two headers").toBe(429);
    expect(minted).toHaveLength(1);
  });

  it("believes nobody about it where there is no proxy", async () => {
    const { target, minted } = await serve({
      proxies: 0,
      origins: { allowedOrigins: [own.Origin], loopbackOnly: false },
      limits: testLimits({ tokensPerMinutePerAddress: 1 }),
    });
    const names = [
      "X-Forwarded-For",
      "Forwarded",
      "X-Real-IP",
      "True-Client-IP",
      "CF-Connecting-IP",
      "X-Client-IP",
      "Via",
    ];
    expect((await send(target, { name: "good" })).status).toBe(200);
    for (const name of names)
      expect.soft((await send(target, { name, headers: { [name]: "203.0.113.7" } })).status, name).toBe(429);
    expect(minted).toHaveLength(1);
  });
});

it("is attacked in at least 150 ways", () => {
  const all = [...Object.values(lists), strayPaths].flat();
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  expect(all.length).toBeGreaterThanOrEqual(150);
});

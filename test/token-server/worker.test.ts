import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServedSimulator, serveSimulator } from "../../token-server/simulator/serve.ts";
import {
  accessCode,
  listedOrigin,
  ownOrigin,
  type RouteRequest,
  refusals,
  senders,
  tokenRequest,
} from "./routes.ts";
import { audience, type SignInProvider, serveSignIn } from "./sign-in-provider.ts";
import { buildWorker, findWorkerd, type ServedWorker, serveWorker } from "./workerd.ts";

const found = await findWorkerd();
if ("missing" in found) console.warn(`The routes are not tried in workerd: ${found.missing}`);
const workerd = "path" in found ? found.path : undefined;

const files: Readonly<Record<string, string | Buffer>> = {
  "/index.html": "<title>shell</title>",
  "/sw.js": "self",
  "/assets/main-abc.js": "main",
  "/assets/core-abc.wasm.br": brotliCompressSync("core"),
};
const perAddress = 4;

describe.skipIf(workerd === undefined)("in workerd, the Worker", () => {
  let folder: string;
  let assets: Server;
  let upstream: ServedSimulator;
  let provider: SignInProvider;
  let worker: ServedWorker;
  const others: ServedWorker[] = [];
  let addresses = 0;

  const serve = (variables: Readonly<Record<string, string>>) =>
    serveWorker({
      workerd: workerd ?? "",
      folder,
      variables,
      assetsPort: (assets.address() as AddressInfo).port,
    });
  const serveAnother = async (variables: Readonly<Record<string, string>>) => {
    const another = await serve(variables);
    others.push(another);
    return another;
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "parley-worker-"));
    provider = await serveSignIn();
    upstream = await serveSimulator({ apiKeys: ["AIza-very-secret"] });
    assets = createServer((request, response) => {
      const file = files[request.url ?? ""];
      if (file === undefined) return response.writeHead(404).end();
      if (request.headers["if-none-match"] === '"tag"') return response.writeHead(304).end();
      return response.writeHead(200, { ETag: '"tag"', "Cache-Control": "public" }).end(file);
    }).listen(0, "127.0.0.1");
    await Promise.all([once(assets, "listening"), buildWorker(folder)]);
    worker = await serve({
      GEMINI_API_KEY: "AIza-very-secret",
      GEMINI_BASE_URL: upstream.url,
      ACCESS_CODE: accessCode,
      ALLOWED_ORIGINS: listedOrigin,
      TOKENS_PER_MINUTE_PER_ADDRESS: String(perAddress),
      TRUST_PROXY: "1",
    });
  }, 120_000);

  afterAll(async () => {
    await Promise.all([worker, ...others].map((served) => served?.stop()));
    await upstream?.close();
    await provider?.close();
    assets?.close();
    rmSync(folder, { recursive: true });
  });

  /** Each from an address of its own, unless it says so itself. */
  const ask = (request: RouteRequest) => {
    addresses += 1;
    const address = `10.0.${addresses >> 8}.${addresses & 255}`;
    return worker.send({ ...request, headers: { "CF-Connecting-IP": address, ...request.headers } });
  };
  const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    ask({ method: "GET", path, headers });

  it.each(refusals)("refuses %s: %i %s", async (_what, status, kind, request) => {
    const answer = await ask(request);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(JSON.parse(answer.text)).toMatchObject({ type: `urn:parley:${kind}`, status });
  });

  it.each(senders)("knows %s", async (_who, headers, status) => {
    expect((await ask(tokenRequest({}, headers))).status).toBe(status);
  });

  it("mints, and lets listed origins read the answer", async () => {
    const wish = {
      model: "gemini-3.1-flash-live-preview",
      voice: "Puck",
      instruction: "Kurz, bitte – 短く.",
    };
    const answer = await ask(tokenRequest(wish, { Origin: listedOrigin }));
    expect(JSON.parse(answer.text)).toMatchObject({
      token: expect.stringMatching(/^auth_tokens\//),
      model: wish.model,
      baseUrl: upstream.url,
    });
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("access-control-allow-origin")).toBe(listedOrigin);
  });

  it("tells health, config and tools as the server in Node does", async () => {
    expect(JSON.parse((await get("/health")).text)).toMatchObject({ status: "ok", mode: "gemini" });
    const config = JSON.parse((await get("/api/config")).text);
    expect(config).toMatchObject({ mode: "gemini", accessCodeRequired: true });
    expect(config.voices).toHaveLength(30);
    const { tools } = JSON.parse((await get("/api/tools")).text);
    expect(tools.map(({ name }: { readonly name: string }) => name)).toContain("get_current_time");
  });

  it("counts by the address that Cloudflare tells, whatever else the sender writes", async () => {
    const from = (address: string, told: string) =>
      worker.send(tokenRequest("{", { "CF-Connecting-IP": address, "X-Forwarded-For": told }));
    const statuses: number[] = [];
    for (let time = 0; time <= perAddress; time += 1) {
      statuses.push((await from("192.0.2.1", `198.51.100.${time}`)).status);
    }
    expect(statuses).toEqual([...Array<number>(perAddress).fill(400), 429]);
    expect((await from("192.0.2.2", "198.51.100.0")).status).toBe(400);
  });

  it("lets in whom a sign-in provider knows, many at once, and nobody else", async () => {
    const another = await serveAnother({
      GEMINI_API_KEY: "AIza-very-secret",
      GEMINI_BASE_URL: upstream.url,
      AUTH_JWKS_URL: provider.discoveryUrl,
      AUTH_AUDIENCE: audience,
    });
    const enter = async (bearer: string) => {
      const headers = { Authorization: `Bearer ${bearer}`, "X-Access-Code": "" };
      return (await another.send(tokenRequest({}, headers))).status;
    };
    const good = await provider.signIn();
    expect(await Promise.all([1, 2, 3, 4, 5].map(() => enter(good)))).toEqual([200, 200, 200, 200, 200]);
    expect(await enter(await provider.signIn({ aud: "else" }))).toBe(401);
    expect(provider.fetches()).toBe(1);
  });

  it("serves the app's files with the server's headers", async () => {
    const shell = await get("/");
    expect(shell).toMatchObject({ status: 200, text: "<title>shell</title>" });
    expect(shell.headers.get("cache-control")).toBe("no-cache");
    expect(shell.headers.get("content-security-policy")).toContain("script-src 'self'");
    expect((await get("/settings", { Accept: "text/html" })).text).toBe("<title>shell</title>");
    expect((await get("/settings")).status).toBe(404);
    expect((await get("/api/settings", { Accept: "text/html" })).status).toBe(404);
    expect((await get("/assets/main-abc.js")).headers.get("cache-control")).toContain("immutable");
    expect((await get("/sw.js", { "If-None-Match": '"tag"' })).status).toBe(304);
    expect((await ask({ method: "HEAD", path: "/", headers: {} })).text).toBe("");
  });

  it("serves a file that is there compressed alone", async () => {
    const answer = await get("/assets/core-abc.wasm", { "Accept-Encoding": "br" });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/wasm");
    expect(answer.headers.get("content-encoding")).toBe("br");
    expect(Buffer.from(answer.text, "latin1").equals(brotliCompressSync("core"))).toBe(true);
  });

  it("logs no secret", async () => {
    expect(worker.output()).not.toMatch(/AIza|auth_tokens|secret/);
  });

  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ["no key", { ACCESS_CODE: accessCode }, /There is no demo mode here: set GEMINI_API_KEY\./],
    ["a key and nothing that keeps others out", { GEMINI_API_KEY: "AIza-very-secret" }, /set ACCESS_CODE/],
    [
      "a Redis",
      { GEMINI_API_KEY: "k", ACCESS_CODE: accessCode, REDIS_URL: "redis://10.0.0.1" },
      /REDIS_URL cannot be used/,
    ],
  ])("with %s says what to change in its log alone", async (_what, variables, line) => {
    const another = await serveAnother(variables);
    const answer = await another.send({
      method: "GET",
      path: "/health",
      headers: { Host: new URL(ownOrigin).host },
    });
    expect(answer.status).toBe(500);
    expect(answer.text).not.toMatch(/GEMINI|ACCESS|REDIS/);
    // The line takes a pipe of its own.
    await expect.poll(() => another.output()).toMatch(line);
  });
});

import { EventEmitter, once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createBackend } from "../../token-server/backend.ts";
import { surviveFailures } from "../../token-server/ending.ts";
import { readEnv } from "../../token-server/env.ts";
import { createHttpServer } from "../../token-server/http-server.ts";
import { createPinoLog } from "../../token-server/pino-log.ts";
import { createPrometheus } from "../../token-server/prometheus.ts";
import { builtInTools } from "../../web/tools/registry.ts";
import { fakeTokenService, type ScriptedAnswer } from "../fakes/fake-token-service.ts";

/** Each secret holds the mark, so that a part of any of them is found too. */
const mark = "zq7secret";
const secrets = {
  apiKey: `AIza-${mark}-key`,
  token: `auth_tokens/${mark}-token`,
  accessCode: `${mark}-code`,
  guess: `${mark}-guess`,
  jwt: `eyJhbGciOiJSUzI1NiJ9.${mark}-claims.${mark}-signature`,
  metricsToken: `${mark}-numbers`,
  instruction: `You know that ${mark} is the instruction.`,
  handle: `${mark}-handle`,
  query: `key=${mark}-query&access_token=${mark}`,
  address: `${mark}-path`,
  agent: `${mark}-agent`,
} as const;

let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
});

/** The whole server as main.ts puts it together, with a real log that tells all it can. */
async function serve(upstream: ScriptedAnswer, mode: "on loopback" | "public" = "on loopback") {
  const service = await fakeTokenService(upstream);
  closing.push(service.close);
  const lines: string[] = [];
  const env = readEnv({
    GEMINI_API_KEY: secrets.apiKey,
    GEMINI_BASE_URL: service.address,
    LOG_LEVEL: "info",
    ACCESS_CODE: secrets.accessCode,
    ...(mode === "public" ? { METRICS_TOKEN: secrets.metricsToken } : {}),
  });
  const log = createPinoLog(env.logLevel, { write: (line) => lines.push(line) });
  const { app } = await createBackend(env, {
    host: mode === "public" ? "0.0.0.0" : "127.0.0.1",
    addressOf: () => "127.0.0.1",
    ownAddress: () => "http://127.0.0.1:1",
    loadTools: async () => builtInTools(),
    log,
    metrics: createPrometheus(),
    files: async (request) => {
      if (request.url.includes("broken")) throw new Error(request.url);
      return undefined;
    },
  });
  const http = createHttpServer(app.fetch, log);
  http.server.listen(0, "127.0.0.1");
  await once(http.server, "listening");
  closing.push(() => http.stop(0));
  const base = `http://127.0.0.1:${(http.server.address() as AddressInfo).port}`;
  const answers: string[] = [];

  /** Asks, and keeps what an error answer says. */
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const answer = await fetch(base + path, init);
    if (!answer.ok) answers.push(`${await answer.clone().text()} ${JSON.stringify([...answer.headers])}`);
    return answer;
  };
  const askForToken = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    ask(`/api/token?${secrets.query}`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Origin: base,
        "X-Access-Code": secrets.accessCode,
        Authorization: `Bearer ${secrets.jwt}`,
        Cookie: `session=${mark}`,
        Referer: `https://example.com/?${secrets.query}`,
        "User-Agent": secrets.agent,
        "X-Request-Id": `${mark}/not-an-id`,
        ...headers,
      },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const numbers = async () => {
    const headers = { Authorization: `Bearer ${secrets.metricsToken}` };
    return (await ask("/metrics", { headers })).text();
  };
  return { base, lines, log, answers, ask, askForToken, numbers };
}

const wish = { instruction: secrets.instruction, handle: secrets.handle };
const granted = { status: 200, body: JSON.stringify({ name: secrets.token }) };

/** Everything upstream may do, each repeating what it was given. */
const upstreams: readonly (readonly [string, ScriptedAnswer, number])[] = [
  ["grants", granted, 200],
  ["refuses the key", quoting(400), 502],
  ["forbids the key", quoting(403), 502],
  ["knows no such address", quoting(404), 502],
  ["is out of quota", quoting(429), 429],
  ["fails", quoting(500), 503],
  ["is overloaded", quoting(503), 503],
  ["answers in another shape", { status: 200, body: JSON.stringify({ token: secrets.token }) }, 502],
  ["answers with half of it", { status: 200, body: `{"name":"${secrets.token}` }, 502],
  ["answers with a page", { status: 200, body: `<p>${Object.values(secrets).join()}</p>` }, 502],
];

function quoting(code: number): ScriptedAnswer {
  const message = Object.values(secrets).join(" ");
  return { status: code, body: JSON.stringify({ error: { code, message, status: message } }) };
}

describe("no secret is in the log, in the metrics or in an error answer", () => {
  it.each(upstreams)("when upstream %s", async (_what, upstream, status) => {
    const { askForToken, lines, answers, numbers } = await serve(upstream, "public");
    const answer = await askForToken(wish);
    expect(answer.status).toBe(status);
    if (status === 200) expect(await answer.text()).toContain(secrets.token);
    expect(lines).toHaveLength(1);
    expect(`${lines.join()}${answers.join()}${await numbers()}`).not.toContain(mark);
  });

  it.each(["on loopback", "public"] as const)("on any route, asked in any way, %s", async (mode) => {
    const { ask, askForToken, lines, answers, numbers, base } = await serve(granted, mode);
    const statuses = [
      await askForToken(wish, { "X-Access-Code": secrets.guess }),
      await askForToken(wish, { Origin: `https://${mark}.example.com` }),
      await askForToken(wish, { Origin: "null" }),
      await askForToken(wish, { "Content-Type": `text/${mark}` }),
      await askForToken(`{"instruction":"${secrets.instruction}`),
      await askForToken(secrets.token),
      await askForToken([secrets.instruction]),
      await askForToken({ ...wish, [secrets.handle]: 1 }),
      await askForToken({ ...wish, model: secrets.token }),
      await askForToken({ ...wish, voice: secrets.token }),
      await askForToken({ ...wish, language: secrets.token }),
      await askForToken({ ...wish, tools: [{ name: `${mark} ${mark}`, description: mark }] }),
      await askForToken({ ...wish, handle: secrets.handle.repeat(2_000) }),
      await askForToken({ ...wish, instruction: secrets.instruction.repeat(3_000) }),
      await ask(`/api/token?${secrets.query}`),
      await ask(`/api/${secrets.address}?${secrets.query}`),
      await ask(`/api/${secrets.address}`, { method: "PROPFIND" }),
      await ask(`/api/config?${secrets.query}`, { method: "DELETE" }),
      await ask(`/api/tools?${secrets.query}`, { method: "PUT", body: secrets.instruction }),
      await ask(`/health?${secrets.query}`, { method: "POST", body: secrets.instruction }),
      await ask(`/metrics?${secrets.query}`, { method: "POST" }),
      await ask(`/${secrets.address}?${secrets.query}`),
      await ask(`/${secrets.address}/broken.js?${secrets.query}`),
      await ask(`/%ff${secrets.address}`),
    ].map(({ status }) => status);
    expect(statuses.filter((status) => status < 400)).toEqual([]);
    for (const path of ["/api/config", "/api/tools", "/health", "/ready"]) {
      expect((await ask(`${path}?${secrets.query}`, { headers: { Origin: base } })).status).toBe(200);
    }
    expect(lines.length).toBeGreaterThan(15);
    expect(lines.join()).toContain('"route":"/api/token"');
    const told = await numbers();
    expect(told).toContain('parley_refusals_total{problem="foreign-origin"} 2');
    expect(`${lines.join()}${answers.join()}${told}`).not.toContain(mark);
  });

  it("when upstream cannot be reached", async () => {
    const { askForToken, lines, answers } = await serve(granted);
    await closing.shift()?.();
    expect((await askForToken(wish)).status).toBe(503);
    expect(`${lines.join()}${answers.join()}`).not.toContain(mark);
  });

  it("when something fails that nobody caught", async () => {
    const { log, lines } = await serve(granted);
    const process = new EventEmitter();
    surviveFailures(process, log);
    process.emit("unhandledRejection", new Error(secrets.token));
    process.emit("unhandledRejection", secrets.token);
    process.emit("uncaughtException", new TypeError(`${secrets.token}\n    at ${mark}:1:1`));
    expect(lines).toHaveLength(3);
    expect(lines.join()).toMatch(/Error at redaction\.test\.ts:\d+/);
    expect(lines.join()).not.toContain(mark);
  });
});

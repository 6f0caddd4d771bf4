import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encode } from "uqr";
import { afterEach, beforeEach, expect, it } from "vitest";
import { WebSocket } from "ws";
import { readHalfBlocks } from "../token-server/half-blocks.ts";
import { builtFolder, type Parley, startParley } from "./support/parley.ts";

let config: string;
let parley: Parley | undefined;

beforeEach(() => {
  config = mkdtempSync(join(tmpdir(), "parley-config-"));
});
afterEach(async () => {
  await parley?.stop();
  parley = undefined;
  rmSync(config, { recursive: true });
});

const authority = () => readFileSync(join(config, "parley/authority.crt"));

async function start(variables: Readonly<Record<string, string>> = {}): Promise<Parley> {
  parley = await startParley({ XDG_CONFIG_HOME: config, ...variables }, builtFolder, ["--https"]);
  return parley;
}

async function ask(url: string, init: { readonly method?: string; readonly body?: string } = {}) {
  const { origin } = new URL(url);
  const headers = { Origin: origin, "Content-Type": "application/json", Accept: "text/html" };
  const asking = request(url, { method: init.method ?? "GET", headers, ca: authority(), agent: false });
  asking.end(init.body);
  const [answer]: IncomingMessage[] = await once(asking, "response");
  if (answer === undefined) throw new Error("There is no answer.");
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  return { status: answer.statusCode, text: Buffer.concat(chunks).toString() };
}

it("serves app, tokens and calls over a certificate of its own, and draws its address", async () => {
  const { url, output } = await start();
  const { port } = new URL(url);
  const own = `https://localhost:${port}`;
  expect(url).toBe(`https://0.0.0.0:${port}`);
  expect((await ask(own)).text).toContain("<title>Parley</title>");
  const minted = await ask(`${own}/api/token`, { method: "POST", body: "{}" });
  expect(minted.status).toBe(200);
  const { token } = JSON.parse(minted.text);

  const path = "/sim/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContentConstrained";
  const socket = new WebSocket(`wss://localhost:${port}${path}?access_token=${token}`, { ca: authority() });
  await once(socket, "open");
  socket.close();
  await once(socket, "close");

  const phone = /On a phone in the same network: (\S+)/.exec(output())?.[1];
  if (phone === undefined) expect(output()).toContain("No phone can reach this machine");
  else expect(readHalfBlocks(output())).toEqual(encode(phone, { border: 2 }).data);
});

it("keeps its certificate for the next start, and ends when it is told to", async () => {
  const first = await start();
  const before = authority();
  expect(await first.stop()).toBe(0);
  await start();
  expect(authority().equals(before)).toBe(true);
});

it("does not start with a real key and no code", async () => {
  await expect(start({ GEMINI_API_KEY: "AIza-very-secret" })).rejects.toThrow(/set ACCESS_CODE/);
});

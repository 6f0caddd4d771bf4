import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { createServer, type ViteDevServer } from "vite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { tokenServer } from "../../token-server/dev-plugin.ts";

let root: string;
let server: ViteDevServer;
let address: string;

beforeEach(async () => {
  root = mkdtempSync(`${tmpdir()}/parley-dev-`);
  server = await createServer({
    root,
    configFile: false,
    logLevel: "silent",
    server: { port: 0, host: "127.0.0.1", watch: null },
    plugins: [tokenServer({})],
  });
  await server.listen();
  address = (server.resolvedUrls?.local[0] ?? "").replace(/\/$/, "");
});

afterEach(async () => {
  await server.close();
  rmSync(root, { recursive: true });
});

describe("the dev server", () => {
  it("answers for the token server and its stand-in under its own origin", async () => {
    expect(await (await fetch(`${address}/health`)).json()).toMatchObject({ status: "ok", mode: "demo" });
    const answer = await fetch(`${address}/api/token`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Origin: address },
      body: "{}",
    });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      token: expect.stringMatching(/^auth_tokens\//),
      baseUrl: "/sim",
    });
  });

  it("lists the tools of the folder", async () => {
    const { tools } = await (await fetch(`${address}/api/tools`)).json();
    const names = tools.map((tool: { readonly name: string }) => tool.name);
    expect(names).toEqual(expect.arrayContaining(["end_call", "get_weather"]));
  });

  it("refuses foreign pages as the real server does", async () => {
    const answer = await fetch(`${address}/api/token`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Origin: "https://evil.example.com" },
      body: "{}",
    });
    expect(answer.status).toBe(403);
  });

  it("gives the stand-in its sockets and Vite its own", async () => {
    const path =
      "/sim/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContentConstrained";
    const live = new WebSocket(`${address.replace("http", "ws")}${path}?access_token=none`);
    const [code] = await once(live, "close");
    expect(code).toBe(1007);

    const token = server.config.webSocketToken;
    const reload = new WebSocket(`${address.replace("http", "ws")}/?token=${token}`, "vite-hmr", {
      origin: address,
    });
    const [message] = await once(reload, "message");
    expect(JSON.parse(String(message))).toEqual({ type: "connected" });
    reload.close();
  });
});

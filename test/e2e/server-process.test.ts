import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type ServedSimulator, serveSimulator } from "../../token-server/simulator/serve.ts";
import { type Parley, startParley } from "./support/parley.ts";

let parley: Parley | undefined;
let service: ServedSimulator | undefined;

afterEach(async () => {
  await parley?.stop();
  await service?.close();
  parley = undefined;
  service = undefined;
});

async function start(variables: Readonly<Record<string, string>> = {}): Promise<Parley> {
  parley = await startParley(variables);
  return parley;
}

function askForToken(url: string): Promise<Response> {
  const headers = { "Content-Type": "application/json", Origin: url };
  return fetch(`${url}/api/token`, { method: "POST", headers, body: "{}" });
}

describe("the server without a key", () => {
  it("says in one line where it is and that a stand-in answers, which then mints", async () => {
    const { url, output } = await start();
    expect(output().split("\n")).toEqual([
      `Parley runs on ${url} in demo mode: no GEMINI_API_KEY is set, a built-in stand-in answers`,
    ]);
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: "ok", mode: "demo" });
    const answer = await askForToken(url);
    expect(await answer.json()).toMatchObject({
      baseUrl: "/sim",
      token: expect.stringMatching(/^auth_tokens\//),
    });
  });

  it("serves the built app, and its screens by their addresses", async () => {
    const { url } = await start();
    const shell = await (await fetch(url)).text();
    expect(shell).toContain("<title>Parley</title>");
    expect(await (await fetch(`${url}/settings`, { headers: { Accept: "text/html" } })).text()).toBe(shell);
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(shell)?.[1] ?? "";
    const answer = await fetch(url + script, { headers: { "Accept-Encoding": "br" } });
    expect(answer.headers.get("cache-control")).toContain("immutable");
    expect(answer.headers.get("content-encoding")).toBe("br");
  });

  it("ends at once and cleanly when told to, also with a Live socket open", async () => {
    const { url, stop } = await start();
    const { token } = await (await askForToken(url)).json();
    const path =
      "/sim/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContentConstrained";
    const socket = new WebSocket(`${url.replace("http", "ws")}${path}?access_token=${token}`);
    await once(socket, "open");
    const closed = once(socket, "close");
    expect(await stop()).toBe(0);
    await closed;
  });

  it("lets in as many connections of one address as it is told to", async () => {
    const { url } = await start({ CONNECTIONS_PER_ADDRESS: "1" });
    const health = () =>
      fetch(`${url}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
    const held = connect(Number(new URL(url).port), "127.0.0.1");
    await once(held, "connect");
    expect(await health()).toBe(false);
    held.destroy();
    await expect.poll(health).toBe(true);
  });

  it("has no sockets but the stand-in's", async () => {
    const { url } = await start();
    const socket = new WebSocket(`${url.replace("http", "ws")}/elsewhere`);
    const [error] = await once(socket, "error");
    expect(error.message).toContain("404");
  });
});

describe("the server with a key", () => {
  it("mints from the given service, sends the browser there, and prints no secret", async () => {
    service = await serveSimulator({ apiKeys: ["AIza-very-secret"] });
    const { url, output } = await start({ GEMINI_API_KEY: "AIza-very-secret", GEMINI_BASE_URL: service.url });
    const answer = await askForToken(url);
    expect(await answer.json()).toMatchObject({ baseUrl: service.url });
    expect(answer.headers.get("content-security-policy")).toContain(service.url.replace("http", "ws"));
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ mode: "gemini" });
    expect(output()).toBe(`Parley runs on ${url}`);
  });

  it("logs a refusal of its key without the key", async () => {
    service = await serveSimulator({ apiKeys: ["another"] });
    const { url, output } = await start({ GEMINI_API_KEY: "AIza-very-secret", GEMINI_BASE_URL: service.url });
    const answer = await askForToken(url);
    expect(answer.status).toBe(502);
    expect(await answer.text()).not.toMatch(/AIza|API key not valid/);
    // The log takes a pipe of its own, and is written after the answer.
    await expect.poll(() => output().split("\n").length).toBeGreaterThan(1);
    expect(JSON.parse(output().split("\n")[1] ?? "")).toMatchObject({
      level: "warn",
      event: "request",
      id: answer.headers.get("x-request-id"),
      method: "POST",
      route: "/api/token",
      status: 502,
      problem: "upstream-refused",
      note: "upstream said 400",
    });
    expect(output()).not.toMatch(/AIza|API key not valid/);
  });
});

describe("the server that is told to stop", () => {
  const closings: (() => void)[] = [];
  afterEach(() => {
    for (const close of closings.splice(0)) close();
  });

  /** A service that gives its token when it is told to. */
  async function patientService() {
    const waiting: ServerResponse[] = [];
    const server = createServer((request, response) => {
      request.resume();
      waiting.push(response);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    closings.push(
      () => server.closeAllConnections(),
      () => server.close(),
    );
    const { port } = server.address() as AddressInfo;
    return {
      url: `http://127.0.0.1:${port}`,
      asked: () => expect.poll(() => waiting.length).toBe(1),
      answer: () => waiting[0]?.end('{"name":"auth_tokens/late"}'),
    };
  }

  const startAt = (url: string) =>
    start({ GEMINI_API_KEY: "AIza-very-secret", GEMINI_BASE_URL: url, LOG_LEVEL: "info" });
  const events = (output: string) =>
    output
      .split("\n")
      .flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []))
      .map(({ event, status }) => (event === "request" ? `request ${status}` : event));

  it("finishes what is running, then ends", async () => {
    const upstream = await patientService();
    const { url, stop, output } = await startAt(upstream.url);
    const asking = askForToken(url);
    await upstream.asked();
    const stopped = stop();
    await expect.poll(() => events(output())).toEqual(["stopping"]);
    await expect(fetch(`${url}/health`)).rejects.toThrow("fetch failed");
    upstream.answer();
    expect(await (await asking).json()).toMatchObject({ token: "auth_tokens/late" });
    expect(await stopped).toBe(0);
    expect(events(output())).toEqual(["stopping", "request 200", "stopped"]);
  });

  it("does not wait for what does not come to an end", async () => {
    const upstream = await patientService();
    const { url, stop } = await startAt(upstream.url);
    const cutOff = expect(askForToken(url)).rejects.toThrow("fetch failed");
    await upstream.asked();
    expect(await stop()).toBe(0);
    await cutOff;
  });
});

describe("the server does not start", () => {
  it.each<[string, Record<string, string>, string]>([
    ["with a bad value", { PORT: "http" }, "PORT must be a whole number from 0 to 65535."],
    [
      "with a real key for everyone",
      { GEMINI_API_KEY: "AIza-very-secret", HOST: "0.0.0.0" },
      "HOST 0.0.0.0 lets others use your GEMINI_API_KEY: set ACCESS_CODE or AUTH_JWKS_URL, or ALLOW_ANONYMOUS=true if you mean it, and start again.",
    ],
    [
      "on an address that is not this machine's",
      { HOST: "192.0.2.1" },
      "This machine has no address 192.0.2.1: set HOST to one that it has.",
    ],
  ])("%s, and says so in one sentence", async (_when, variables, sentence) => {
    await expect(start(variables)).rejects.toThrow(`the server ended with 1: ${sentence}\n`);
  });

  it("on a port in use, and says so in one sentence", async () => {
    const { url } = await start();
    const { port } = new URL(url);
    await expect(startParley({ PORT: port })).rejects.toThrow(
      `the server ended with 1: Port ${port} is in use: stop the other program, or set PORT to another one.\n`,
    );
  });
});

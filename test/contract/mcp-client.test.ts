import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { browserClock } from "../../web/adapters/browser-clock.ts";
import { McpClient } from "../../web/adapters/mcp-client.ts";
import { combineTools } from "../../web/core/tools/combine-tools.ts";
import type { ServerTool, ToolServerConnection, ToolServerError } from "../../web/core/tools/tool-server.ts";
import { ToolServers } from "../../web/core/tools/tool-servers.ts";
import { ManualClock } from "../fakes/manual-clock.ts";
import { type EverythingServer, startEverything } from "../setup/everything-server.ts";

const endless = () => new AbortController().signal;
const notBlocked = () => ({ seen: async () => false, stop: () => undefined });
const port = new McpClient({ clock: browserClock, watchBlocked: notBlocked, streamRetryMs: 20 });

const at = (url: string, headers?: Readonly<Record<string, string>>) => ({
  id: "e",
  name: "Everything",
  url,
  enabled: true,
  ...(headers === undefined ? {} : { headers }),
});

interface Heard {
  readonly lists: (readonly ServerTool[])[];
  readonly lost: ToolServerError[];
}

const opened: ToolServerConnection[] = [];

async function connect(url: string, heard: Heard = { lists: [], lost: [] }): Promise<ToolServerConnection> {
  const events = {
    onTools: (tools: readonly ServerTool[]) => heard.lists.push(tools),
    onLost: (error: ToolServerError) => heard.lost.push(error),
  };
  const connection = await port.connect(at(url), events, endless());
  opened.push(connection);
  return connection;
}

afterEach(() => {
  for (const connection of opened.splice(0)) connection.close();
});

describe("McpClient on the reference server", () => {
  let everything: EverythingServer;
  beforeAll(async () => {
    everything = await startEverything();
  }, 30_000);
  afterAll(() => everything.stop());

  async function call(name: string, args: object = {}) {
    const connection = await connect(everything.url);
    const progress: string[] = [];
    const options = { signal: endless(), onProgress: (text: string) => void progress.push(text) };
    return { result: await connection.call(name, { ...args }, options), progress };
  }

  it("lists what there is", async () => {
    const { tools } = await connect(everything.url);
    const named = (wanted: string) => tools.find(({ name }) => name === wanted);
    expect(named("echo")).toMatchObject({
      description: "Echoes back the input string",
      inputSchema: { type: "object", required: ["message"] },
      readOnly: true,
      needsTask: false,
    });
    expect(named("simulate-research-query")).toMatchObject({ needsTask: true });
  });

  it("offers all of them but the one that needs a task", async () => {
    const servers = new ToolServers({ port, clock: browserClock });
    servers.configure([at(everything.url)]);
    await servers.settled(10_000);
    const refused = () => combineTools(new Map(), [], servers.offered(), []).refused;
    await expect
      .poll(refused)
      .toEqual([
        { name: "simulate-research-query", server: "Everything", reason: expect.stringContaining("task") },
      ]);
    const { tools } = combineTools(new Map(), [], servers.offered(), []);
    expect([...tools.keys()]).toContain("get-sum");
    servers.configure([]);
  });

  it("runs a tool", async () => {
    const { result } = await call("echo", { message: "hello" });
    expect(result).toEqual({ isError: false, text: "Echo: hello", data: undefined });
  });

  it("gives structured data as data", async () => {
    const { result } = await call("get-structured-content", { location: "Chicago" });
    expect(result.data).toMatchObject({ conditions: expect.any(String), temperature: expect.any(Number) });
  });

  it("notes pictures, links and files in words", async () => {
    const image = await call("get-tiny-image");
    expect(image.result.text).toContain("[A picture (image/png), which cannot be passed on.]");
    expect(image.result.text.length).toBeLessThan(500);
    const links = await call("get-resource-links", { count: 2 });
    expect(links.result.text).toMatch(/\[.+: demo:\/\/resource\/.+\]/);
    const text = await call("get-resource-reference", { resourceType: "Text", resourceId: 1 });
    expect(text.result.text).toMatch(/demo:\/\/resource\/dynamic\/text\/1:\nResource 1/);
    const blob = await call("get-resource-reference", { resourceType: "Blob", resourceId: 1 });
    expect(blob.result.text).toMatch(/\[A file \(.+\) at demo:.+, which cannot be passed on\.\]/);
  });

  it("tells how far a long one got", async () => {
    const { result, progress } = await call("trigger-long-running-operation", { duration: 0.2, steps: 4 });
    expect(progress).toEqual(["Step 1 of 4.", "Step 2 of 4.", "Step 3 of 4.", "Step 4 of 4."]);
    expect(result.text).toContain("completed");
  });

  it("marks what the tool itself says has failed", async () => {
    const { result } = await call("get-resource-reference", { resourceType: "Nothing", resourceId: 1 });
    expect(result).toMatchObject({ isError: true, text: expect.stringContaining("resourceType") });
    expect((await call("no-such-tool")).result).toMatchObject({
      isError: true,
      text: expect.stringContaining("not found"),
    });
  });

  it("lets go of a call that is withdrawn, at once, and stays usable", async () => {
    const connection = await connect(everything.url);
    const controller = new AbortController();
    const running = connection.call(
      "trigger-long-running-operation",
      { duration: 60, steps: 300 },
      { signal: controller.signal, onProgress: () => controller.abort() },
    );
    await expect(running).rejects.toMatchObject({ name: "AbortError" });
    const options = { signal: endless(), onProgress: () => undefined };
    expect(await connection.call("echo", { message: "still here" }, options)).toMatchObject({
      text: "Echo: still here",
    });
  });

  it("gives up opening when it is told to", async () => {
    const controller = new AbortController();
    const events = { onTools: () => undefined, onLost: () => undefined };
    const opening = port.connect(at(everything.url), events, controller.signal);
    controller.abort();
    await expect(opening).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("McpClient on a server that changes", () => {
  it("hears of new lists, and tells the server what is withdrawn", async () => {
    const server = await serveChanging();
    const heard: Heard = { lists: [], lost: [] };
    const connection = await connect(server.url, heard);
    expect(connection.tools.map(({ name }) => name)).toEqual(["wait"]);
    await server.streaming;
    server.add("later");
    await expect.poll(() => heard.lists.at(-1)?.map(({ name }) => name)).toEqual(["wait", "later"]);
    expect(connection.tools).toBe(heard.lists.at(-1));

    const controller = new AbortController();
    const options = { signal: controller.signal, onProgress: () => undefined };
    const waiting = connection.call("wait", {}, options);
    await server.waiting;
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
    await server.withdrawn;
    expect(heard.lost).toEqual([]);
    await server.close();
  });
});

describe("McpClient on a server that does not answer when it is left", () => {
  it("lets go of its stream after three seconds", async () => {
    const server = await serveChanging({ isDeaf: true });
    const clock = new ManualClock();
    const client = new McpClient({ clock, watchBlocked: notBlocked });
    const events = { onTools: () => undefined, onLost: () => undefined };
    const connection = await client.connect(at(server.url), events, endless());
    await server.streaming;
    connection.close();
    await server.leaving;
    clock.advance(2_999);
    expect(server.isStreaming()).toBe(true);
    clock.advance(1);
    await expect.poll(() => server.isStreaming()).toBe(false);
    expect(clock.pendingTimers).toBe(0);
    await server.close();
  });
});

/** A server with a tool that only ends when it is withdrawn, and with more to come. `isDeaf`: it never lets anybody go. */
async function serveChanging({ isDeaf = false } = {}) {
  const mcp = new McpServer({ name: "changing", version: "1" });
  const [waiting, onWaiting] = signalled();
  const [withdrawn, onWithdrawn] = signalled();
  const [streaming, onStreaming] = signalled();
  const [leaving, onLeaving] = signalled();
  let streams = 0;
  mcp.registerTool("wait", { description: "Waits." }, async ({ signal }) => {
    onWaiting();
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    onWithdrawn();
    return { content: [] };
  });
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: () => crypto.randomUUID() });
  await mcp.connect(transport as Parameters<typeof mcp.connect>[0]);
  const http = createServer((request, response) => {
    if (request.method === "DELETE") onLeaving();
    if (request.method === "DELETE" && isDeaf) return;
    void transport.handleRequest(request, response);
    if (request.method !== "GET") return;
    onStreaming();
    streams += 1;
    response.on("close", () => {
      streams -= 1;
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`,
    waiting,
    withdrawn,
    streaming,
    leaving,
    isStreaming: () => streams > 0,
    add: (name: string) => mcp.registerTool(name, {}, async () => ({ content: [] })),
    async close() {
      await mcp.close();
      http.close();
    },
  };
}

function signalled(): readonly [Promise<void>, () => void] {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return [promise, resolve];
}

describe("McpClient on a server with pages of tools", () => {
  it.each<[string, Readonly<Record<string, Page>>, readonly string[]]>([
    ["that lead on", { "": { names: ["a"], nextCursor: "next" }, next: { names: ["b"] } }, ["a", "b"]],
    ["whose last one has an empty cursor", { "": { names: ["a"], nextCursor: "" } }, ["a"]],
    [
      "that lead back",
      { "": { names: ["a"], nextCursor: "next" }, next: { names: [], nextCursor: "next" } },
      ["a"],
    ],
  ])("%s reads each once", async (_what, pages, names) => {
    const server = await servePages(pages);
    const { tools } = await connect(server.url);
    expect(tools.map(({ name }) => name)).toEqual(names);
    expect(server.asked).toEqual(Object.keys(pages));
    server.close();
  });
});

interface Page {
  readonly names: readonly string[];
  readonly nextCursor?: string;
}

/** A server without sessions that lists these pages, by cursor. */
async function servePages(pages: Readonly<Record<string, Page>>) {
  const asked: string[] = [];
  const answerTo = (method: string, cursor: string) => {
    if (method === "initialize")
      return {
        protocolVersion: "2025-06-18",
        capabilities: { tools: {} },
        serverInfo: { name: "pages", version: "1" },
      };
    asked.push(cursor);
    const { names = [], ...more } = pages[cursor] ?? {};
    return { tools: names.map((name) => ({ name, inputSchema: { type: "object" } })), ...more };
  };
  const server = createServer(async (request, response) => {
    if (request.method !== "POST") return response.writeHead(405).end();
    const { id, method, params } = JSON.parse((await request.toArray()).join(""));
    if (id === undefined) return response.writeHead(202).end();
    const result = answerTo(method, params?.cursor ?? "");
    return response
      .writeHead(200, { "Content-Type": "application/json" })
      .end(JSON.stringify({ jsonrpc: "2.0", id, result }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    asked,
    close: () => server.close(),
  };
}

describe("McpClient when the server goes", () => {
  it("hears that the connection is lost, and finds the server again", { timeout: 30_000 }, async () => {
    const first = await startEverything();
    const servers = new ToolServers({ port, clock: browserClock });
    servers.configure([at(first.url)]);
    await servers.settled(10_000);
    const status = () => servers.state.get()[0]?.status;
    expect(status()).toBe("ready");
    await first.stop();
    await expect.poll(status, { timeout: 10_000 }).toBe("failed");
    const second = await startEverything(first.port);
    await expect.poll(status, { timeout: 10_000 }).toBe("ready");
    servers.configure([]);
    await second.stop();
  });

  it("begins a new session for a call when the server has forgotten the old one", {
    timeout: 30_000,
  }, async () => {
    // So slow to ask for a lost stream that the call finds out first.
    const patient = new McpClient({ clock: browserClock, watchBlocked: notBlocked, streamRetryMs: 60_000 });
    const first = await startEverything();
    const servers = new ToolServers({ port: patient, clock: browserClock });
    servers.configure([at(first.url)]);
    await servers.settled(10_000);
    await first.stop();
    const second = await startEverything(first.port);
    const result = await servers
      .offered()[0]
      ?.call("echo", { message: "again" }, { signal: endless(), onProgress: () => undefined });
    expect(result).toMatchObject({ text: "Echo: again" });
    servers.configure([]);
    await second.stop();
  });
});

describe("McpClient on what is no such server", () => {
  let server: Server;
  let url: string;
  let answer: { readonly status: number; readonly body: string; readonly type: string };
  const asked: (string | undefined)[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.headers["x-key"]?.toString());
      response.writeHead(answer.status, { "Content-Type": answer.type }).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
  });
  afterAll(() => {
    server.close();
  });

  it.each([
    [401, "no", "unauthorized", "wants to know who asks (status 401)"],
    [403, "no", "unauthorized", "status 403"],
    [404, "no", "refused", "does not answer as an MCP server (status 404)"],
    [503, "no", "unreachable", "has trouble of its own (status 503)"],
    [200, "<p>Welcome</p>", "refused", "does not answer as an MCP server"],
    [200, "{}", "refused", "does not speak MCP"],
  ])("says so: %i %s", async (status, body, reason, message) => {
    answer = { status, body, type: body === "{}" ? "application/json" : "text/html" };
    await expect(connect(url)).rejects.toMatchObject({ reason, message: expect.stringContaining(message) });
  });

  it("sends the headers that the person has set", async () => {
    answer = { status: 404, body: "", type: "text/html" };
    asked.length = 0;
    const events = { onTools: () => undefined, onLost: () => undefined };
    await expect(port.connect(at(url, { "X-Key": "secret" }), events, endless())).rejects.toThrow();
    expect(asked[0]).toBe("secret");
  });

  it("says that nobody is there", async () => {
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
    const { port: closed } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    await expect(connect(`http://127.0.0.1:${closed}/mcp`)).rejects.toMatchObject({
      reason: "unreachable",
      message: expect.stringContaining("cannot be reached"),
    });
  });

  it.each([
    "tools.example",
    "http://tools.example/mcp",
    "https://user:secret@tools.example/mcp",
    "ftp://127.0.0.1/",
  ])("does not ask %s", async (address) => {
    await expect(connect(address)).rejects.toMatchObject({ reason: "address" });
  });
});

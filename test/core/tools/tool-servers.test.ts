import { describe, expect, it } from "vitest";
import { type McpServer, type ServerTool, ToolServerError } from "../../../web/core/tools/tool-server.ts";
import { ToolServers } from "../../../web/core/tools/tool-servers.ts";
import { FakeToolServers } from "../../fakes/fake-tool-servers.ts";
import { ManualClock } from "../../fakes/manual-clock.ts";

const server = (id: string, changes: Partial<McpServer> = {}): McpServer => ({
  id,
  name: `Server ${id}`,
  url: `https://${id}.example/mcp`,
  enabled: true,
  ...changes,
});

const tool = (name: string): ServerTool => ({
  name,
  title: undefined,
  description: "",
  inputSchema: { type: "object" },
  readOnly: true,
  needsTask: false,
});

const unreachable = new ToolServerError("unreachable", "a.example cannot be reached.");
const turns = () => new Promise<void>((resolve) => setImmediate(resolve));
const options = (signal = new AbortController().signal) => ({ signal, onProgress: () => undefined });

function world() {
  const port = new FakeToolServers();
  const clock = new ManualClock();
  const servers = new ToolServers({ port, clock });
  const statuses = () => servers.state.get().map(({ id, status }) => `${id} ${status}`);
  const call = async (name = "echo", signal?: AbortSignal) => {
    const [offered] = servers.offered();
    if (offered === undefined) throw new Error("nothing is offered");
    return offered.call(name, {}, options(signal));
  };
  return { port, clock, servers, statuses, call };
}

describe("the servers of tools", () => {
  it("connect to what is enabled and offer what they have", async () => {
    const { port, servers, statuses } = world();
    port.tools = [tool("echo")];
    servers.configure([server("a"), server("b", { enabled: false })]);
    expect(statuses()).toEqual(["a connecting"]);
    expect(servers.offered()).toEqual([]);
    await servers.settled(1000);
    expect(servers.state.get()).toEqual([
      { id: "a", name: "Server a", status: "ready", tools: [tool("echo")] },
    ]);
    expect(servers.offered()).toMatchObject([{ name: "Server a", tools: [{ name: "echo" }] }]);
  });

  it("keep the connections that a change does not concern", async () => {
    const { port, servers, statuses } = world();
    servers.configure([server("a"), server("b"), server("c")]);
    await turns();
    servers.configure([
      server("a"),
      server("b", { url: "https://new.example" }),
      server("c", { enabled: false }),
    ]);
    expect(statuses()).toEqual(["a ready", "b connecting"]);
    expect(port.connections.map(({ closed }) => closed)).toEqual([false, true, true, false]);
    await turns();
    expect(statuses()).toEqual(["a ready", "b ready"]);
  });

  it("show a list that has changed", async () => {
    const { port, servers } = world();
    servers.configure([server("a")]);
    await turns();
    port.connections[0]?.events.onTools([tool("new")]);
    expect(servers.offered()[0]?.tools).toEqual([tool("new")]);
  });

  it("try again later and later when a server is away", async () => {
    const { port, clock, servers } = world();
    port.tools = unreachable;
    servers.configure([server("a")]);
    const delays: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      await turns();
      const [state] = servers.state.get();
      if (state?.status !== "failed") throw new Error("not failed");
      expect(state.error).toBe(unreachable);
      const delayMs = (state.retryAtMs ?? 0) - clock.now();
      delays.push(delayMs);
      clock.advance(delayMs);
    }
    expect(delays).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    port.tools = [];
    await turns();
    clock.advance(60_000);
    await turns();
    expect(servers.state.get()[0]?.status).toBe("ready");
  });

  it("do not try again by themselves what only a person can mend", async () => {
    const { port, clock, servers } = world();
    port.tools = new ToolServerError("blocked", "no");
    servers.configure([server("a")]);
    await turns();
    expect(servers.state.get()[0]).toMatchObject({ status: "failed", retryAtMs: undefined });
    expect(clock.pendingTimers).toBe(0);
    port.tools = [];
    servers.retry("a");
    await turns();
    expect(servers.state.get()[0]?.status).toBe("ready");
  });

  it("connect again when the connection is lost, with patience if it never holds", async () => {
    const { port, clock, servers } = world();
    servers.configure([server("a")]);
    const lose = async () => {
      await turns();
      port.connections.at(-1)?.events.onLost(new ToolServerError("lost", "lost"));
      const [state] = servers.state.get();
      const delayMs = state?.status === "failed" ? (state.retryAtMs ?? 0) - clock.now() : 0;
      clock.advance(delayMs);
      return delayMs;
    };
    expect([await lose(), await lose(), await lose()]).toEqual([1000, 2000, 4000]);
    await turns();
    clock.advance(30_000);
    expect(await lose()).toBe(1000);
  });

  it("ask once more, in a new session, what a server that forgot the session has not done", async () => {
    const { port, servers, call } = world();
    servers.configure([server("a")]);
    await turns();
    const expired = new ToolServerError("expired", "forgotten");
    port.answer = async (name) => {
      if (port.connections.length === 1) throw expired;
      return { isError: false, text: name, data: undefined };
    };
    const answers = await Promise.all([call("one"), call("two")]);
    expect(answers.map(({ text }) => text)).toEqual(["one", "two"]);
    expect(port.connections.map(({ closed }) => closed)).toEqual([true, false]);
    port.answer = async () => {
      throw expired;
    };
    await expect(call()).rejects.toBe(expired);
    expect(port.connections).toHaveLength(3);
  });

  it("do not ask twice what may have been done", async () => {
    const { port, servers, call } = world();
    servers.configure([server("a")]);
    await turns();
    port.answer = async () => {
      throw unreachable;
    };
    await expect(call()).rejects.toBe(unreachable);
    expect(servers.state.get()[0]).toMatchObject({ status: "failed", error: unreachable });
    expect(port.connections[0]?.closed).toBe(true);
  });

  it("stay connected when a tool fails in its own words", async () => {
    const { port, servers, call } = world();
    servers.configure([server("a")]);
    await turns();
    port.answer = async () => {
      throw new Error("No such file.");
    };
    await expect(call()).rejects.toThrow("No such file.");
    expect(servers.state.get()[0]?.status).toBe("ready");
  });

  it("connect for a call when they are not connected, until the call is withdrawn", async () => {
    const { port, servers } = world();
    servers.configure([server("a")]);
    await turns();
    const [offered] = servers.offered();
    port.connections[0]?.events.onLost(new ToolServerError("lost", "lost"));
    await expect(offered?.call("echo", {}, options())).resolves.toMatchObject({ text: "echo" });
    port.connections[1]?.events.onLost(new ToolServerError("lost", "lost"));
    port.tools = "silence";
    const withdrawn = new AbortController();
    const waiting = offered?.call("echo", {}, options(withdrawn.signal));
    withdrawn.abort();
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
    await expect(offered?.call("echo", {}, options(withdrawn.signal))).rejects.toMatchObject({
      name: "AbortError",
    });
  });

  it("are not waited for longer than agreed", async () => {
    const { port, clock, servers } = world();
    port.tools = "silence";
    servers.configure([server("a")]);
    let settled = false;
    const waiting = servers.settled(4000).then(() => {
      settled = true;
    });
    await turns();
    expect(settled).toBe(false);
    clock.advance(4000);
    await waiting;
    servers.configure([]);
    await servers.settled(4000);
    expect(port.attempts[0]?.signal.aborted).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });
});

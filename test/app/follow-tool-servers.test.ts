import { atom } from "nanostores";
import { describe, expect, it } from "vitest";
import { followToolServers } from "../../web/app/follow-tool-servers.ts";
import { defaultSettings, type Settings } from "../../web/core/settings.ts";
import type { McpServer } from "../../web/core/tools/tool-server.ts";
import { ToolServers } from "../../web/core/tools/tool-servers.ts";
import { FakeToolServers } from "../fakes/fake-tool-servers.ts";
import { ManualClock } from "../fakes/manual-clock.ts";

const server: McpServer = { id: "a", name: "A", url: "https://a.example/mcp", enabled: true };
const turns = () => new Promise<void>((resolve) => setImmediate(resolve));

function world(mcpServers: readonly McpServer[]) {
  const settings = atom<Settings>({ ...defaultSettings, mcpServers });
  const port = new FakeToolServers();
  const servers = new ToolServers({ port, clock: new ManualClock() });
  const loads: number[] = [];
  const load = async () => {
    loads.push(loads.length);
    return { servers };
  };
  const change = (changes: Partial<Settings>) => settings.set({ ...settings.get(), ...changes });
  return { ...followToolServers(load, settings), change, loads, port };
}

describe("the servers of tools in the app", () => {
  it("load nothing as long as none is enabled", async () => {
    const { toolServers, change, loads } = world([{ ...server, enabled: false }]);
    change({ mcpServers: [] });
    await turns();
    expect(loads).toEqual([]);
    expect(toolServers.get()).toEqual([]);
  });

  it("connect from the start, and follow what is changed", async () => {
    const { toolServers, change, port } = world([server]);
    await turns();
    expect(toolServers.get()).toMatchObject([{ id: "a", status: "ready" }]);
    change({ mcpServers: [server, { ...server, id: "b", name: "B" }] });
    await turns();
    expect(toolServers.get()).toMatchObject([{ id: "a" }, { id: "b", status: "ready" }]);
    change({ mcpServers: [] });
    await turns();
    expect(toolServers.get()).toEqual([]);
    expect(port.connections.every(({ closed }) => closed)).toBe(true);
  });

  it("do not mind other settings, and connect anew when asked", async () => {
    const { change, port, retryToolServer } = world([server]);
    await turns();
    change({ voiceActivity: "noisy", mcpServers: [{ ...server }] });
    await turns();
    expect(port.attempts).toHaveLength(1);
    retryToolServer("a");
    await turns();
    expect(port.attempts).toHaveLength(2);
  });
});

import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { browserClock } from "../../web/adapters/browser-clock.ts";
import { McpClient } from "../../web/adapters/mcp-client.ts";
import { combineTools } from "../../web/core/tools/combine-tools.ts";
import type { McpServer } from "../../web/core/tools/tool-server.ts";
import { ToolServers } from "../../web/core/tools/tool-servers.ts";
import { FakeToolContext } from "../fakes/fake-tool-context.ts";

const url = inject("mcpServerUrl");
const [, refused] = inject("toolBackEndUrls");
const violations: string[] = [];

// A policy cannot be taken back, so this file has a page of its own.
beforeAll(() => {
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
    violations.push(effectiveDirective);
  });
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = `script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ws: ${new URL(url).origin}`;
  document.head.append(policy);
});

const servers = new ToolServers({ port: new McpClient({ clock: browserClock }), clock: browserClock });
afterAll(() => servers.configure([]));

async function connected(server: Partial<McpServer>) {
  servers.configure([{ id: "e", name: "Everything", url, enabled: true, ...server }]);
  await servers.settled(15_000);
  return servers.state.get()[0];
}

describe("McpClient on a page whose policy forbids eval", () => {
  it("connects, validates, and runs the server's tools", async () => {
    // Proof that the policy holds, and is heard of.
    expect(() => new Function("return 1")).toThrow();
    await expect.poll(() => violations).toEqual(["script-src"]);
    violations.length = 0;
    expect(await connected({})).toMatchObject({ status: "ready" });
    const { tools } = combineTools(new Map(), [], servers.offered(), []);
    const sum = tools.get("get-sum");
    const checked = await sum?.input["~standard"].validate({ a: 2, b: "3" });
    expect(checked?.issues).toMatchObject([{ path: ["b"] }]);
    const context = new FakeToolContext();
    expect(await sum?.run({ a: 2, b: 3 }, context)).toMatchObject({ text: expect.stringContaining("5") });
    const long = tools.get("trigger-long-running-operation");
    await long?.run({ duration: 0.1, steps: 2 }, context);
    expect(context.told.map(({ text }) => text)).toEqual(["Step 1 of 2.", "Step 2 of 2."]);
    expect(violations).toEqual([]);
  });

  it("says which origin the token server must name when the policy refuses it", async () => {
    expect(await connected({ url: `${refused}/mcp` })).toMatchObject({
      status: "failed",
      error: {
        reason: "blocked",
        message: `This page may not connect to ${refused}: the server's ALLOWED_TOOL_ORIGINS must name it.`,
      },
    });
  });
});

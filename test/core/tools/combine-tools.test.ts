import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { combineTools } from "../../../web/core/tools/combine-tools.ts";
import type { HttpToolDefinition } from "../../../web/core/tools/http-definition.ts";
import type { CallServerTool, OfferedServer } from "../../../web/core/tools/server-tool.ts";
import { defineTool, type Tool } from "../../../web/core/tools/tool.ts";
import type { ServerTool } from "../../../web/core/tools/tool-server.ts";
import { valibotInput } from "../../../web/tools/support/valibot-input.ts";
import { FakeToolContext } from "../../fakes/fake-tool-context.ts";

const plain = { description: "Does it.", input: valibotInput(v.object({})), run: () => ({}) };
const builtIn: ReadonlyMap<string, Tool> = new Map(
  ["end_call", "search"].map((name) => [name, defineTool({ ...plain, name })]),
);

const http = (name: string, changes: Partial<HttpToolDefinition> = {}): HttpToolDefinition => ({
  id: name,
  name,
  description: "Asks a host.",
  parameters: {},
  urlTemplate: "https://a.example/",
  method: "GET",
  headers: {},
  enabled: true,
  ...changes,
});

const described = (name: string, changes: Partial<ServerTool> = {}): ServerTool => ({
  name,
  title: undefined,
  description: "Of a server.",
  inputSchema: { type: "object", properties: { text: { type: "string" } } },
  readOnly: true,
  needsTask: false,
  ...changes,
});

const server = (name: string, tools: readonly ServerTool[], call: CallServerTool = echo): OfferedServer => ({
  name,
  tools,
  call,
});

const echo: CallServerTool = async (name, args) => ({
  isError: false,
  text: `${name} ${JSON.stringify(args)}`,
  data: undefined,
});

const names = ({ tools }: { readonly tools: ReadonlyMap<string, Tool> }) => [...tools.keys()];

describe("combineTools", () => {
  it("puts the tools of all kinds side by side", () => {
    const combined = combineTools(
      builtIn,
      [http("get_tide")],
      [server("notes", [described("add-note")])],
      [],
    );
    expect(names(combined)).toEqual(["end_call", "search", "get_tide", "add-note"]);
    expect(combined.refused).toEqual([]);
  });

  it("leaves out what is off", () => {
    const servers = [server("notes", [described("search"), described("add")])];
    const off = ["search", "get_tide", "notes.search"];
    const combined = combineTools(builtIn, [http("get_tide"), http("b", { enabled: false })], servers, off);
    expect(names(combined)).toEqual(["end_call", "add"]);
    expect(combined.refused).toEqual([]);
  });

  it("names a server's tool after its server when the name is taken, also by one that is off", () => {
    const servers = [server("my notes", [described("search")]), server("web", [described("search")])];
    expect(names(combineTools(builtIn, [], servers, ["search"]))).toEqual([
      "end_call",
      "my_notes.search",
      "web.search",
    ]);
  });

  it("refuses a second server of the same name with the same tool", () => {
    const servers = [
      server("a", [described("x")]),
      server("a", [described("x")]),
      server("a", [described("x")]),
    ];
    const { tools, refused } = combineTools(builtIn, [], servers, []);
    expect([...tools.keys()].slice(2)).toEqual(["x", "a.x"]);
    expect(refused).toEqual([{ name: "x", server: "a", reason: expect.stringContaining("Another server") }]);
  });

  it("writes names in the letters that are allowed", () => {
    const servers = [server("s", [described("files/read"), described("2nd"), described("ü")])];
    expect(names(combineTools(new Map(), [], servers, []))).toEqual(["files_read", "_2nd", "_"]);
  });

  it("says why a tool cannot be offered", () => {
    const { refused } = combineTools(
      builtIn,
      [http("end_call"), http("one"), http("one", { id: "two" }), http("bad", { urlTemplate: "x" })],
      [
        server("s", [
          described("task", { needsTask: true }),
          described("odd", { inputSchema: { properties: { "a b": {} }, required: ["a b"] } }),
        ]),
      ],
      [],
    );
    expect(refused).toEqual([
      { name: "end_call", server: undefined, reason: "There is a tool of this name." },
      { name: "one", server: undefined, reason: "There is a tool of this name." },
      { name: "bad", server: undefined, reason: expect.stringContaining("https://host/path") },
      { name: "task", server: "s", reason: "It can only be run as a task, which Parley does not do." },
      { name: "odd", server: "s", reason: 'It needs an argument named "a b".' },
    ]);
  });

  it("takes as many as a call does, the built-in ones first", () => {
    const many = Array.from({ length: 70 }, (_, index) => described(`t${index}`));
    const { tools, refused } = combineTools(builtIn, [], [server("s", many)], []);
    expect(tools.size).toBe(64);
    expect(refused).toHaveLength(8);
    const long = Array.from({ length: 40 }, (_, index) =>
      described(`t${index}`, { description: "x".repeat(2_000) }),
    );
    const limited = combineTools(builtIn, [], [server("s", long)], []);
    expect(limited.tools.size).toBeLessThan(34);
    expect(limited.refused.at(-1)?.reason).toBe(
      "A call takes no more descriptions of tools: turn others off.",
    );
  });

  it("bounds descriptions and falls back to title and name", () => {
    const tools = [
      described("a", { description: "x".repeat(2_000) }),
      described("b", { description: " ", title: "Bee" }),
      described("c", { description: "" }),
    ];
    const combined = combineTools(new Map(), [], [server("s", tools)], []).tools;
    expect([...combined.values()].map(({ description }) => description)).toEqual([
      `${"x".repeat(999)}…`,
      "Bee",
      "c",
    ]);
  });
});

describe("a server's tool", () => {
  async function run(call: CallServerTool, tool = described("files/read")) {
    const [made] = combineTools(new Map(), [], [server("s", [tool], call)], []).tools.values();
    if (made === undefined) throw new Error("no tool");
    const context = new FakeToolContext();
    return { tool: made, context, result: await made.run({ text: "hi" }, context) };
  }

  it("is called by the name its server knows, and tells how far it got", async () => {
    const { result, context } = await run(async (name, args, { signal, onProgress }) => {
      onProgress("Half of it.");
      expect(signal.aborted).toBe(false);
      return echo(name, args, { signal, onProgress });
    });
    expect(result).toEqual({ status: "ok", text: 'files/read {"text":"hi"}' });
    expect(context.told).toEqual([{ text: "Half of it.", tellAgent: false }]);
  });

  it("gives data before text", async () => {
    const { result } = await run(async () => ({ isError: false, text: "{}", data: { a: 1 } }));
    expect(result).toEqual({ status: "ok", data: { a: 1 } });
  });

  it("fails when it says that it failed", async () => {
    const failing = run(async () => ({ isError: true, text: "No such file.", data: undefined }));
    await expect(failing).rejects.toThrow("No such file.");
  });

  it("is allowed for good by itself, and not what has its name while its server is away", () => {
    const tools = [described("send", { readOnly: false })];
    const permissions = (...servers: readonly OfferedServer[]) =>
      Array.from(combineTools(new Map(), [], servers, []).tools.values(), ({ name, permission }) => [
        name,
        permission,
      ]);
    expect(permissions(server("a", tools), server("b", tools))).toEqual([
      ["send", "a.send"],
      ["b.send", "b.send"],
    ]);
    expect(permissions(server("b", tools))).toEqual([["send", "b.send"]]);
  });

  it("asks the person unless its server says that it changes nothing", async () => {
    expect((await run(echo)).tool.needsApproval).toBe(false);
    expect((await run(echo, described("rm", { readOnly: false }))).tool.needsApproval).toBe(true);
  });
});

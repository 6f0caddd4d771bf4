import { describe, expect, it } from "vitest";
import { modelProfile } from "../../../web/core/live/models.ts";
import { declareTool } from "../../../web/core/tools/declare.ts";
import type { HttpToolDefinition } from "../../../web/core/tools/http-definition.ts";
import { httpToolProblems } from "../../../web/core/tools/http-problems.ts";
import { httpTool } from "../../../web/core/tools/http-tool.ts";
import type { Tool } from "../../../web/core/tools/tool.ts";
import { FakeToolContext } from "../../fakes/fake-tool-context.ts";

const weather: HttpToolDefinition = {
  id: "w",
  name: "get_tide",
  description: "Tells the tide at a place.",
  parameters: {
    type: "object",
    properties: {
      place: { type: "string", description: "A harbour." },
      day: { type: "string" },
      tags: { type: "array", items: { type: "string" } },
      depth: { type: "number", exclusiveMinimum: 0 },
    },
    required: ["place"],
    additionalProperties: false,
  },
  urlTemplate: "https://tides.example/{place}?day={day}",
  method: "GET",
  headers: { "X-Key": "secret-key" },
  enabled: true,
};

async function run(tool: Tool, args: unknown, context = new FakeToolContext()) {
  const checked = await tool.input["~standard"].validate(args);
  if (checked.issues !== undefined) return { issues: checked.issues };
  return { result: await tool.run(checked.value, context), context };
}

describe("an HTTP tool", () => {
  it("asks its host with the arguments in their places and the rest behind", async () => {
    const context = new FakeToolContext();
    context.answer = () => ({ body: { high: "14:05" } });
    const args = { place: "Le Havre", tags: ["a", "b"], depth: 2.5 };
    const { result } = await run(httpTool(weather), args, context);
    expect(result).toEqual({ status: "ok", httpStatus: 200, data: { high: "14:05" } });
    expect(context.fetched).toEqual([
      {
        url: new URL("https://tides.example/Le%20Havre?tags=a&tags=b&depth=2.5"),
        options: { method: "GET", headers: { "X-Key": "secret-key" } },
      },
    ]);
    expect(httpTool(weather).origins).toEqual(["https://tides.example"]);
  });

  it("sends the rest as JSON where there is a body", async () => {
    const context = new FakeToolContext();
    context.answer = () => ({ body: "" });
    const tool = httpTool({ ...weather, method: "POST" });
    const { result } = await run(tool, { place: "Hull", day: "today", depth: 1 }, context);
    expect(result).toMatchObject({ status: "ok", message: "The answer is empty." });
    expect(context.fetched[0]?.url.href).toBe("https://tides.example/Hull?day=today");
    expect(context.fetched[0]?.options).toEqual({
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Key": "secret-key" },
      body: '{"depth":1}',
    });
  });

  it("keeps to the content type that the person names", async () => {
    const context = new FakeToolContext();
    context.answer = () => ({ body: "x" });
    const headers = { "content-type": "application/merge-patch+json" };
    await run(httpTool({ ...weather, method: "PATCH", headers }), { place: "Hull" }, context);
    expect(context.fetched[0]?.options.headers).toEqual(headers);
  });

  it("gives back as text what is not JSON", async () => {
    const context = new FakeToolContext();
    context.answer = () => ({ body: "<b>High</b> at two" });
    const { result } = await run(httpTool(weather), { place: "Hull" }, context);
    expect(result).toEqual({ status: "ok", httpStatus: 200, text: "<b>High</b> at two" });
  });

  it("tells what is wrong with arguments, with everything its schema says", async () => {
    expect(await run(httpTool(weather), { depth: 0, more: 1 })).toMatchObject({
      issues: expect.arrayContaining([
        expect.objectContaining({ message: expect.stringContaining('required property "place"') }),
        expect.objectContaining({ path: ["depth"] }),
        expect.objectContaining({ path: ["more"] }),
      ]),
    });
  });

  it("fails when its host refuses", async () => {
    await expect(run(httpTool(weather), { place: "Hull" })).rejects.toThrow("tides.example answered 404");
  });

  it("does not let an argument change the path", async () => {
    await expect(run(httpTool(weather), { place: ".." })).rejects.toThrow("is no part of an address");
  });

  it("asks the person before it changes something", () => {
    expect(httpTool(weather).needsApproval).toBe(false);
    expect(httpTool({ ...weather, method: "DELETE" }).needsApproval).toBe(true);
  });

  it("is declared without what the service does not take, and without its headers", () => {
    const declaration = declareTool(httpTool(weather), modelProfile("gemini-3.8-live").tools);
    expect(declaration).toEqual({
      name: "get_tide",
      description: "Tells the tide at a place.",
      parametersJsonSchema: {
        type: "object",
        properties: {
          place: { type: "string", description: "A harbour." },
          day: { type: "string" },
          tags: { type: "array", items: { type: "string" } },
          depth: { type: "number" },
        },
        required: ["place"],
      },
    });
    expect(JSON.stringify(declaration)).not.toContain("secret-key");
  });
});

describe("the problems of a definition", () => {
  const problems = (changes: Partial<HttpToolDefinition>, others: readonly HttpToolDefinition[] = []) =>
    httpToolProblems({ ...weather, ...changes }, new Set(["end_call"]), others);

  it("are none when it can be used, also beside itself", () => {
    expect(problems({}, [weather])).toEqual({});
    expect(problems({ parameters: {}, urlTemplate: "https://tides.example/" })).toEqual({});
  });

  it.each<[Partial<HttpToolDefinition>, string, string]>([
    [{ name: "end_call" }, "name", "There is a tool of this name."],
    [{ name: "1st" }, "name", "beginning with a letter"],
    [{ name: "get tide" }, "name", "letters, digits and _"],
    [{ description: " " }, "description", "Say when"],
    [{ parameters: { type: "string" } }, "parameters", "that of an object"],
    [{ parameters: { $ref: "https://a.example/schema" } }, "parameters", "refer to https://a.example/schema"],
    [
      { parameters: { properties: { place: { pattern: "(" } }, required: ["place"] } },
      "parameters",
      "( is no pattern",
    ],
    [
      { parameters: { properties: { "a b": {} }, required: ["a b"] } },
      "parameters",
      'an argument named "a b"',
    ],
    [{ parameters: { description: "x".repeat(8_000) } }, "parameters", "at most 8000 characters"],
    [{ urlTemplate: "http://tides.example/{place}" }, "urlTemplate", "must begin with https"],
    [
      { urlTemplate: "https://tides.example/{harbour}" },
      "urlTemplate",
      "{harbour} is not among the arguments",
    ],
    [{ urlTemplate: "https://tides.example/{day}" }, "urlTemplate", "the arguments must require it"],
    [{ headers: { "X Key": "a" } }, "headers", "is no name of a header"],
    [{ headers: { Host: "a" } }, "headers", "does not let pages send Host"],
    [{ headers: { "X-Key": "line\nbreak" } }, "headers", "ASCII only"],
  ])("are said for each field: %j", (changes, field, message) => {
    const found = problems(changes);
    expect(Object.keys(found)).toContain(field);
    expect(JSON.stringify(found)).toContain(JSON.stringify(message).slice(1, -1));
  });

  it("name two definitions with one name, and never a header's value", () => {
    expect(problems({}, [{ ...weather, id: "other" }])).toEqual({ name: "There is a tool of this name." });
    expect(JSON.stringify(problems({ headers: { "X-Key": "gehéim" } }))).not.toContain("gehéim");
  });
});

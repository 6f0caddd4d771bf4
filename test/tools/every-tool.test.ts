import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { modelProfile, models } from "../../web/core/live/models.ts";
import { requestLimits } from "../../web/core/live/request-limits.ts";
import { asObject, isObject, type WireObject } from "../../web/core/live/wire.ts";
import { declareTool, declareTools } from "../../web/core/tools/declare.ts";
import { runTool } from "../../web/core/tools/run-tool.ts";
import { createToolState } from "../../web/core/tools/tool-state.ts";
import { loadTools } from "../../web/tools/registry.ts";
import { ManualClock } from "../fakes/manual-clock.ts";

const tools = await loadTools();
const support = modelProfile().tools;

describe("the folder of tools", () => {
  it("holds one tool in each file", () => {
    const folder = new URL("../../web/tools/", import.meta.url);
    const files = readdirSync(folder).filter((file) => file.endsWith(".ts") && file !== "registry.ts");
    expect(tools.size).toBe(files.length);
    expect([...tools.keys()]).toEqual(expect.arrayContaining(["end_call", "get_current_time"]));
  });

  it.each(models.map(({ id }) => id))("can be declared to %s within the limits of a request", (model) => {
    const declarations = declareTools(tools.values(), modelProfile(model).tools);
    expect(declarations.length).toBeLessThanOrEqual(requestLimits.tools);
    expect(JSON.stringify(declarations).length).toBeLessThanOrEqual(requestLimits.toolsJson);
  });
});

describe.each([...tools])("%s", (name, tool) => {
  it("is declared as last agreed", () => {
    expect(declareTool(tool, support)).toMatchSnapshot();
  });

  it("describes itself and each of its arguments", () => {
    const declaration = declareTool(tool, support);
    expect(declaration.name).toBe(name);
    expect(declaration.description.length).toBeGreaterThan(20);
    expect(undescribed(declaration.parametersJsonSchema, name)).toEqual([]);
  });

  it("ends when its call is withdrawn", async () => {
    const controller = new AbortController();
    const run = {
      call: { id: "1", name, args: sampleArguments(declareTool(tool, support).parametersJsonSchema) },
      host: { state: createToolState(), endCall: () => undefined },
      signal: controller.signal,
      clock: new ManualClock(),
      timeZone: "Europe/Berlin",
    };
    let settled: Promise<unknown> = Promise.resolve();
    const watched = {
      ...tool,
      run(...given: Parameters<typeof tool.run>) {
        const result = Promise.resolve(tool.run(...given));
        settled = result.catch(() => undefined);
        return result;
      },
    };
    const outcome = runTool(watched, run);
    await Promise.resolve();
    controller.abort();
    expect((await outcome).response.response["error"]).not.toMatchObject({ status: "invalid_arguments" });
    await settled;
  });
});

/** Paths of arguments without a description. */
function undescribed(schema: unknown, path: string): readonly string[] {
  if (!isObject(schema)) return [];
  const fields = Object.entries(asObject(schema["properties"]));
  return fields.flatMap(([key, field]) => {
    const here = `${path}.${key}`;
    const deeper = [...undescribed(field, here), ...undescribed(asObject(field)["items"], `${here}[]`)];
    return asObject(field)["description"] === undefined ? [here, ...deeper] : deeper;
  });
}

/** The least arguments that fit a schema. */
function sampleArguments(schema: unknown): WireObject {
  const { properties, required } = asObject(schema);
  const names = Array.isArray(required) ? required : [];
  return Object.fromEntries(names.map((key) => [key, sample(asObject(asObject(properties)[key]))]));
}

function sample(schema: WireObject): unknown {
  const { type, minimum, items, enum: words, pattern } = schema;
  if (typeof pattern === "string") return texts.find((text) => new RegExp(pattern).test(text));
  if (Array.isArray(words)) return words[0];
  if (type === "object") return sampleArguments(schema);
  if (type === "array") return [sample(asObject(items))];
  if (type === "integer" || type === "number") return minimum ?? 1;
  return type === "boolean" ? true : "sample";
}

/** One of them fits every pattern that a tool asks for. */
const texts = ["sample", "USD", "2026-11-23", "10:00", "2026-11-23T10:00", "https://example.org/"];

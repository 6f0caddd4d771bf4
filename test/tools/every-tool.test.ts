import { readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { modelProfile, models } from "../../web/core/live/models.ts";
import { requestLimits } from "../../web/core/live/request-limits.ts";
import { asObject, isObject, type WireObject } from "../../web/core/live/wire.ts";
import { answerBytes } from "../../web/core/tools/bounded.ts";
import { declareTool, declareTools } from "../../web/core/tools/declare.ts";
import type { Tool } from "../../web/core/tools/tool.ts";
import { builtInTools } from "../../web/tools/registry.ts";
import { FakeToolContext } from "../fakes/fake-tool-context.ts";
import { ask } from "./support/ask.ts";

const tools = builtInTools();
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
    expect(name).toMatch(/^[a-z][a-z0-9_]{2,63}$/);
    expect(declaration.description.length).toBeGreaterThan(20);
    expect(undescribed(declaration.parametersJsonSchema, name)).toEqual([]);
  });

  it("answers with a status, or fails in words", async () => {
    const result = await ask(tool, sampleArguments(tool), new FakeToolContext()).catch((error) => error);
    if (result instanceof Error) expect(result.message).toMatch(/\w.*\.$/s);
    else expect(result).toHaveProperty("status", expect.any(String));
    expect(JSON.stringify(result).length).toBeLessThan(answerBytes);
  });

  it("ends when its call is withdrawn", async () => {
    const context = new StalledContext();
    const result = ask(tool, sampleArguments(tool), context).catch((error: unknown) => error);
    await Promise.resolve();
    context.controller.abort();
    // Whatever it is by then: it comes.
    await result;
  });
});

/** A world in which nothing that takes time ends before the call is withdrawn. */
class StalledContext extends FakeToolContext {
  override fetch(): Promise<never> {
    return this.#withdrawn();
  }

  override wait(): Promise<never> {
    return this.#withdrawn();
  }

  #withdrawn(): Promise<never> {
    return new Promise((_resolve, reject) => {
      this.signal.addEventListener("abort", () => reject(this.signal.reason));
    });
  }
}

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

/** The least arguments that a tool takes. */
function sampleArguments(tool: Tool): WireObject {
  return sampleObject(asObject(declareTool(tool, support).parametersJsonSchema));
}

function sampleObject({ properties, required }: WireObject): WireObject {
  const names = Array.isArray(required) ? required : [];
  return Object.fromEntries(names.map((key) => [key, sample(asObject(asObject(properties)[key]))]));
}

function sample(schema: WireObject): unknown {
  const { type, minimum, items, pattern, enum: words } = schema;
  if (Array.isArray(words)) return words[0];
  if (type === "object") return sampleObject(schema);
  if (type === "array") return [sample(asObject(items))];
  if (type === "integer" || type === "number") return minimum ?? 1;
  if (type === "boolean") return true;
  return typeof pattern === "string" ? textLike(pattern) : "sample";
}

/** Always the same text that matches. */
function textLike(pattern: string): unknown {
  return fc.sample(fc.stringMatching(new RegExp(pattern)), { numRuns: 1, seed: 1 })[0];
}

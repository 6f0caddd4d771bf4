import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { modelProfile } from "../../../web/core/live/models.ts";
import { declareTool, declareTools } from "../../../web/core/tools/declare.ts";
import { geminiSchema } from "../../../web/core/tools/gemini-schema.ts";
import { defineTool, type Tool, type ToolInput } from "../../../web/core/tools/tool.ts";
import { valibotInput } from "../../../web/tools/support/valibot-input.ts";

const support = modelProfile("gemini-3.8-live").tools;
const noArguments = valibotInput(v.object({}));

function toolWith(input: ToolInput, name = "book", description = "Books a room.") {
  return defineTool({ name, description, input, run: () => ({}) });
}

describe("declareTool", () => {
  it("describes every argument as the model has to give it", () => {
    const input = valibotInput(
      v.object({
        topic: v.pipe(v.string(), v.minLength(1), v.maxLength(80), v.description("What it is about.")),
        room: v.picklist(["virtual", "mind_manor"]),
        people: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(9)),
        minutes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(5), v.maxValue(240)), 30),
        place: v.optional(v.object({ city: v.string() })),
        note: v.nullable(v.string()),
      }),
    );
    expect(declareTool(toolWith(input), support)).toEqual({
      name: "book",
      description: "Books a room.",
      parametersJsonSchema: {
        type: "object",
        properties: {
          topic: { type: "string", minLength: 1, maxLength: 80, description: "What it is about." },
          room: { type: "string", enum: ["virtual", "mind_manor"] },
          people: { type: "array", items: { type: "string" }, minItems: 1, maxItems: 9 },
          minutes: { type: "integer", minimum: 5, maximum: 240, default: 30 },
          place: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
          note: { anyOf: [{ type: "string" }, { type: "null" }] },
        },
        required: ["topic", "room", "people", "note"],
      },
    });
  });

  it("gives a tool without arguments no schema at all", () => {
    const declaration = declareTool(toolWith(noArguments), support);
    expect(declaration).toEqual({ name: "book", description: "Books a room." });
  });

  it("names a behaviour only to models that take it", () => {
    const tool: Tool = { ...toolWith(noArguments), behavior: "BLOCKING" };
    const behaviors = [
      "gemini-3.8-live",
      "gemini-3.8-live-extended-thinking",
      "gemini-3.1-flash-live-preview",
    ].map((model) => declareTool(tool, modelProfile(model).tools).behavior);
    expect(behaviors).toEqual(["BLOCKING", undefined, undefined]);
  });

  it("makes new objects each time, since the SDK changes what it gets", () => {
    const tool = toolWith(valibotInput(v.object({ city: v.string() })));
    const [first, second] = [declareTool(tool, support), declareTool(tool, support)];
    expect(first.parametersJsonSchema).not.toBe(second.parametersJsonSchema);
    expect(first).toEqual(second);
  });

  it.each(["", "1st", "no spaces", "ümlaut", "x".repeat(129)])("refuses the name %j", (name) => {
    expect(() => declareTool(toolWith(noArguments, name), support)).toThrow("is no name for a tool");
  });

  it("refuses a tool without a description", () => {
    expect(() => declareTool(toolWith(noArguments, "f", " "), support)).toThrow(
      "The tool f needs a description",
    );
  });

  it("refuses an input that is not an object", () => {
    expect(() => declareTool(toolWith(valibotInput(v.string())), support)).toThrow("must be an object");
  });

  it("declares tools in their order", () => {
    const tools = ["b", "a"].map((name) => toolWith(noArguments, name));
    expect(declareTools(tools, support).map(({ name }) => name)).toEqual(["b", "a"]);
  });
});

describe("geminiSchema", () => {
  it("leaves out what the service does not know and validation does anyway", () => {
    const schema = { $schema: "https://json-schema.org/draft/2020-12/schema", additionalProperties: false };
    expect(geminiSchema({ ...schema, type: "object" })).toEqual({ type: "object" });
  });

  it("leaves out an empty list of required arguments", () => {
    expect(geminiSchema({ type: "object", required: [] })).toEqual({ type: "object" });
  });

  it("writes a constant as an enum of one, and alternatives in one way", () => {
    expect(geminiSchema({ oneOf: [{ const: "a" }, { type: "string" }] })).toEqual({
      anyOf: [{ enum: ["a"] }, { type: "string" }],
    });
  });

  it.each([
    [{ $ref: "#/$defs/x" }, "the keyword $ref (at input)"],
    [{ allOf: [] }, "the keyword allOf"],
    [{ not: {} }, "the keyword not"],
    [{ exclusiveMinimum: 0 }, "the keyword exclusiveMinimum"],
    [{ type: ["string", "null"] }, 'the type ["string","null"]'],
    [{ type: "date" }, 'the type "date"'],
    [{ enum: [1, 2] }, "an enum of anything but texts"],
    [{ const: 1 }, "an enum of anything but texts"],
    [{ items: true }, "a schema that is not an object (at input[])"],
    [{ properties: { "a.b": {} } }, 'an argument named "a.b"'],
    [{ properties: { list: { items: { not: {} } } } }, "the keyword not (at input.list[])"],
    [{ anyOf: [{}, { if: {} }] }, "the keyword if (at input(2))"],
    [{ [`x`.repeat(3)]: 1 }, "the keyword xxx"],
  ])("refuses %j and says where", (schema, message) => {
    expect(() => geminiSchema(schema)).toThrow(message);
  });

  it("shares nothing with the schema it was given", () => {
    const schema = { type: "object", properties: { a: { type: "string", default: { deep: [1] } } } };
    const before = structuredClone(schema);
    const made = geminiSchema(schema);
    Object.assign(made, { type: "changed" });
    expect(schema).toEqual(before);
    expect(made["properties"]).not.toBe(schema.properties);
  });
});

import { describe, expect, it } from "vitest";
import { plainSchema } from "../../../web/core/tools/plain-schema.ts";

describe("plainSchema", () => {
  it.each([
    ["a constant text as an enum of one", { const: "a" }, { type: "string", enum: ["a"] }],
    ["the type of an enum", { enum: ["a", "b"] }, { type: "string", enum: ["a", "b"] }],
    [
      "texts to choose from as one enum",
      { anyOf: [{ const: "a", description: "Which." }, { enum: ["b", "c"] }], description: "Which." },
      { type: "string", enum: ["a", "b", "c"], description: "Which." },
    ],
    [
      "several types as alternatives",
      { type: ["string", "null"], description: "Maybe." },
      { anyOf: [{ type: "string" }, { type: "null" }], description: "Maybe." },
    ],
    [
      "a description of the whole once",
      {
        oneOf: [
          { type: "string", description: "Both." },
          { type: "null", description: "Both." },
        ],
        description: "Both.",
      },
      { anyOf: [{ type: "string" }, { type: "null" }], description: "Both." },
    ],
    [
      "descriptions of single words",
      { anyOf: [{ const: "a", description: "First." }, { const: "b" }] },
      {
        anyOf: [
          { type: "string", enum: ["a"], description: "First." },
          { type: "string", enum: ["b"] },
        ],
      },
    ],
    [
      "limits of integers with their numbers",
      { type: "integer", exclusiveMinimum: 0, exclusiveMaximum: 10 },
      { type: "integer", minimum: 1, maximum: 9 },
    ],
    [
      "limits of integers that are none themselves",
      { type: "integer", exclusiveMinimum: 0.5, exclusiveMaximum: 9.5 },
      { type: "integer", minimum: 1, maximum: 9 },
    ],
    ["limits of fractions, widened", { type: "number", exclusiveMinimum: 0 }, { type: "number", minimum: 0 }],
    [
      "no limits that every integer has",
      { type: "integer", minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
      { type: "integer" },
    ],
    [
      "a simple pattern",
      { type: "string", pattern: "^\\d{2}(?:a|b)$" },
      { type: "string", pattern: "^\\d{2}(?:a|b)$" },
    ],
    ["no pattern that looks ahead", { type: "string", pattern: "^(?!x)" }, { type: "string" }],
    ["no pattern that looks behind", { type: "string", pattern: "(?<=x)y" }, { type: "string" }],
    ["no pattern that looks back", { type: "string", pattern: "(a|b)\\1" }, { type: "string" }],
    ["a moment", { type: "string", format: "date-time" }, { type: "string", format: "date-time" }],
    ["no format that only hints", { type: "string", format: "email" }, { type: "string" }],
  ])("writes %s", (_what, given, expected) => {
    expect(plainSchema(given)).toEqual(expected);
    expect(plainSchema({ properties: { a: given } })).toEqual({ properties: { a: expected } });
    expect(plainSchema({ type: "array", items: given })).toEqual({ type: "array", items: expected });
  });

  it.each([
    { $ref: "#/$defs/x" },
    { const: 1 },
    { enum: [1, "a"] },
    { allOf: [{}] },
    { items: true },
    "text",
    null,
  ])("leaves %j for others to refuse", (given) => {
    expect(plainSchema(given)).toEqual(given);
  });

  it("does not mistake an argument for a keyword", () => {
    const schema = { type: "object", properties: { pattern: { type: "string" }, const: { type: "number" } } };
    expect(plainSchema(schema)).toEqual(schema);
  });

  it("shares nothing with what it is given", () => {
    const given = {
      type: "object",
      default: { deep: [1] },
      required: ["a"],
      properties: { a: { enum: ["x"] } },
    };
    const before = structuredClone(given);
    const made = plainSchema(given) as typeof given;
    made.default.deep.push(2);
    made.required.push("b");
    made.properties.a.enum.push("y");
    expect(given).toEqual(before);
  });
});

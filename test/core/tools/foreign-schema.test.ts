import { describe, expect, it } from "vitest";
import { foreignSchema } from "../../../web/core/tools/foreign-schema.ts";

/** What becomes of one argument. */
const argument = (schema: unknown, more: object = {}) => {
  const reduced = foreignSchema({ type: "object", properties: { a: schema }, ...more });
  return (reduced["properties"] as Readonly<Record<string, unknown>>)["a"];
};

describe("foreignSchema", () => {
  it.each([
    [
      { type: "string", format: "email", examples: ["x"], minLength: 1 },
      { type: "string", format: "email", minLength: 1 },
    ],
    [{ type: "number", exclusiveMinimum: 0, multipleOf: 2 }, { type: "number" }],
    [
      { type: "integer", enum: [1, 2], description: "How many." },
      { type: "integer", description: "How many. One of: 1, 2." },
    ],
    [{ const: true }, { description: "One of: true." }],
    [{ const: "x" }, { enum: ["x"] }],
    [
      { type: ["string", "null"], maxLength: 3 },
      { anyOf: [{ type: "string", maxLength: 3 }, { type: "null" }] },
    ],
    [{ type: "string", nullable: true }, { anyOf: [{ type: "string" }, { type: "null" }] }],
    [{ type: "array" }, { type: "array", items: {} }],
    [
      { type: "array", items: [{ type: "string" }, {}] },
      { type: "array", items: { type: "string" } },
    ],
    [
      { type: "array", prefixItems: [{ type: "integer" }] },
      { type: "array", items: { type: "integer" } },
    ],
    [
      { oneOf: [{ type: "string" }, { const: 3 }, false] },
      { anyOf: [{ type: "string" }, { description: "One of: 3." }] },
    ],
    [{ not: { type: "string" }, if: {}, else: {} }, {}],
    [true, {}],
    [{ properties: { b: { type: "string" } } }, { type: "object", properties: { b: { type: "string" } } }],
  ])("tells %j as far as it can be told", (schema, told) => {
    expect(argument(schema)).toEqual(told);
  });

  it("writes out what is referred to and composed", () => {
    const $defs = {
      name: { type: "string", description: "A name." },
      person: { type: "object", properties: { name: { $ref: "#/$defs/name" } }, required: ["name"] },
    };
    const schema = {
      allOf: [{ $ref: "#/$defs/person" }, { properties: { age: { type: "integer" } }, required: ["age"] }],
    };
    expect(argument(schema, { $defs })).toEqual({
      type: "object",
      properties: { name: { type: "string", description: "A name." }, age: { type: "integer" } },
      required: ["name", "age"],
    });
  });

  it("ends a schema that holds itself", () => {
    const $defs = {
      tree: { type: "object", properties: { branch: { $ref: "#/$defs/tree" }, leaf: { type: "string" } } },
    };
    expect(argument({ $ref: "#/$defs/tree" }, { $defs })).toEqual({
      type: "object",
      properties: { branch: {}, leaf: { type: "string" } },
    });
    expect(() => foreignSchema({ properties: { again: { $ref: "#" } } })).not.toThrow();
  });

  it("leaves out arguments whose names cannot be said, unless they are needed", () => {
    expect(argument({ type: "string" }, { properties: { a: {}, "b.c": {}, d: false } })).toEqual({});
    expect(() => foreignSchema({ properties: { "b.c": {} }, required: ["b.c"] })).toThrow(
      'an argument named "b.c"',
    );
  });

  it("does not require what it does not know", () => {
    expect(foreignSchema({ properties: { a: {} }, required: ["a", "b", 3] })["required"]).toEqual(["a"]);
  });

  it("refuses references out of the schema, endless ones and depths", () => {
    expect(() => argument({ $ref: "https://a.example/s" })).toThrow("refer to https://a.example/s");
    expect(() => argument({ $ref: "#/$defs/__proto__" }, { $defs: {} })).toThrow("which is not there");
    const doubling = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [
        `d${index}`,
        { properties: { l: { $ref: `#/$defs/d${index + 1}` }, r: { $ref: `#/$defs/d${index + 1}` } } },
      ]),
    );
    expect(() => argument({ $ref: "#/$defs/d0" }, { $defs: { ...doubling, d30: {} } })).toThrow(
      "too many parts",
    );
    const deep = (levels: number): object => (levels === 0 ? {} : { type: "array", items: deep(levels - 1) });
    expect(() => argument(deep(30))).toThrow("too deeply");
  });

  it("refuses what is no schema", () => {
    expect(() => foreignSchema(true)).toThrow("not described by an object");
  });
});

import { type OutputUnit, type Schema, Validator } from "@cfworker/json-schema";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { WireObject } from "../live/wire.ts";
import { foreignSchema } from "./foreign-schema.ts";
import type { ToolInput } from "./tool.ts";

/**
 * The input of a tool that is described by a JSON Schema: declared as far as Gemini Live takes it, validated in full.
 * @throws Error saying why it cannot be declared
 */
export function jsonSchemaInput(schema: WireObject): ToolInput<WireObject> {
  const declared = foreignSchema(schema);
  // The validator writes into what it is given.
  const validator = new Validator(structuredClone(schema) as Schema, "2020-12", false);
  const describe = () => structuredClone(declared);
  return {
    "~standard": {
      version: 1,
      vendor: "json-schema",
      validate: (value) => outcome(value, validator),
      jsonSchema: { input: describe, output: describe },
    },
  };
}

function outcome(value: unknown, validator: Validator): StandardSchemaV1.Result<WireObject> {
  const { valid, errors } = validator.validate(value);
  // The schema is that of an object.
  if (valid) return { value: value as WireObject };
  const deepest = errors.filter(({ keyword }) => !wrapping.has(keyword));
  return { issues: (deepest.length > 0 ? deepest : errors).slice(0, 10).map(issue) };
}

/** Keywords whose error only says that there is one further in. */
const wrapping = new Set(["properties", "items", "prefixItems", "additionalProperties", "$ref", "allOf"]);

function issue({ instanceLocation, error }: OutputUnit): StandardSchemaV1.Issue {
  const steps = instanceLocation.split("/").slice(1);
  return {
    path: steps.map((step) => decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~")),
    message: error,
  };
}

import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";
import { toStandardJsonSchema } from "@valibot/to-json-schema";
import type { BaseIssue, BaseSchema, InferInput, InferOutput } from "valibot";

type Schema = BaseSchema<unknown, unknown, BaseIssue<unknown>>;
type Both<Input, Output> = StandardSchemaV1<Input, Output> & StandardJSONSchemaV1<Input, Output>;

/** A Valibot schema as the input of a tool: it validates, and describes itself. */
export function valibotInput<S extends Schema>(schema: S): Both<InferInput<S>, InferOutput<S>> {
  const { validate } = schema["~standard"];
  const { jsonSchema } = toStandardJsonSchema(schema)["~standard"];
  return { "~standard": { version: 1, vendor: "valibot", validate, jsonSchema } };
}

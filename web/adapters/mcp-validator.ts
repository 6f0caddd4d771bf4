import { CfWorkerJsonSchemaValidator } from "@modelcontextprotocol/sdk/validation/cfworker";

/** Stands in the build for the SDK's usual validator, which needs eval and weighs as much as the rest of the client. */
export class AjvJsonSchemaValidator extends CfWorkerJsonSchemaValidator {}

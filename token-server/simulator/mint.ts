import { ApiError } from "./api-error.ts";
import type { Constraints } from "./constraints.ts";
import { asNumber, asObject, asString, type JsonObject } from "./json.ts";
import { findUnknownField, isMaskPath, type Shape, setupShape } from "./setup-fields.ts";
import type { TokenGrant } from "./tokens.ts";

const defaultLifeMs = 30 * 60_000;
const defaultConnectWindowMs = 60_000;
const maximumLifeMs = 20 * 60 * 60_000;

const requestShape: Shape = {
  expireTime: "any",
  newSessionExpireTime: "any",
  uses: "any",
  fieldMask: "any",
  bidiGenerateContentSetup: setupShape,
};

/** Reads the body of a mint request. Throws {@link ApiError} with the service's words. */
export function readMintRequest(body: unknown, nowMs: number): TokenGrant {
  const request = asObject(body);
  if (request === undefined) throw invalid("Invalid JSON payload received. Expected an object.");
  checkFields(request);
  return {
    uses: readUses(request["uses"]),
    expiresAtMs: readTime(request, "expireTime", nowMs, defaultLifeMs),
    connectBeforeMs: readTime(request, "newSessionExpireTime", nowMs, defaultConnectWindowMs),
    constraints: readConstraints(request),
  };
}

function invalid(message: string): ApiError {
  return new ApiError("INVALID_ARGUMENT", message);
}

function checkFields(request: JsonObject): void {
  const unknown = findUnknownField(request, requestShape, "auth_token");
  if (unknown === undefined) return;
  const { name, at } = unknown;
  throw invalid(`Invalid JSON payload received. Unknown name "${name}" at '${at}': Cannot find field.`);
}

function readUses(value: unknown): number {
  if (value === undefined) return 1;
  const uses = asNumber(value);
  if (uses === undefined || !Number.isInteger(uses) || uses < 0) {
    throw invalid("Invalid value at 'auth_token.uses' (TYPE_INT32)");
  }
  return uses;
}

function readTime(request: JsonObject, field: string, nowMs: number, defaultMs: number): number {
  const value = request[field];
  if (value === undefined) return nowMs + defaultMs;
  const name = field === "expireTime" ? "expire_time" : "new_session_expire_time";
  const timeMs = Date.parse(asString(value) ?? "");
  if (Number.isNaN(timeMs)) {
    throw invalid(
      `Invalid value at 'auth_token.${name}' (type.googleapis.com/google.protobuf.Timestamp), Field '${field}', Illegal timestamp format`,
    );
  }
  if (timeMs > nowMs + maximumLifeMs)
    throw invalid(`${name} is too far in the future. Maximum lifetime is 20h`);
  return timeMs;
}

function readConstraints(request: JsonObject): Constraints {
  const setup = asObject(request["bidiGenerateContentSetup"]);
  const paths = (asString(request["fieldMask"]) ?? "").split(",").filter((path) => path !== "");
  if (!paths.every(isMaskPath) || (paths.length > 0 && setup === undefined)) {
    throw invalid("field_mask is invalid for BidiGenerateContentSetup");
  }
  if (setup === undefined) return { kind: "none" };
  return paths.length === 0 ? { kind: "full", setup } : { kind: "masked", setup, paths };
}

import { asObject, asString, dig, type JsonObject } from "./json.ts";

/** How far a token fixes the setup of its sessions. */
export type Constraints =
  | { readonly kind: "none" }
  /** The token's setup takes the place of the client's. */
  | { readonly kind: "full"; readonly setup: JsonObject }
  /** The named paths come from the token, all else from the client. */
  | { readonly kind: "masked"; readonly setup: JsonObject; readonly paths: readonly string[] };

/** The setup in force: what the token fixes and what the client asks for, put together. */
export function effectiveSetup(
  constraints: Constraints,
  client: JsonObject,
  honourClientHandle = true,
): JsonObject {
  switch (constraints.kind) {
    case "none":
      return client;
    case "full":
      return honourClientHandle ? withClientHandle(constraints.setup, client) : constraints.setup;
    case "masked":
      return constraints.paths.reduce(
        (setup, path) => copyPath(constraints.setup, setup, path.split(".")),
        client,
      );
    default:
      return constraints satisfies never;
  }
}

/** The session handle that a setup asks to resume, if any. */
export function resumptionHandle(setup: JsonObject): string | undefined {
  const handle = asString(dig(setup, "sessionResumption", "handle"));
  return handle === "" ? undefined : handle;
}

/** Under a full lock the client's handle counts if the token allows resumption and names no handle itself. */
function withClientHandle(locked: JsonObject, client: JsonObject): JsonObject {
  const handle = resumptionHandle(client);
  if (handle === undefined || locked["sessionResumption"] === undefined) return locked;
  return resumptionHandle(locked) === undefined ? { ...locked, sessionResumption: { handle } } : locked;
}

/** A copy of `target` in which the value at the path is the one of `source`, or gone if `source` has none. */
function copyPath(source: unknown, target: JsonObject, path: readonly string[]): JsonObject {
  const [name, ...rest] = path;
  if (name === undefined) return target;
  const { [name]: old, ...others } = target;
  const given = asObject(source)?.[name];
  if (rest.length === 0) return given === undefined ? others : { ...others, [name]: given };
  return { ...others, [name]: copyPath(given, asObject(old) ?? {}, rest) };
}

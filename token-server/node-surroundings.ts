import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context } from "hono";
import { type StandIn, standInPath } from "./backend.ts";

/** The address that the socket comes from. */
export function peerAddress(context: Context): string {
  return getConnInfo(context).remote.address ?? "unknown";
}

/** Loaded only where it is needed: it brings a speech synthesiser with it. */
export async function loadStandIn(apiKey: string): Promise<StandIn> {
  const { createSimulator } = await import("./simulator/simulator.ts");
  const simulator = createSimulator({ basePath: standInPath, apiKeys: [apiKey] });
  return { ...simulator, basePath: standInPath };
}

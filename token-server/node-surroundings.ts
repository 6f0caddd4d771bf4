import { getConnInfo } from "@hono/node-server/conninfo";
import { type StandIn, type Surroundings, standInPath } from "./backend.ts";
import { redisCounters } from "./redis-counters.ts";

/** What a server in Node has, and one elsewhere may not. */
export const nodeSurroundings = {
  addressOf: (context) => getConnInfo(context).remote.address ?? "unknown",
  loadStandIn,
  redisCounters,
} satisfies Partial<Surroundings>;

/** Loaded only where it is needed: it brings a speech synthesiser with it. */
async function loadStandIn(apiKey: string): Promise<StandIn> {
  const { createSimulator } = await import("./simulator/simulator.ts");
  const simulator = createSimulator({ basePath: standInPath, apiKeys: [apiKey] });
  return { ...simulator, basePath: standInPath };
}

import { getConnInfo } from "@hono/node-server/conninfo";
import { type StandIn, type Surroundings, standInPath } from "./backend.ts";
import { StartError } from "./env.ts";
import { readText } from "./read-text.ts";
import { redisCounters } from "./redis-counters.ts";

/** What a server in Node has, and one elsewhere may not. */
export const nodeSurroundings = {
  addressOf: (context) => getConnInfo(context).remote.address ?? "unknown",
  loadStandIn,
  readTextFile,
  redisCounters,
} satisfies Partial<Surroundings>;

function readTextFile(variable: string, path: string): string {
  try {
    return readText(path);
  } catch (cause) {
    const message = `${variable} ${path} cannot be read: name a file that is there and that this user may read.`;
    throw new StartError(message, { cause });
  }
}

/** Loaded only where it is needed: it brings a speech synthesiser with it. */
async function loadStandIn(apiKey: string): Promise<StandIn> {
  const { createSimulator } = await import("./simulator/simulator.ts");
  const simulator = createSimulator({ basePath: standInPath, apiKeys: [apiKey] });
  return { ...simulator, basePath: standInPath };
}

import type { TestProject } from "vitest/node";
import { serveLive } from "../fakes/live-server.ts";
import { serveToolBackEnd } from "../fakes/tool-back-end.ts";
import { startEverything } from "./everything-server.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where the scripted Live service listens; see `test/fakes/live-server.ts`. */
    liveServerUrl: string;
    /** Where a tool's back-end listens, and a second one of another origin; see `test/fakes/tool-back-end.ts`. */
    toolBackEndUrls: readonly [string, string];
    /** Where the reference MCP server listens. */
    mcpServerUrl: string;
  }
}

/** Runs the scripted Live service and the tools' back-ends for as long as the browser tests run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const live = await serveLive();
  const backEnds = [await serveToolBackEnd(), await serveToolBackEnd()] as const;
  const mcp = await startEverything();
  project.provide("mcpServerUrl", mcp.url);
  project.provide("liveServerUrl", live.url);
  project.provide("toolBackEndUrls", [backEnds[0].url, backEnds[1].url]);
  return async () => {
    await mcp.stop();
    await Promise.all([live, ...backEnds].map((server) => server.close()));
  };
}

import type { TestProject } from "vitest/node";
import { serveLive } from "../fakes/live-server.ts";
import { serveToolBackEnd } from "../fakes/tool-back-end.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where the scripted Live service listens; see `test/fakes/live-server.ts`. */
    liveServerUrl: string;
    /** Where a tool's back-end listens, and a second one of another origin; see `test/fakes/tool-back-end.ts`. */
    toolBackEndUrls: readonly [string, string];
  }
}

/** Runs the scripted Live service and the tools' back-ends for as long as the browser tests run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const live = await serveLive();
  const backEnds = [await serveToolBackEnd(), await serveToolBackEnd()] as const;
  project.provide("liveServerUrl", live.url);
  project.provide("toolBackEndUrls", [backEnds[0].url, backEnds[1].url]);
  return async () => {
    await Promise.all([live, ...backEnds].map((server) => server.close()));
  };
}

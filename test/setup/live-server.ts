import type { TestProject } from "vitest/node";
import { serveLive } from "../fakes/live-server.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where the scripted Live service listens; see `test/fakes/live-server.ts`. */
    liveServerUrl: string;
  }
}

/** Runs the scripted Live service for as long as the browser tests run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await serveLive();
  project.provide("liveServerUrl", server.url);
  return () => server.close();
}

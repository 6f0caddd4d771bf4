import type { EventEmitter } from "node:events";
import { describeFailure } from "./failure.ts";
import type { HttpServer } from "./http-server.ts";
import type { Log } from "./log.ts";

/** How long answers under way may take once the server is told to stop. Minting gives upstream 10 s: nobody waits so long. */
const graceMs = 8_000;
/** After which the process ends, whatever still holds it. */
const limitMs = 10_000;

/** Tells of what nobody caught, and goes on: one failing request takes down nobody else's. */
export function surviveFailures(process: EventEmitter, log: Log): void {
  process.on("unhandledRejection", (reason) => {
    log.write({ event: "failure", from: "promise", error: describeFailure(reason) });
  });
  process.on("uncaughtException", (error) => {
    log.write({ event: "failure", from: "exception", error: describeFailure(error) });
  });
}

export interface Stopping {
  readonly http: HttpServer;
  /** Ends sockets that are no longer the HTTP server's. */
  readonly endSockets: () => Promise<void> | void;
  /** Lets go of what answers need; called when the last one is given. */
  readonly close: () => void;
  readonly log: Log;
}

/** Ends the process in order at the first signal; a second one ends it at once. @returns whether it is told to */
export function stopOnSignal(
  process: NodeJS.Process,
  { http, endSockets, close, log }: Stopping,
): () => boolean {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), limitMs).unref();
    log.write({ event: "stopping", running: http.running() });
    await Promise.all([http.stop(graceMs), endSockets()]);
    close();
    log.write({ event: "stopped", running: http.running() });
    // A question to the Live service whose asker was cut off would hold the process for longer than that.
    process.exit(0);
  };
  process.once("SIGINT", () => void stop());
  process.once("SIGTERM", () => void stop());
  return () => stopping;
}

import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { type HeardCall, heardBy } from "./heard.ts";
import type { SimulatorOptions } from "./options.ts";
import type { Scenario } from "./scenario.ts";
import { createSimulator, type Simulator } from "./simulator.ts";
import type { SessionTrace, TraceDepth } from "./trace.ts";

/** A simulator with a server of its own, for tests. */
export interface ServedSimulator {
  /** `http://127.0.0.1:port` plus the base path. */
  readonly url: string;
  readonly simulator: Simulator;
  /** One trace per socket, in order of arrival. */
  readonly sessions: readonly SessionTrace[];
  /** Counts for mints and connections from now on. */
  setScenario(scenario: Scenario | ((connection: number) => Scenario)): void;
  /** The trace of the n-th socket (from 0), as soon as there is one. Rejects after the time limit. */
  session(index: number, timeoutMs?: number): Promise<SessionTrace>;
  /** What came in over all sockets so far, or over those from the n-th on: those of one call. */
  heard(fromIndex?: number): HeardCall;
  close(): Promise<void>;
}

/** Serves a simulator, by default on a free port of 127.0.0.1 and with traces of everything. */
export async function serveSimulator(
  options: SimulatorOptions & {
    readonly port?: number;
    readonly host?: string;
    readonly trace?: TraceDepth;
  } = {},
): Promise<ServedSimulator> {
  const { port = 0, host = "127.0.0.1", basePath = "" } = options;
  const sessions: SessionTrace[] = [];
  const arrivals = new Set<() => void>();
  let scenario = options.scenario ?? {};
  const simulator = createSimulator({
    trace: "whole",
    ...options,
    scenario: (connection) => (typeof scenario === "function" ? scenario(connection) : scenario),
    onSession(trace) {
      sessions.push(trace);
      for (const arrived of [...arrivals]) arrived();
    },
  });
  const server = createServer(getRequestListener((request) => simulator.fetch(request)));
  server.on("upgrade", (request, socket, head) => {
    if (simulator.owns(request.url ?? "")) simulator.upgrade(request, socket, head);
    else socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const boundPort = typeof address === "object" && address !== null ? address.port : port;

  return {
    url: `http://${host}:${boundPort}${basePath}`,
    simulator,
    sessions,
    setScenario(next) {
      scenario = next;
    },
    session(index, timeoutMs = 10_000) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const trace = sessions[index];
          if (trace === undefined) return;
          stop();
          resolve(trace);
        };
        const timer = setTimeout(() => {
          stop();
          reject(new Error(`Connection ${index} did not come within ${timeoutMs} ms`));
        }, timeoutMs);
        const stop = () => {
          clearTimeout(timer);
          arrivals.delete(look);
        };
        arrivals.add(look);
        look();
      });
    },
    heard: (fromIndex = 0) => heardBy(sessions.slice(fromIndex)),
    async close() {
      await simulator.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { LiveSessions } from "./live-sessions.ts";
import type { Metrics } from "./metrics.ts";
import { problemKinds } from "./problems.ts";

export interface PrometheusOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Memory, CPU, event loop and collector of this process; one set watches it from then on. */
  readonly ofProcess?: boolean;
}

/** Metrics over prom-client, in a registry of their own. */
export function createPrometheus({ now = Date.now, ofProcess = false }: PrometheusOptions = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const sessions = new LiveSessions();
  const mints = new Counter({
    name: "parley_mints_total",
    help: "Tokens given: for a new session, or for one that goes on.",
    labelNames: ["session"],
    registers,
  });
  const refusals = new Counter({
    name: "parley_refusals_total",
    help: "Requests to the API that were refused, by kind of problem.",
    labelNames: ["problem"],
    registers,
  });
  const upstream = new Histogram({
    name: "parley_upstream_mint_seconds",
    help: "How long the Live service took to give or refuse a token.",
    labelNames: ["outcome"],
    buckets: [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10],
    registers,
  });
  new Gauge({
    name: "parley_live_sessions_estimate",
    help: "Sessions whose tokens have not ended: never fewer than there are, since nobody tells of hanging up.",
    registers,
    collect() {
      this.set(sessions.count(now()));
    },
  });
  if (ofProcess) collectDefaultMetrics({ register: registry });
  // A rate of something that has never happened is 0, not missing.
  for (const session of ["new", "resumed"]) mints.inc({ session }, 0);
  for (const problem of problemKinds) refusals.inc({ problem }, 0);

  return {
    minted(expiresAtMs, resumes) {
      mints.inc({ session: resumes ? "resumed" : "new" });
      if (resumes) sessions.renew(expiresAtMs, now());
      else sessions.begin(expiresAtMs, now());
    },
    refused: (problem) => refusals.inc({ problem }),
    upstream: (outcome, seconds) => upstream.observe({ outcome }, seconds),
    read: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

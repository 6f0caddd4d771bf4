import { type Context, Hono } from "hono";
import { isLoopback } from "./env.ts";
import { findSecret } from "./known-secret.ts";
import type { Metrics } from "./metrics.ts";
import { nothingHere, ProblemError } from "./problems.ts";

/** What whoever runs the server may ask it. */
export interface OperatorDeps {
  /** Missing: there are none. */
  readonly metrics?: Metrics | undefined;
  /** Asked for as a bearer token before numbers are told. Missing: they are told to this machine. Secret. */
  readonly metricsToken?: string | undefined;
  /** Bound to this machine only. */
  readonly loopbackOnly: boolean;
  /** Whether tokens can be minted now. */
  readonly ready: () => Promise<boolean>;
}

const noStore = { "Cache-Control": "no-store" };

/** `GET /metrics` and `GET /ready`. */
export function operatorRoutes(deps: OperatorDeps): Hono {
  const routes = new Hono();
  routes.get("/ready", async (context) => {
    const ready = await deps.ready();
    return context.json({ status: ready ? "ready" : "not ready" }, ready ? 200 : 503, noStore);
  });
  routes.get("/metrics", async (context) => {
    const { metrics } = deps;
    if (metrics === undefined) throw nothingHere;
    checkReader(context, deps);
    const { text, contentType } = await metrics.read();
    return context.body(text, 200, { ...noStore, "Content-Type": contentType });
  });
  return routes;
}

function checkReader(context: Context, { metricsToken, loopbackOnly }: OperatorDeps): void {
  if (metricsToken === undefined) {
    if (loopbackOnly && isFromHere(context)) return;
    throw nothingHere;
  }
  const given = /^Bearer (\S+)$/i.exec(context.req.header("Authorization") ?? "")?.[1] ?? "";
  if (findSecret(given, [metricsToken]) !== undefined) return;
  throw new ProblemError("metrics-token", "Send METRICS_TOKEN as a bearer token.");
}

/** Not through a proxy that says so, nor under a name that was pointed at this machine. */
function isFromHere({ req }: Context): boolean {
  const forwarded = ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"].some(
    (name) => req.header(name) !== undefined,
  );
  return !forwarded && isLoopback(new URL(req.url).hostname);
}

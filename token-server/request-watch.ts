import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { putHeaders } from "./answer-headers.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { toProblem } from "./problem-of.ts";

export interface WatchDeps {
  readonly log: Log;
  readonly metrics?: Metrics | undefined;
  /** Milliseconds from any moment on. */
  readonly now?: () => number;
}

/** The header that carries a request's id, asked and answered. */
export const requestIdHeader = "X-Request-Id";

/**
 * One line in the log for each answer of the API, and for each failure of anything else, with an id that the answer
 * carries too.
 */
export function watchRequests({ log, metrics, now = () => performance.now() }: WatchDeps): MiddlewareHandler {
  return async (context, next) => {
    const startedMs = now();
    await next();
    const isApi = context.req.path.startsWith("/api/");
    const { status } = context.res;
    if (!isApi && status < 500) return;
    const id = chooseId(context.req.header(requestIdHeader));
    putHeaders(context, { [requestIdHeader]: id });
    const problem = context.error === undefined ? undefined : toProblem(context.error);
    if (problem !== undefined) metrics?.refused(problem.kind);
    log.write({
      event: "request",
      id,
      method: knownMethods.has(context.req.method) ? context.req.method : "OTHER",
      route: matchedRoutes(context).find(({ path }) => !path.includes("*"))?.path ?? (isApi ? "/api/*" : "*"),
      status,
      problem: problem?.kind,
      note: problem?.options.note,
      durationMs: Math.round((now() - startedMs) * 10) / 10,
    });
  };
}

const knownMethods: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
]);

/** A proxy in front may have given one; what is longer, or holds anything but letters, digits and `-`, is none. */
function chooseId(given: string | undefined): string {
  return given !== undefined && /^[A-Za-z0-9-]{1,64}$/.test(given) ? given : crypto.randomUUID();
}

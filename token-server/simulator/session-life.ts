import type { SessionTime } from "./clock.ts";
import { type Close, closes } from "./closes.ts";
import type { JsonObject } from "./json.ts";
import type { Memory } from "./resumption.ts";
import type { Profile } from "./scenario.ts";
import type { SessionDeps } from "./session-deps.ts";

/** How the limits reach the connection. */
export interface LifeActions {
  readonly send: (message: JsonObject) => void;
  readonly close: (close: Close) => void;
}

/**
 * Sets an end to a conversation whose context is not compressed. It counts over resumed connections, and what is full
 * stays full: no handle helps.
 */
export function limitContext(
  setup: JsonObject,
  { ageMs }: Memory,
  { contextLifeMs }: Profile,
  time: SessionTime,
  close: LifeActions["close"],
): void {
  if (contextLifeMs === undefined || setup["contextWindowCompression"] !== undefined) return;
  time.after(contextLifeMs - ageMs, () => close(closes.invalidArgument));
}

/** Sets the ends that a connection comes to by itself: the service's own limit, and its token's (in wall time). */
export function limitLife(
  { token, clock }: Pick<SessionDeps, "token" | "clock">,
  { connectionLifeMs, goAwayBeforeMs }: Profile,
  time: SessionTime,
  ended: AbortSignal,
  { send, close }: LifeActions,
): void {
  time.after(connectionLifeMs, () => close(closes.deadline));
  if (goAwayBeforeMs !== undefined) {
    const timeLeft = `${goAwayBeforeMs / 1000}s`;
    time.after(connectionLifeMs - goAwayBeforeMs, () => send({ goAway: { timeLeft } }));
  }
  if (token === undefined) return;
  const cancel = clock.setTimer(token.grant.expiresAtMs - clock.now(), () => close(closes.tokenRanOut));
  ended.addEventListener("abort", cancel, { once: true });
}

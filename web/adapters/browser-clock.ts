import type { Clock } from "../core/ports.ts";

/** The page's clock. `performance` never goes backwards, unlike `Date`. */
export const browserClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  setTimer(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

import type { Network } from "../core/ports.ts";

/** The network as the browser tells of it. */
export const browserNetwork: Network = {
  onChange(callback) {
    const listening = new AbortController();
    const { signal } = listening;
    addEventListener("online", () => callback(true), { signal });
    addEventListener("offline", () => callback(false), { signal });
    return () => listening.abort();
  },
};

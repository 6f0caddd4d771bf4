import type { LiveTransport } from "../core/ports.ts";
import { codeUnreachable } from "./code-unreachable.ts";
import { loadOnce } from "./load-once.ts";

/**
 * A transport whose code is loaded with the first call. It comes from where the app comes from: if it cannot be had,
 * the server is away, and the next call tries again.
 */
export function lateTransport(load: () => Promise<LiveTransport>): LiveTransport {
  const transport = loadOnce(() => load().catch(codeUnreachable));
  return {
    prepare(request) {
      transport().then(
        (ready) => ready.prepare(request),
        () => undefined,
      );
    },
    async connect(request, events, signal) {
      return (await transport()).connect(request, events, signal);
    },
  };
}

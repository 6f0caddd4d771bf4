import { TokenError } from "../core/errors.ts";
import type { LiveTransport } from "../core/ports.ts";

/**
 * A transport whose code is loaded with the first call. It comes from where the app comes from: if it cannot be had,
 * the server is away, and the next call tries again.
 */
export function lateTransport(load: () => Promise<LiveTransport>): LiveTransport {
  let loaded: Promise<LiveTransport> | undefined;
  const transport = () => {
    loaded ??= load().catch((cause: unknown) => {
      loaded = undefined;
      throw new TokenError("unreachable", { cause });
    });
    return loaded;
  };
  return {
    prepare() {
      transport().then(
        (ready) => ready.prepare(),
        () => undefined,
      );
    },
    async connect(request, events, signal) {
      return (await transport()).connect(request, events, signal);
    },
  };
}

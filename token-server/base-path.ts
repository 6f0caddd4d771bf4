import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";

/** The folder a built app was built for, from `/` to `/`: as its manifest says, `/` where that says nothing. */
export function builtBase(folder: string): string {
  let manifest: unknown;
  try {
    manifest = JSON.parse(readFileSync(join(folder, "manifest.webmanifest"), "utf8"));
  } catch {
    // An app without one lies at the top, as far as anybody can tell.
    return "/";
  }
  const scope =
    typeof manifest === "object" && manifest !== null && "scope" in manifest ? manifest.scope : "/";
  return typeof scope === "string" && /^\/(.*\/)?$/.test(scope) ? scope : "/";
}

/** The path and query of a request without the base; one that a proxy has taken off already stays as it is. */
export function withoutBase(url: string, base: string): string {
  const top = base.slice(0, -1);
  if (url.startsWith(base)) return url.slice(top.length);
  return url === top || url.startsWith(`${top}?`) ? `/${url.slice(top.length)}` : url;
}

/**
 * Lets a server answer below the base what it answers at the top, whether or not a proxy takes the base off. Called when
 * all who answer listen.
 */
export function answerBelow(server: Server, base: string): void {
  if (base === "/") return;
  // Whoever listens to upgrades takes their sockets: where nobody else does, they are requests.
  const events = ["request", "upgrade"].filter((event) => server.listenerCount(event) > 0);
  for (const event of events) {
    server.prependListener(event, (request: { url?: string | undefined }) => {
      request.url = withoutBase(request.url ?? "/", base);
    });
  }
}

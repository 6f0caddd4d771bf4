/** What the app may connect to besides its own server. */
export interface Destinations {
  /** Of the Live service; a path when it is on the server's own origin. */
  readonly liveBaseUrl: string;
  readonly toolOrigins: readonly string[];
}

/** Headers that go with every answer, whatever its status. */
export function securityHeaders(destinations: Destinations): Readonly<Record<string, string>> {
  return {
    "Content-Security-Policy": contentSecurityPolicy(destinations),
    "Permissions-Policy": "microphone=(self), camera=(self), display-capture=(self)",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
  };
}

function contentSecurityPolicy({ liveBaseUrl, toolOrigins }: Destinations): string {
  return [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    `connect-src ${["'self'", ...liveSources(liveBaseUrl), ...toolOrigins].join(" ")}`,
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** The host by HTTP and by WebSocket; on the server's own origin `'self'` covers both. */
function liveSources(baseUrl: string): readonly string[] {
  if (baseUrl.startsWith("/")) return [];
  const { origin } = new URL(baseUrl);
  return [origin, origin.replace(/^http/, "ws")];
}

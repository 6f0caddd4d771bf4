/** What stands beside a file that was compressed when the app was built. */
export const brotliSuffix = ".br";

/** A person opens a screen's address: the shell answers. A missing script or picture stays missing. */
export function isNavigation(request: Request, path: string): boolean {
  if (/\.[^/]*$/.test(path)) return false;
  if (request.headers.get("sec-fetch-mode") === "navigate") return true;
  return (request.headers.get("accept") ?? "").includes("text/html");
}

/** The `Cache-Control` of a file of the built app. */
export function cacheControl(path: string): string {
  // Vite puts a hash of the content into the names of what it builds into `assets`; nothing else may be kept unasked.
  return path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
}

import { getMimeType } from "hono/utils/mime";
import type { StaticFiles } from "../static.ts";
import { brotliSuffix, cacheControl, isNavigation } from "../static-rules.ts";

/** The files that were uploaded with the Worker: its `assets` binding, without rules of its own for pages. */
export interface Assets {
  fetch(request: Request): Promise<Response>;
}

/**
 * The app's files out of a binding. What is too large for it lies there compressed alone, and goes out so; Cloudflare
 * unpacks it for whoever cannot.
 */
export function assetFiles(assets: Assets): StaticFiles {
  const find = async (request: Request, path: string): Promise<Response | undefined> => {
    const answer = await assets.fetch(new Request(new URL(path, request.url), request));
    if (answer.status === 404) {
      await answer.body?.cancel();
      return undefined;
    }
    const found = new Response(answer.body, answer);
    found.headers.set("Cache-Control", cacheControl(path));
    return found;
  };

  const findCompressed = async (request: Request, path: string): Promise<Response | undefined> => {
    const found = await find(request, path + brotliSuffix);
    if (found === undefined) return undefined;
    const { status, headers } = found;
    headers.set("Content-Type", getMimeType(path) ?? "application/octet-stream");
    headers.set("Content-Encoding", "br");
    // Workers would compress it once more.
    const init: ResponseInit & { readonly encodeBody: "manual" } = { status, headers, encodeBody: "manual" };
    return new Response(found.body, init);
  };

  return async (request) => {
    const { pathname } = new URL(request.url);
    const path = pathname === "/" ? "/index.html" : pathname;
    return (
      (await find(request, path)) ??
      (path.startsWith("/assets/") ? await findCompressed(request, path) : undefined) ??
      (isNavigation(request, path) ? find(request, "/index.html") : undefined)
    );
  };
}

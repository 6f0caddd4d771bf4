import { readdirSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { getMimeType } from "hono/utils/mime";
import { compress, isCompressible } from "./compress.ts";
import { brotliSuffix, cacheControl, isNavigation } from "./static-rules.ts";

/** Answers a GET or HEAD request with a file of the built app; undefined if there is none for it. */
export type StaticFiles = (request: Request) => Promise<Response | undefined>;

interface Asset {
  readonly file: string;
  /** The same, compressed ahead. */
  readonly brotliFile: string | undefined;
  readonly size: number;
  readonly modifiedMs: number;
}

type Encoding = "br" | "gzip" | "identity";

/**
 * The files that are in the folder now. Requests are looked up among them and never turned into paths, so none can
 * leave the folder. Text and WebAssembly go out compressed: as the build has done it, else when first asked for, and then
 * kept.
 */
export function serveFiles(folder: string): StaticFiles {
  const assets = findAssets(folder);
  const compressed = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

  const content = async (asset: Asset, encoding: Encoding): Promise<Uint8Array<ArrayBuffer>> => {
    if (encoding === "identity") return readFile(asset.file);
    if (encoding === "br" && asset.brotliFile !== undefined) return readFile(asset.brotliFile);
    const key = `${encoding} ${asset.file}`;
    const kept = compressed.get(key);
    if (kept !== undefined) return kept;
    const fresh = readFile(asset.file).then((bytes) => compress(bytes, encoding));
    compressed.set(key, fresh);
    fresh.catch(() => compressed.delete(key));
    return fresh;
  };

  return async (request) => {
    const path = pathOf(request);
    const found = assets.get(path) ?? (isNavigation(request, path) ? assets.get("/index.html") : undefined);
    if (found === undefined) return undefined;
    const encoding = isCompressible(found.file) ? acceptedEncoding(request) : "identity";
    const headers = headersFor(found, path, encoding);
    if (request.headers.get("if-none-match")?.includes(headers.ETag))
      return new Response(null, { status: 304, headers });
    return new Response(await content(found, encoding), { headers });
  };
}

function findAssets(folder: string): ReadonlyMap<string, Asset> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = new Set(
    entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : [])),
  );
  const plain = [...files].filter((file) => !files.has(file.slice(0, -brotliSuffix.length)));
  const assets = new Map(
    plain.map((file) => {
      const { size, mtimeMs } = statSync(file);
      const brotliFile = files.has(file + brotliSuffix) ? file + brotliSuffix : undefined;
      return [
        `/${relative(folder, file).replaceAll(sep, "/")}`,
        { file, brotliFile, size, modifiedMs: mtimeMs },
      ] as const;
    }),
  );
  const shell = assets.get("/index.html");
  if (shell !== undefined) assets.set("/", shell);
  return assets;
}

function pathOf(request: Request): string {
  const { pathname } = new URL(request.url);
  try {
    return decodeURIComponent(pathname);
  } catch (error) {
    if (error instanceof URIError) return pathname;
    throw error;
  }
}

function headersFor(asset: Asset, path: string, encoding: Encoding) {
  const tag = `${asset.size.toString(36)}-${Math.round(asset.modifiedMs).toString(36)}`;
  return {
    "Content-Type": getMimeType(asset.file) ?? "application/octet-stream",
    "Cache-Control": cacheControl(path),
    ETag: `W/"${tag}"`,
    ...(isCompressible(asset.file) ? { Vary: "Accept-Encoding" } : {}),
    ...(encoding === "identity" ? {} : { "Content-Encoding": encoding }),
  };
}

function acceptedEncoding(request: Request): Encoding {
  const accepted = (request.headers.get("accept-encoding") ?? "")
    .split(",")
    .filter((part) => !/;\s*q=0(\.0*)?\s*$/.test(part))
    .map((part) => part.split(";")[0]?.trim().toLowerCase());
  return (["br", "gzip"] as const).find((encoding) => accepted.includes(encoding)) ?? "identity";
}

import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { brotliSuffix } from "./static-rules.ts";

/** Above this, better compression takes minutes: ffmpeg's core has 32 MB. */
const largeBytes = 1_048_576;
const largeQuality = 5;

/** Text and WebAssembly; pictures and sound are compressed as they are. */
export function isCompressible(file: string): boolean {
  return /\.(html|js|mjs|css|json|map|svg|txt|wasm|webmanifest)$/.test(file);
}

/** Compresses for an answer: at the quality that a person can wait for. */
export async function compress(bytes: Buffer, encoding: "br" | "gzip"): Promise<Uint8Array<ArrayBuffer>> {
  return encoding === "gzip" ? promisify(gzip)(bytes) : brotli(bytes, 9);
}

/** Puts the brotli of every file in the folder that gains by it beside the file, at the best quality. */
export async function precompress(folder: string): Promise<void> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.flatMap((entry) =>
    entry.isFile() && isCompressible(entry.name) ? [join(entry.parentPath, entry.name)] : [],
  );
  await Promise.all(
    files.map(async (file) => {
      const bytes = await readFile(file);
      await writeFile(`${file}${brotliSuffix}`, await brotli(bytes, constants.BROTLI_MAX_QUALITY));
    }),
  );
}

function brotli(bytes: Buffer, quality: number): Promise<Uint8Array<ArrayBuffer>> {
  const chosen = bytes.length > largeBytes ? largeQuality : quality;
  return promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: chosen } });
}

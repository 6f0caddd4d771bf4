import type { Archives } from "../core/export/archive.ts";
import { codeUnreachable } from "./code-unreachable.ts";
import { loadOnce } from "./load-once.ts";

/**
 * Zip files whose code is loaded when the first is made or opened. Every method throws TokenError with `unreachable`
 * when it cannot be had; the next use tries again.
 */
export function lateArchives(load: () => Promise<Archives>): Archives {
  const archives = loadOnce(() => load().catch(codeUnreachable));
  return {
    pack: async (files, signal) => (await archives()).pack(files, signal),
    open: async (file) => (await archives()).open(file),
    sha256: async (bytes) => (await archives()).sha256(bytes),
  };
}

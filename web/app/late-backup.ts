import type { Archives } from "../core/export/archive.ts";
import type { Backup } from "./backup.ts";

/** A backup whose code is loaded when it is used. */
export function lateBackup(load: () => Promise<Backup>): Backup {
  return {
    create: async (...args) => (await load()).create(...args),
    restore: async (...args) => (await load()).restore(...args),
  };
}

/** Zip files whose code is loaded when one is made or opened. */
export function lateArchives(load: () => Promise<Archives>): Archives {
  return {
    pack: async (...args) => (await load()).pack(...args),
    open: async (...args) => (await load()).open(...args),
    sha256: async (...args) => (await load()).sha256(...args),
  };
}

import type { Settings } from "../core/settings.ts";
import type { Backup } from "./backup.ts";
import { codeUnreachable } from "./code-unreachable.ts";
import type { BackupSources } from "./create-backup.ts";

export interface BackupDeps extends BackupSources {
  change(changes: Partial<Settings>): void;
}

/**
 * Makes and restores backups of everything that is kept on this device. The code for it is loaded when it is needed:
 * both methods throw TokenError with `unreachable` when it cannot be had.
 */
export function createBackup(deps: BackupDeps): Backup {
  return {
    async create(onProgress, signal) {
      onProgress(0);
      const { backupFiles } = await import("./create-backup.ts").catch(codeUnreachable);
      return deps.archives.pack(backupFiles(deps, onProgress), signal);
    },
    async restore(file, onProgress, signal) {
      const { restoreBackup } = await import("./restore-backup.ts").catch(codeUnreachable);
      return restoreBackup(file, deps, onProgress, signal);
    },
  };
}

import { IdbToolStore } from "./adapters/idb-tool-store.ts";
import { zipFiles } from "./adapters/zip-files.ts";
import type { Backup } from "./app/backup.ts";
import { type BackupDeps, createBackup } from "./app/restore-backup.ts";

/** Composes backups; loaded with the first of them. */
export function createLateBackup(deps: Pick<BackupDeps, "store" | "clock" | "settings" | "change">): Backup {
  return createBackup({ ...deps, tools: new IdbToolStore(), archives: zipFiles });
}

import { restoredAgents, restoredSettings } from "../core/history/backup-merge.ts";
import type { RestoreReport } from "./backup.ts";
import type { BackupDeps } from "./backups.ts";
import { checkBackup } from "./check-backup.ts";
import { type OpenBackup, openBackup } from "./read-backup.ts";
import { restoreCall } from "./restore-call.ts";

/** How much of the work of a restore is the checking. */
const checkShare = 0.5;

/** Checks a backup, then adds what it holds to what is here; see `Backup.restore`. */
export async function restoreBackup(
  file: Blob,
  deps: BackupDeps,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<RestoreReport> {
  onProgress(0);
  const backup = await openBackup(file, deps.archives, signal);
  const total = backup.files.reduce((sum, { bytes }) => sum + bytes, 1);
  let done = 0;
  await checkBackup(backup, (bytes) => {
    done += bytes;
    onProgress((done / total) * checkShare);
  });
  // From here on nothing can be wrong with the file.
  const { callIds } = backup;
  let addedCalls = 0;
  for (const [index, id] of callIds.entries()) {
    signal.throwIfAborted();
    if (await restoreCall(backup, id, deps.store, signal)) addedCalls += 1;
    onProgress(checkShare + ((index + 1) / callIds.length) * (1 - checkShare) * 0.95);
  }
  const addedRecords = await restoreRecords(backup, deps, signal);
  const addedAgents = await restoreSettings(backup, deps);
  onProgress(1);
  return { addedCalls, knownCalls: callIds.length - addedCalls, addedAgents, addedRecords };
}

async function restoreRecords(
  backup: OpenBackup,
  { tools }: BackupDeps,
  signal: AbortSignal,
): Promise<number> {
  let added = 0;
  for (const name of backup.collectionNames) {
    const { collection, records } = await backup.collection(name);
    const known = new Set((await tools.all(collection)).map(({ id }) => id));
    for (const { id, value } of records) {
      signal.throwIfAborted();
      if (known.has(id)) continue;
      await tools.put(collection, id, value);
      added += 1;
    }
  }
  return added;
}

async function restoreSettings(backup: OpenBackup, deps: BackupDeps): Promise<number> {
  const [file, fileAgents] = [await backup.settings(), await backup.agents()];
  const here = deps.settings();
  const agents = restoredAgents(here.agents, fileAgents);
  deps.change({ ...restoredSettings(here, file), agents });
  return agents.length - here.agents.length;
}

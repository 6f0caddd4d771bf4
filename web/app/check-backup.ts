import { msg, str } from "@lit/localize";
import { type BackupCall, backupNames, backupPart } from "../core/history/backup-format.ts";
import type { OpenBackup } from "./read-backup.ts";
import { damaged } from "./read-backup.ts";

/**
 * Reads every file of a backup, so that nothing can be wrong with it any more when it is restored.
 * @param onBytes called with the size of each file that was checked
 * @throws BackupError, AbortError
 */
export async function checkBackup(backup: OpenBackup, onBytes: (bytes: number) => void): Promise<void> {
  const sizes = new Map(backup.files.map(({ name, bytes }) => [name, bytes]));
  const { counts } = backup;
  await backup.settings();
  const agents = await backup.agents();
  const names = new Set<string>();
  let records = 0;
  for (const name of backup.collectionNames) {
    const { collection, records: kept } = await backup.collection(name);
    if (names.has(collection)) throw damaged(msg(str`the collection ${collection} is in it twice`));
    names.add(collection);
    records += kept.length;
    onBytes(sizes.get(name) ?? 0);
  }
  const isComplete =
    counts.calls === backup.callIds.length && counts.agents === agents.length && counts.records === records;
  if (!isComplete) throw damaged(msg("it does not hold as much as it says"));
  const media = new Set<string>();
  for (const id of backup.callIds) {
    const call = await backup.call(id);
    for (const name of [...soundOf(id, call, sizes), ...picturesOf(id, call, sizes)]) media.add(name);
    onBytes(sizes.get(backupNames.call(id)) ?? 0);
  }
  for (const { name, bytes } of backup.files) {
    const kind = backupPart(name)?.kind;
    if (kind !== "mp3" && kind !== "pcm" && kind !== "picture") continue;
    if (!media.has(name)) throw damaged(msg(str`${name} belongs to no call`));
    await backup.bytes(name);
    onBytes(bytes);
  }
}

/** The files with the sound of a call. */
function soundOf(
  id: string,
  { call, entries, recording, pieces = [] }: BackupCall,
  sizes: ReadonlyMap<string, number>,
): readonly string[] {
  const file = backupNames.call(id);
  const unfit = () => damaged(msg(str`${file} does not fit its sound`));
  if (call.id !== id) throw damaged(msg(str`${file} is of another call`));
  if (new Set(entries.map((entry) => entry.id)).size < entries.length)
    throw damaged(msg(str`${file} says something twice`));
  if ((recording !== undefined) !== (call.sound.status === "mp3")) throw unfit();
  if (call.sound.status === "none" && pieces.length > 0) throw unfit();
  const indexes = pieces.flatMap(({ heads }) => heads.map(({ track, index }) => `${track} ${index}`));
  if (new Set(indexes).size < indexes.length) throw damaged(msg(str`${file} has a piece of sound twice`));
  for (const { name, heads } of pieces) {
    const frames = heads.reduce((sum, head) => sum + head.frames, 0);
    const part = backupPart(name);
    if (part?.kind !== "pcm" || part.callId !== id || sizes.get(name) !== frames * 2) throw unfit();
  }
  const names = pieces.map(({ name }) => name);
  if (recording === undefined) return names;
  if ((sizes.get(backupNames.mp3(id)) ?? 0) === 0) throw unfit();
  return [...names, backupNames.mp3(id)];
}

/** The files with the pictures of a call. */
function picturesOf(
  id: string,
  { call, pictures = [] }: BackupCall,
  sizes: ReadonlyMap<string, number>,
): readonly string[] {
  const names = new Set(pictures.map(({ name }) => name));
  const times = new Set(pictures.map(({ atMs }) => atMs));
  const fits = [...names].every((name) => {
    const part = backupPart(name);
    return part?.kind === "picture" && part.callId === id && (sizes.get(name) ?? 0) > 0;
  });
  const areAll = pictures.length === (call.pictures ?? 0);
  if (!fits || !areAll || names.size < pictures.length || times.size < pictures.length)
    throw damaged(msg(str`${backupNames.call(id)} does not fit its pictures`));
  return [...names];
}

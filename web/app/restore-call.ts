import { type BackupCall, backupNames } from "../core/history/backup-format.ts";
import { lacksEnd, lacksPictures, lacksSound, withEnd } from "../core/history/backup-merge.ts";
import type { CallStore } from "../core/history/call-store.ts";
import type { CallRecord } from "../core/history/record.ts";
import type { Picture } from "../core/video/picture.ts";
import type { OpenBackup } from "./read-backup.ts";

/** Turns that are written at once. */
const batch = 500;

/**
 * Adds a call of a backup, or what the one here lacks.
 * @returns whether it was unknown here
 * @throws StorageError, AbortError: then nothing of the call was added
 */
export async function restoreCall(
  backup: OpenBackup,
  id: string,
  store: CallStore,
  signal: AbortSignal,
): Promise<boolean> {
  const kept = await backup.call(id);
  const here = await store.getCall(id);
  if (here !== undefined) {
    await complete(here, kept, backup, store, signal);
    return false;
  }
  await orElse(
    async () => {
      await putEntries(kept, store, signal);
      // The record comes behind what it speaks of: without it, nobody sees the rest.
      if (kept.recording === undefined) await putPieces(kept, backup, store, signal);
      const { pictures: _counted, ...call } = kept.call;
      await store.putCall({ ...call, sound: beforeMp3(kept.call) });
      await putRecording(kept, backup, store);
      await putPictures(kept, backup, store);
    },
    () => store.deleteCalls([id]),
  );
  return true;
}

/** Gives a call that is here what only the file has: its end, its sound, its pictures. */
async function complete(
  here: CallRecord,
  kept: BackupCall,
  backup: OpenBackup,
  store: CallStore,
  signal: AbortSignal,
): Promise<void> {
  const { call } = kept;
  if (lacksEnd(here, call)) {
    await putEntries(kept, store, signal);
    await store.changeCall(call.id, (now) => (lacksEnd(now, call) ? withEnd(now, call) : now));
  }
  // Both also where they had been removed: who restores a backup wants them back.
  if (lacksSound(here, call)) await completeSound(here, kept, backup, store, signal);
  if (lacksPictures(here, call)) await putPictures(kept, backup, store);
}

async function completeSound(
  here: CallRecord,
  kept: BackupCall,
  backup: OpenBackup,
  store: CallStore,
  signal: AbortSignal,
): Promise<void> {
  const { call } = kept;
  const setSound = (sound: CallRecord["sound"]) => store.changeCall(call.id, (now) => ({ ...now, sound }));
  await orElse(
    async () => {
      if (kept.recording === undefined) await putPieces(kept, backup, store, signal);
      await setSound(beforeMp3(call));
      await putRecording(kept, backup, store);
    },
    async () => {
      if (here.sound.status === "none") await store.deletePieces([call.id]);
      await setSound(here.sound);
    },
  );
}

/** What a record says until its recording is stored, which makes an MP3 of it. */
function beforeMp3({ sound }: CallRecord): CallRecord["sound"] {
  return sound.status === "mp3" ? { status: "pieces", gaps: sound.gaps } : sound;
}

async function putEntries({ call, entries }: BackupCall, store: CallStore, signal: AbortSignal) {
  for (let at = 0; at < entries.length; at += batch) {
    signal.throwIfAborted();
    await store.putEntries(entries.slice(at, at + batch).map((entry) => ({ callId: call.id, entry })));
  }
}

async function putPieces(
  { call, pieces = [] }: BackupCall,
  backup: OpenBackup,
  store: CallStore,
  signal: AbortSignal,
): Promise<void> {
  for (const { name, heads } of pieces) {
    const bytes = await backup.bytes(name);
    let at = 0;
    for (const head of heads) {
      signal.throwIfAborted();
      const end = at + head.frames * 2;
      await store.putPiece({ ...head, callId: call.id, pcm: bytes.slice(at, end).buffer });
      at = end;
    }
  }
}

async function putRecording({ call, recording }: BackupCall, backup: OpenBackup, store: CallStore) {
  if (recording === undefined) return;
  const { startedAtMs, durationMs, channels, waveform } = recording;
  const { buffer } = await backup.bytes(backupNames.mp3(call.id));
  await store.putRecording({
    callId: call.id,
    startedAtMs,
    durationMs,
    channels,
    mp3: buffer,
    waveform: {
      barMs: waveform.barMs,
      user: Uint8Array.from(waveform.user),
      agent: Uint8Array.from(waveform.agent),
    },
  });
}

/** All of them or none, and so all at once in memory: 25 MB at the very most. */
async function putPictures({ call, pictures = [] }: BackupCall, backup: OpenBackup, store: CallStore) {
  if (pictures.length === 0) return;
  const kept: Picture[] = [];
  for (const { name, ...picture } of pictures)
    kept.push({ ...picture, jpeg: (await backup.bytes(name)).buffer });
  await store.putPictures(call.id, kept);
}

/** Does something, and if that fails undoes it. The first failure is the one that is told. */
async function orElse(work: () => Promise<void>, undo: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    // A store that fails at this too has nothing that could be undone.
    await undo().catch(() => undefined);
    throw error;
  }
}

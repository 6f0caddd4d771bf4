import { type BackupCall, backupNames } from "../core/history/backup-format.ts";
import { lacksEnd, lacksPictures, lacksSound, withEnd } from "../core/history/backup-merge.ts";
import type { CallStore } from "../core/history/call-store.ts";
import type { CallRecord, SoundState } from "../core/history/record.ts";
import type { Picture } from "../core/video/picture.ts";
import type { OpenBackup } from "./read-backup.ts";

/** Turns that are written at once. */
const batch = 500;

/** A call of a backup on its way into the store. */
interface Restoring {
  readonly kept: BackupCall;
  readonly backup: OpenBackup;
  readonly store: CallStore;
  readonly signal: AbortSignal;
}

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
  const restoring: Restoring = { kept, backup, store, signal };
  const here = await store.getCall(id);
  if (here !== undefined) {
    await complete(here, restoring);
    return false;
  }
  await orElse(
    async () => {
      await putEntries(restoring);
      const { pictures: _counted, ...call } = kept.call;
      // The record comes behind what it speaks of: without it, nobody sees the rest.
      await putSound(restoring, (sound) => store.putCall({ ...call, sound }));
      await putPictures(restoring);
    },
    () => store.deleteCalls([id]),
  );
  return true;
}

/** Gives a call that is here what only the file has: its end, its sound, its pictures. */
async function complete(here: CallRecord, restoring: Restoring): Promise<void> {
  const { store } = restoring;
  const { call } = restoring.kept;
  if (lacksEnd(here, call)) {
    await putEntries(restoring);
    await store.changeCall(call.id, (now) => (lacksEnd(now, call) ? withEnd(now, call) : now));
  }
  // Both also where they had been removed: who restores a backup wants them back.
  if (lacksSound(here, call)) await completeSound(here, restoring);
  if (lacksPictures(here, call)) await putPictures(restoring);
}

async function completeSound(here: CallRecord, restoring: Restoring): Promise<void> {
  const { store } = restoring;
  const { id } = here;
  const setSound = (sound: SoundState) => store.changeCall(id, (now) => ({ ...now, sound }));
  await orElse(
    () => putSound(restoring, setSound),
    async () => {
      if (here.sound.status === "none") await store.deletePieces([id]);
      await setSound(here.sound);
    },
  );
}

/** @param putRecord stores the call's record, or changes it, to say this of the sound */
async function putSound(
  restoring: Restoring,
  putRecord: (sound: SoundState) => Promise<unknown>,
): Promise<void> {
  const { call, recording } = restoring.kept;
  if (recording === undefined) await putPieces(restoring);
  await putRecord(beforeMp3(call));
  await putRecording(restoring);
}

/** What a record says until its recording is stored, which makes an MP3 of it. */
function beforeMp3({ sound }: CallRecord): SoundState {
  return sound.status === "mp3" ? { status: "pieces", gaps: sound.gaps } : sound;
}

async function putEntries({ kept, store, signal }: Restoring): Promise<void> {
  const { call, entries } = kept;
  for (let at = 0; at < entries.length; at += batch) {
    signal.throwIfAborted();
    await store.putEntries(entries.slice(at, at + batch).map((entry) => ({ callId: call.id, entry })));
  }
}

async function putPieces({ kept, backup, store, signal }: Restoring): Promise<void> {
  const { call, pieces = [] } = kept;
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

async function putRecording({ kept, backup, store }: Restoring): Promise<void> {
  const { call, recording } = kept;
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
async function putPictures({ kept, backup, store }: Restoring): Promise<void> {
  const { call, pictures = [] } = kept;
  if (pictures.length === 0) return;
  const read: Picture[] = [];
  for (const { name, ...picture } of pictures)
    read.push({ ...picture, jpeg: (await backup.bytes(name)).buffer });
  await store.putPictures(call.id, read);
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

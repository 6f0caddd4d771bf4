import { exportAgents } from "../core/agent-file.ts";
import type { Archives, PackedFile } from "../core/export/archive.ts";
import {
  type BackupCall,
  type BackupCollection,
  type BackupFile,
  type BackupManifest,
  type BackupPicture,
  type BackupPieces,
  type BackupRecording,
  backupFormat,
  backupNames,
  backupVersion,
} from "../core/history/backup-format.ts";
import { settingsToKeep } from "../core/history/backup-merge.ts";
import type { CallStore } from "../core/history/call-store.ts";
import type { CallRecord, Recording } from "../core/history/record.ts";
import type { Clock } from "../core/ports.ts";
import type { AudioPiece, TrackName } from "../core/recording/track.ts";
import type { Settings } from "../core/settings.ts";
import type { ToolStore } from "../core/tools/tool-store.ts";

export interface BackupSources {
  readonly store: CallStore;
  readonly tools: ToolStore;
  readonly archives: Archives;
  readonly clock: Pick<Clock, "now">;
  settings(): Settings;
}

/** Pieces that share a file, about a minute of sound: the most of a call without MP3 that is in memory at a time. */
const piecesPerFile = 60;
const page = 200;
const tracks: readonly TrackName[] = ["user", "agent"];

/**
 * Everything that is kept here as the files of a backup, one at a time. Calls that run are left out.
 * @param onProgress share of the calls that are done, 0–1
 */
export async function* backupFiles(
  sources: BackupSources,
  onProgress: (share: number) => void,
): AsyncGenerator<PackedFile, void, undefined> {
  const { store, tools, archives, clock } = sources;
  const createdAtMs = clock.now();
  const files: BackupFile[] = [];
  const counts = { calls: 0, agents: 0, records: 0 };

  const bytesFile = async (name: string, content: Uint8Array<ArrayBuffer>, isStored: boolean) => {
    files.push({ name, bytes: content.length, sha256: await archives.sha256(content) });
    return { name, content, isStored, changedAtMs: createdAtMs };
  };
  const jsonFile = (name: string, value: unknown) => textFile(name, JSON.stringify(value));
  const textFile = (name: string, text: string) => bytesFile(name, new TextEncoder().encode(text), false);

  const settings = sources.settings();
  counts.agents = settings.agents.length;
  yield await jsonFile(backupNames.settings, settingsToKeep(settings));
  yield await textFile(backupNames.agents, exportAgents(settings.agents));

  for (const [index, collection] of (await tools.collections()).entries()) {
    const records = await tools.all(collection);
    counts.records += records.length;
    yield await jsonFile(backupNames.collection(index), { collection, records } satisfies BackupCollection);
  }

  const ids = await allIds(store);
  for (const [index, id] of ids.entries()) {
    onProgress(index / ids.length);
    yield* callFiles(id);
  }
  const manifest = { format: backupFormat, version: backupVersion, createdAtMs, counts, files } as const;
  yield await jsonFile(backupNames.manifest, manifest satisfies BackupManifest);
  onProgress(1);

  async function* callFiles(id: string): AsyncGenerator<PackedFile, void, undefined> {
    const listed = await store.getCall(id);
    // It was deleted meanwhile, or is not over.
    if (listed === undefined || listed.status === "running") return;
    counts.calls += 1;
    const entries = await store.entries(id);
    const pictures = yield* pictureFiles(id);
    const shown = pictures.length === 0 ? {} : { pictures };
    const { pictures: _count, ...rest } = listed;
    const call: CallRecord = pictures.length === 0 ? rest : { ...rest, pictures: pictures.length };
    if (call.sound.status === "none") return yield await callFile({ call, entries, ...shown });
    const { gaps } = call.sound;
    const finished = await store.getRecording(id);
    const pieces = finished === undefined ? yield* pieceFiles(id) : [];
    // While they were read, they may have become a recording, and only a part of them was there.
    const recording = finished ?? (await store.getRecording(id));
    if (recording === undefined)
      return yield await callFile({
        ...{ call: { ...call, sound: { status: "pieces", gaps } }, entries, pieces },
        ...shown,
      });
    yield await bytesFile(backupNames.mp3(id), new Uint8Array(recording.mp3), true);
    const ended = { ...call, sound: { status: "mp3", gaps } } as const;
    yield await callFile({ call: ended, entries, recording: withoutSound(recording), pieces, ...shown });
  }

  function callFile(call: BackupCall): Promise<PackedFile> {
    return jsonFile(backupNames.call(call.call.id), call);
  }

  async function* pictureFiles(id: string): AsyncGenerator<PackedFile, readonly BackupPicture[], undefined> {
    const all: BackupPicture[] = [];
    for (const { jpeg, ...picture } of await store.pictures(id)) {
      const name = backupNames.picture(id, all.length);
      all.push({ ...picture, name });
      yield await bytesFile(name, new Uint8Array(jpeg), true);
    }
    return all;
  }

  async function* pieceFiles(id: string): AsyncGenerator<PackedFile, readonly BackupPieces[], undefined> {
    const all: BackupPieces[] = [];
    for (const track of tracks) {
      for await (const pieces of inGroups(store.pieces(id, track))) {
        const name = backupNames.pcm(id, track, all.length);
        all.push({ name, heads: pieces.map(({ callId, pcm, ...head }) => head) });
        yield await bytesFile(name, joined(pieces), true);
      }
    }
    return all;
  }
}

async function allIds(store: CallStore): Promise<readonly string[]> {
  const ids: string[] = [];
  let calls = await store.listCalls({ limit: page });
  while (calls.length > 0) {
    ids.push(...calls.map(({ id }) => id));
    calls = await store.listCalls({ limit: page, after: calls.at(-1) });
  }
  return ids;
}

function withoutSound({ startedAtMs, durationMs, channels, waveform }: Recording): BackupRecording {
  const { barMs, user, agent } = waveform;
  return { startedAtMs, durationMs, channels, waveform: { barMs, user: [...user], agent: [...agent] } };
}

async function* inGroups(pieces: AsyncIterable<AudioPiece>): AsyncGenerator<readonly AudioPiece[]> {
  let group: AudioPiece[] = [];
  for await (const piece of pieces) {
    group.push(piece);
    if (group.length < piecesPerFile) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

function joined(pieces: readonly AudioPiece[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((sum, { pcm }) => sum + pcm.byteLength, 0));
  let at = 0;
  for (const { pcm } of pieces) {
    bytes.set(new Uint8Array(pcm), at);
    at += pcm.byteLength;
  }
  return bytes;
}

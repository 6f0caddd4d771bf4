import type { LogEntry } from "../../web/core/call/log-entry.ts";
import type { StorageError } from "../../web/core/errors.ts";
import type { CallChange, CallPage, CallStore } from "../../web/core/history/call-store.ts";
import type { CallRecord, KeptEntry, Recording } from "../../web/core/history/record.ts";
import { finished, isRemoved, withoutMedia } from "../../web/core/history/sound-state.ts";
import type { AudioPiece, PieceHead, TrackName } from "../../web/core/recording/track.ts";
import type { Picture } from "../../web/core/video/picture.ts";

/** What two stores share that are tabs of the same browser. */
export class MemoryDevice {
  readonly calls = new Map<string, CallRecord>();
  readonly entries = new Map<string, KeptEntry[]>();
  readonly pieces = new Map<string, AudioPiece[]>();
  readonly recordings = new Map<string, Recording>();
  readonly pictures = new Map<string, Picture[]>();
  readonly callbacks = new Set<(change: CallChange) => void>();
}

/** A call store without a device. Values are copied, as a database does. */
export class MemoryCallStore implements CallStore {
  /** What a method rejects with for as long as it stands here; the method then changes nothing. */
  readonly failing: { [method in keyof CallStore]?: StorageError } = {};
  readonly #device: MemoryDevice;

  constructor(device = new MemoryDevice()) {
    this.#device = device;
  }

  async putCall(record: CallRecord): Promise<void> {
    this.#check("putCall");
    this.#device.calls.set(record.id, structuredClone(record));
    this.#tell([record.id]);
  }

  async getCall(id: string): Promise<CallRecord | undefined> {
    this.#check("getCall");
    return structuredClone(this.#device.calls.get(id));
  }

  async changeCall(id: string, change: (record: CallRecord) => CallRecord): Promise<CallRecord | undefined> {
    this.#check("changeCall");
    const before = this.#device.calls.get(id);
    if (before === undefined) return undefined;
    const record = structuredClone(change(structuredClone(before)));
    this.#device.calls.set(id, record);
    this.#tell([id]);
    return structuredClone(record);
  }

  async listCalls({ limit, after }: CallPage): Promise<readonly CallRecord[]> {
    this.#check("listCalls");
    const newestFirst = [...this.#device.calls.values()].sort(byAge);
    const older = newestFirst.filter((record) => after === undefined || byAge(after, record) < 0);
    return structuredClone(older.slice(0, limit));
  }

  async deleteCalls(ids: readonly string[]): Promise<void> {
    this.#check("deleteCalls");
    for (const id of ids) {
      this.#device.calls.delete(id);
      this.#device.entries.delete(id);
      this.#device.pieces.delete(id);
      this.#device.recordings.delete(id);
      this.#device.pictures.delete(id);
    }
    this.#tell(ids);
  }

  async putEntries(entries: readonly KeptEntry[]): Promise<void> {
    this.#check("putEntries");
    for (const { callId, entry } of structuredClone(entries)) {
      const others = this.#entries(callId).filter(({ entry: { id } }) => id !== entry.id);
      const all = [...others, { callId, entry }].sort((one, other) => one.entry.id - other.entry.id);
      this.#device.entries.set(callId, all);
    }
    this.#tell(entries.map(({ callId }) => callId));
  }

  async entries(callId: string): Promise<readonly LogEntry[]> {
    this.#check("entries");
    return structuredClone(this.#entries(callId).map(({ entry }) => entry));
  }

  async allEntries(after: KeptEntry | undefined, limit: number): Promise<readonly KeptEntry[]> {
    this.#check("allEntries");
    const callIds = [...this.#device.entries.keys()].sort();
    const all = callIds.flatMap((callId) => this.#entries(callId));
    const further = all.filter((kept) => after === undefined || isFurther(kept, after));
    return structuredClone(further.slice(0, limit));
  }

  async putPiece(piece: AudioPiece): Promise<void> {
    this.#check("putPiece");
    const others = this.#pieces(piece.callId).filter(
      ({ track, index }) => track !== piece.track || index !== piece.index,
    );
    const all = [...others, structuredClone(piece)].sort((one, other) => one.index - other.index);
    this.#device.pieces.set(piece.callId, all);
  }

  async pieceHeads(callId: string, track: TrackName): Promise<readonly PieceHead[]> {
    this.#check("pieceHeads");
    const pieces = this.#pieces(callId).filter((piece) => piece.track === track);
    return pieces.map(({ pcm: _pcm, ...head }) => structuredClone(head));
  }

  async *pieces(callId: string, track: TrackName): AsyncGenerator<AudioPiece, void, undefined> {
    this.#check("pieces");
    for (const piece of this.#pieces(callId)) if (piece.track === track) yield structuredClone(piece);
  }

  async deletePieces(callIds: readonly string[]): Promise<void> {
    this.#check("deletePieces");
    for (const id of callIds) this.#device.pieces.delete(id);
  }

  async putRecording(recording: Recording): Promise<void> {
    this.#check("putRecording");
    const { callId } = recording;
    const call = this.#device.calls.get(callId);
    if (call === undefined || isRemoved(call.sound)) return;
    this.#device.pieces.delete(callId);
    this.#device.recordings.set(callId, structuredClone(recording));
    this.#device.calls.set(callId, { ...call, sound: finished(call.sound) });
    this.#tell([callId]);
  }

  async getRecording(callId: string): Promise<Recording | undefined> {
    this.#check("getRecording");
    return structuredClone(this.#device.recordings.get(callId));
  }

  async putPictures(callId: string, pictures: readonly Picture[]): Promise<boolean> {
    this.#check("putPictures");
    const call = this.#device.calls.get(callId);
    if (call === undefined) return false;
    const added = structuredClone(pictures);
    const others = this.#pictures(callId).filter(({ atMs }) => !added.some((one) => one.atMs === atMs));
    const all = [...others, ...added].sort((one, other) => one.atMs - other.atMs);
    this.#device.pictures.set(callId, all);
    this.#device.calls.set(callId, { ...call, pictures: all.length });
    this.#tell([callId]);
    return true;
  }

  async pictures(callId: string): Promise<readonly Picture[]> {
    this.#check("pictures");
    return structuredClone(this.#pictures(callId));
  }

  async deleteMedia(callIds: readonly string[]): Promise<void> {
    this.#check("deleteMedia");
    for (const id of callIds) {
      this.#device.pieces.delete(id);
      this.#device.recordings.delete(id);
      this.#device.pictures.delete(id);
      const call = this.#device.calls.get(id);
      if (call !== undefined) this.#device.calls.set(id, withoutMedia(call));
    }
    this.#tell(callIds);
  }

  async mediaBytes(): Promise<number> {
    this.#check("mediaBytes");
    const pieces = [...this.#device.pieces.values()].flat().map(({ pcm }) => pcm.byteLength);
    const recordings = [...this.#device.recordings.values()].map(({ mp3 }) => mp3.byteLength);
    const pictures = [...this.#device.pictures.values()].flat().map(({ jpeg }) => jpeg.byteLength);
    return [...pieces, ...recordings, ...pictures].reduce((sum, bytes) => sum + bytes, 0);
  }

  onChange(callback: (change: CallChange) => void): () => void {
    const own = (change: CallChange) => callback(change);
    this.#device.callbacks.add(own);
    return () => this.#device.callbacks.delete(own);
  }

  #entries(callId: string): readonly KeptEntry[] {
    return this.#device.entries.get(callId) ?? [];
  }

  #pieces(callId: string): readonly AudioPiece[] {
    return this.#device.pieces.get(callId) ?? [];
  }

  #pictures(callId: string): readonly Picture[] {
    return this.#device.pictures.get(callId) ?? [];
  }

  #check(method: keyof CallStore): void {
    const error = this.failing[method];
    if (error !== undefined) throw error;
  }

  #tell(ids: readonly string[]): void {
    if (ids.length === 0) return;
    const change: CallChange = { ids: [...new Set(ids)] };
    for (const callback of this.#device.callbacks) queueMicrotask(() => callback(change));
  }
}

type Age = Pick<CallRecord, "startedAtMs" | "id">;

function byAge(one: Age, other: Age): number {
  if (one.startedAtMs !== other.startedAtMs) return other.startedAtMs - one.startedAtMs;
  return one.id < other.id ? -1 : Number(one.id > other.id);
}

function isFurther(kept: KeptEntry, after: KeptEntry): boolean {
  return kept.callId === after.callId ? kept.entry.id > after.entry.id : kept.callId > after.callId;
}

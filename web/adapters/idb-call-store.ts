import type { LogEntry } from "../core/call/log-entry.ts";
import type { CallChange, CallPage, CallStore } from "../core/history/call-store.ts";
import type { CallRecord, KeptEntry, Recording } from "../core/history/record.ts";
import { finished, isRemoved, withoutMedia } from "../core/history/sound-state.ts";
import type { AudioPiece, PieceHead, TrackName } from "../core/recording/track.ts";
import type { Picture } from "../core/video/picture.ts";
import { type CallDatabase, callSteps, callStores, stored } from "./call-database.ts";
import { addPictures, dropPictures, picturesOf } from "./call-pictures.ts";
import { changeRecord, dropPieces, dropSound, ofCall, ofTrack, pieceBytes } from "./call-sound.ts";
import { ChangeChannel } from "./change-channel.ts";
import { IdbDatabase, type IdbDatabaseOptions, inTransaction } from "./idb-database.ts";

/** Pieces read at once: 16 s of sound are at most 768 kB. */
const piecesAtOnce = 16;

/** CallStore in IndexedDB. */
export class IdbCallStore implements CallStore {
  readonly #database: IdbDatabase<CallDatabase>;
  readonly #changes: ChangeChannel;

  constructor({
    name = "parley-calls",
    steps = callSteps,
    ...options
  }: Partial<IdbDatabaseOptions<CallDatabase>> = {}) {
    this.#database = new IdbDatabase({ name, steps, ...options });
    this.#changes = new ChangeChannel(name);
  }

  async putCall(record: CallRecord): Promise<void> {
    await this.#database.use((database) => database.put("calls", stored(record)));
    this.#changes.tell([record.id]);
  }

  getCall(id: string): Promise<CallRecord | undefined> {
    return this.#database.use(async (database) => (await database.get("calls", id))?.record);
  }

  async changeCall(id: string, change: (record: CallRecord) => CallRecord): Promise<CallRecord | undefined> {
    const changed = await this.#database.use((database) =>
      inTransaction(database.transaction("calls", "readwrite"), async ({ store }) => {
        const call = await store.get(id);
        if (call === undefined) return undefined;
        const record = change(call.record);
        await store.put(stored(record));
        return record;
      }),
    );
    if (changed !== undefined) this.#changes.tell([id]);
    return changed;
  }

  async listCalls({ limit, after }: CallPage): Promise<readonly CallRecord[]> {
    // Without a count, IndexedDB gives everything, and 0 is none to it.
    if (limit < 1) return [];
    const older = after && IDBKeyRange.lowerBound([-after.startedAtMs, after.id], true);
    const calls = await this.#database.use((database) =>
      database.getAllFromIndex("calls", "newest", older, limit),
    );
    return calls.map(({ record }) => record);
  }

  async deleteCalls(ids: readonly string[]): Promise<void> {
    await this.#database.use((database) =>
      inTransaction(database.transaction(callStores, "readwrite"), async (tx) => {
        await Promise.all(
          ids.flatMap((id) => [
            tx.objectStore("calls").delete(id),
            tx.objectStore("entries").delete(ofCall(id)),
            dropSound(tx, id),
            dropPictures(tx, id),
          ]),
        );
      }),
    );
    this.#changes.tell(ids);
  }

  async putEntries(entries: readonly KeptEntry[]): Promise<void> {
    await this.#database.use((database) =>
      inTransaction(database.transaction("entries", "readwrite"), async ({ store }) => {
        // Async, as one that is no data throws at once, and those before it would be left alone.
        await Promise.all(entries.map(async ({ callId, entry }) => store.put({ callId, entry })));
      }),
    );
    this.#changes.tell(entries.map(({ callId }) => callId));
  }

  async entries(callId: string): Promise<readonly LogEntry[]> {
    const kept = await this.#database.use((database) => database.getAll("entries", ofCall(callId)));
    return kept.map(({ entry }) => entry);
  }

  async allEntries(after: KeptEntry | undefined, limit: number): Promise<readonly KeptEntry[]> {
    if (limit < 1) return [];
    const further = after && IDBKeyRange.lowerBound([after.callId, after.entry.id], true);
    return await this.#database.use((database) => database.getAll("entries", further, limit));
  }

  putPiece({ pcm, ...head }: AudioPiece): Promise<void> {
    const { callId, track, index } = head;
    return this.#database.use((database) =>
      inTransaction(database.transaction(["heads", "pcm", "sizes"], "readwrite"), async (tx) => {
        const [before, size] = await Promise.all([
          tx.objectStore("heads").get([callId, track, index]),
          tx.objectStore("sizes").get(callId),
        ]);
        const added = pieceBytes(head) - (before === undefined ? 0 : pieceBytes(before));
        const sum = (size?.pieceBytes ?? 0) + added;
        await Promise.all([
          tx.objectStore("pcm").put(pcm, [callId, track, index]),
          tx.objectStore("heads").put(head),
          tx.objectStore("sizes").put({ callId, mp3Bytes: 0, ...size, pieceBytes: sum }),
        ]);
      }),
    );
  }

  pieceHeads(callId: string, track: TrackName): Promise<readonly PieceHead[]> {
    return this.#database.use((database) => database.getAll("heads", ofTrack(callId, track)));
  }

  async *pieces(callId: string, track: TrackName): AsyncGenerator<AudioPiece, void, undefined> {
    for (let some = await this.#pieces(callId, track, 0); ; ) {
      yield* some;
      const last = some.at(-1);
      if (last === undefined) return;
      some = await this.#pieces(callId, track, last.index + 1);
    }
  }

  /** Some pieces from an index on, none at the end. */
  #pieces(callId: string, track: TrackName, fromIndex: number): Promise<readonly AudioPiece[]> {
    const range = ofTrack(callId, track, fromIndex);
    return this.#database.use((database) =>
      inTransaction(database.transaction(["heads", "pcm"]), async (tx) => {
        const [heads, sounds] = await Promise.all([
          tx.objectStore("heads").getAll(range, piecesAtOnce),
          tx.objectStore("pcm").getAll(range, piecesAtOnce),
        ]);
        // Both stores have the same keys, so what stands side by side belongs together.
        return heads.flatMap((head, i) => {
          const pcm = sounds[i];
          return pcm === undefined ? [] : [{ ...head, pcm }];
        });
      }),
    );
  }

  async deletePieces(callIds: readonly string[]): Promise<void> {
    await this.#database.use((database) =>
      inTransaction(database.transaction(callStores, "readwrite"), async (tx) => {
        await Promise.all(callIds.map((id) => dropPieces(tx, id)));
      }),
    );
  }

  async putRecording(recording: Recording): Promise<void> {
    const { callId } = recording;
    const isKept = await this.#database.use((database) =>
      inTransaction(database.transaction(callStores, "readwrite"), async (tx) => {
        const sound = (await tx.objectStore("calls").get(callId))?.record.sound;
        if (sound === undefined || isRemoved(sound)) return false;
        await dropSound(tx, callId);
        await Promise.all([
          tx.objectStore("recordings").put(recording),
          tx.objectStore("sizes").put({ callId, pieceBytes: 0, mp3Bytes: recording.mp3.byteLength }),
          changeRecord(tx, callId, (record) => ({ ...record, sound: finished(record.sound) })),
        ]);
        return true;
      }),
    );
    if (isKept) this.#changes.tell([callId]);
  }

  getRecording(callId: string): Promise<Recording | undefined> {
    return this.#database.use((database) => database.get("recordings", callId));
  }

  async putPictures(callId: string, pictures: readonly Picture[]): Promise<boolean> {
    const areKept = await this.#database.use((database) =>
      inTransaction(database.transaction(callStores, "readwrite"), (tx) => addPictures(tx, callId, pictures)),
    );
    if (areKept) this.#changes.tell([callId]);
    return areKept;
  }

  pictures(callId: string): Promise<readonly Picture[]> {
    return this.#database.use((database) => picturesOf(database, callId));
  }

  async deleteMedia(callIds: readonly string[]): Promise<void> {
    await this.#database.use((database) =>
      inTransaction(database.transaction(callStores, "readwrite"), async (tx) => {
        await Promise.all(
          callIds.flatMap((id) => [
            dropSound(tx, id),
            dropPictures(tx, id),
            changeRecord(tx, id, withoutMedia),
          ]),
        );
      }),
    );
    this.#changes.tell(callIds);
  }

  async mediaBytes(): Promise<number> {
    const [sizes, pictures] = await this.#database.use((database) =>
      Promise.all([database.getAll("sizes"), database.getAll("pictures")]),
    );
    const all = [
      ...sizes.map(({ pieceBytes, mp3Bytes }) => pieceBytes + mp3Bytes),
      ...pictures.map(({ bytes }) => bytes),
    ];
    return all.reduce((sum, bytes) => sum + bytes, 0);
  }

  onChange(callback: (change: CallChange) => void): () => void {
    return this.#changes.listen(callback);
  }

  /** Lets go of the database and of other tabs; the next use takes them again. */
  async close(): Promise<void> {
    this.#changes.close();
    await this.#database.close();
  }
}

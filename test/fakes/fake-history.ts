import { atom } from "nanostores";
import type { Backup, RestoreReport } from "../../web/app/backup.ts";
import type { FileCallJob, FileCalls, NamedFile } from "../../web/app/file-calls.ts";
import type {
  CallList,
  EncodeJob,
  EncoderState,
  History,
  HistorySide,
  KeptCall,
  KeptSound,
  Recordings,
  Storage,
  StorageUse,
} from "../../web/app/history-side.ts";
import { ArchiveError, type Archives } from "../../web/core/export/archive.ts";
import type { FileShare, ShareOutcome } from "../../web/core/export/file-share.ts";
import type { CallStore } from "../../web/core/history/call-store.ts";
import type { CallRecord } from "../../web/core/history/record.ts";
import type { CallMatch } from "../../web/core/history/search.ts";
import type { PictureAlbum, Recorder } from "../../web/core/ports.ts";
import type { Picture } from "../../web/core/video/picture.ts";

/** What a screen asked the history side to do, in order. */
export type HistoryIntent =
  | { readonly type: "reload" | "undo-remove" | "keep-encoder" | "persist" | "clear-files" }
  | { readonly type: "rename"; readonly id: string; readonly title: string }
  | { readonly type: "star"; readonly id: string; readonly isStarred: boolean }
  | { readonly type: "note"; readonly id: string; readonly notes: string }
  | { readonly type: "remove"; readonly ids: readonly string[] }
  | { readonly type: "make" | "cancel-making"; readonly callId: string }
  | { readonly type: "backup" }
  | { readonly type: "restore"; readonly file: Blob }
  | { readonly type: "files"; readonly files: readonly NamedFile[] }
  | { readonly type: "cancel-file"; readonly jobId: number };

/** A `HistorySide` whose stores a test sets by hand and whose intents it reads back. Records change as asked. */
export class FakeHistorySide implements HistorySide {
  readonly intents: HistoryIntent[] = [];
  readonly history = new FakeHistory(this.intents);
  readonly interrupted = atom<string | undefined>(undefined);
  readonly recordings = new FakeRecordings(this.intents);
  readonly storage = new FakeStorage(this.intents);
  readonly backup = new FakeBackup(this.intents);
  readonly fileCalls = new FakeFileCalls(this.intents);
  /** Packs the names of the files, a line each. */
  readonly archives: Archives = {
    async pack(files) {
      const names: string[] = [];
      for await (const { name } of files) names.push(name);
      return new Blob([names.join("\n")]);
    },
    open: async () => {
      throw new ArchiveError("foreign");
    },
    sha256: async () => "0".repeat(64),
  };

  /** Where files go that are shared, and what comes of it. Takes none of this kind until told. */
  readonly sharing = new FakeShare();

  undisturbed<T>(action: () => Promise<T>): Promise<T> {
    return action();
  }

  get store(): CallStore {
    throw new Error("A screen does not reach the store: it has the history.");
  }

  get album(): PictureAlbum {
    throw new Error("A screen keeps no pictures.");
  }

  get recorder(): Recorder {
    throw new Error("A screen does not record.");
  }

  async recover(): Promise<void> {
    throw new Error("A screen does not recover calls.");
  }

  async settled(): Promise<void> {
    throw new Error("A screen waits for nothing to be stored.");
  }
}

export class FakeShare implements FileShare {
  readonly shared: File[] = [];
  /** Extensions that the platform takes. */
  taken: readonly string[] = [];
  /** What the next ones come to; then `over`. */
  readonly outcomes: ShareOutcome[] = [];

  takes(extension: string): boolean {
    return this.taken.includes(extension);
  }

  async share(file: File): Promise<ShareOutcome> {
    this.shared.push(file);
    return this.outcomes.shift() ?? "over";
  }
}

export class FakeHistory implements History {
  readonly list = atom<CallList>({ status: "ready", calls: [], isComplete: true });
  readonly removed = atom<readonly string[]>([]);
  /** What opening a call comes to, by id. */
  readonly kept = new Map<string, KeptCall>();
  /** What the agent was shown in a call, by id. */
  readonly shown = new Map<string, readonly Picture[]>();
  /** Answers searches; by default with the calls whose title or first words hold the query. */
  find: (query: string) => Promise<readonly CallMatch[]> = async (query) => this.#matches(query);
  /** What every intent that promises something fails with, if it is to fail. */
  failure: Error | undefined;
  readonly #intents: HistoryIntent[];
  readonly #batches: (readonly string[])[] = [];
  /** Those that are removed too. */
  #all: readonly CallRecord[] = [];

  constructor(intents: HistoryIntent[]) {
    this.#intents = intents;
    this.removed.listen(() => this.#publish());
  }

  /** Shows these calls, as a complete list. */
  show(...calls: readonly CallRecord[]): void {
    this.#all = calls;
    this.#publish();
  }

  /** The calls that are listed now. */
  get calls(): readonly CallRecord[] {
    const list = this.list.get();
    return list.status === "ready" ? list.calls : [];
  }

  reload(): void {
    this.#intents.push({ type: "reload" });
  }

  async search(query: string): Promise<readonly CallMatch[]> {
    return await this.find(query);
  }

  async open(id: string): Promise<KeptCall | undefined> {
    this.#fail();
    return this.removed.get().includes(id) ? undefined : this.kept.get(id);
  }

  async pictures(id: string): Promise<readonly Picture[]> {
    this.#fail();
    return this.shown.get(id) ?? [];
  }

  async rename(id: string, title: string): Promise<void> {
    this.#intents.push({ type: "rename", id, title });
    this.#fail();
    this.change(id, { title: title === "" ? "Untitled" : title, isTitled: title !== "" });
  }

  async star(id: string, isStarred: boolean): Promise<void> {
    this.#intents.push({ type: "star", id, isStarred });
    this.#fail();
    this.change(id, { isStarred });
  }

  async note(id: string, notes: string): Promise<void> {
    this.#intents.push({ type: "note", id, notes });
    this.#fail();
    this.change(id, { notes });
  }

  remove(ids: readonly string[]): void {
    this.#intents.push({ type: "remove", ids });
    this.#batches.push(ids);
    this.removed.set([...this.removed.get(), ...ids]);
  }

  undoRemove(id?: string): void {
    this.#intents.push({ type: "undo-remove" });
    const at = this.#batches.findLastIndex((ids) => id === undefined || ids.includes(id));
    const [back = []] = at < 0 ? [] : this.#batches.splice(at, 1);
    this.removed.set(this.removed.get().filter((id) => !back.includes(id)));
  }

  /** As when the time to undo is over. */
  forgetRemoved(): void {
    const gone = this.removed.get();
    this.#batches.length = 0;
    for (const id of gone) this.kept.delete(id);
    this.show(...this.#all.filter(({ id }) => !gone.includes(id)));
    this.removed.set([]);
  }

  /** Changes a call wherever it is shown. */
  change(id: string, change: Partial<CallRecord>): void {
    const kept = this.kept.get(id);
    if (kept !== undefined) this.kept.set(id, { ...kept, record: { ...kept.record, ...change } });
    this.show(...this.#all.map((call) => (call.id === id ? { ...call, ...change } : call)));
  }

  #publish(): void {
    const calls = this.#all.filter(({ id }) => !this.removed.get().includes(id));
    this.list.set({ status: "ready", calls, isComplete: true });
  }

  #fail(): void {
    if (this.failure !== undefined) throw this.failure;
  }

  #matches(query: string): readonly CallMatch[] {
    const word = query.trim().toLowerCase();
    return this.calls.flatMap((call) => {
      const excerpt = [call.firstWords, call.title].find((text) => text.toLowerCase().includes(word));
      if (excerpt === undefined) return [];
      const start = excerpt.toLowerCase().indexOf(word);
      return [{ callId: call.id, entryId: 1, excerpt, hits: [{ start, end: start + word.length }] }];
    });
  }
}

export class FakeRecordings implements Recordings {
  readonly jobs = atom<ReadonlyMap<string, EncodeJob>>(new Map());
  readonly encoder = atom<EncoderState>({ bytes: 32_232_419, status: "absent" });
  /** What there is to hear of a call, by id. */
  readonly sounds = new Map<string, KeptSound>();
  /** What asking for sound fails with, if it is to fail. */
  failure: Error | undefined;
  readonly #intents: HistoryIntent[];

  constructor(intents: HistoryIntent[]) {
    this.#intents = intents;
  }

  make(callId: string): void {
    this.#intents.push({ type: "make", callId });
  }

  cancel(callId: string): void {
    this.#intents.push({ type: "cancel-making", callId });
  }

  async sound(callId: string): Promise<KeptSound | undefined> {
    if (this.failure !== undefined) throw this.failure;
    return this.sounds.get(callId);
  }

  async wav(callId: string): Promise<Blob> {
    if (this.failure !== undefined) throw this.failure;
    return this.sounds.get(callId)?.blob ?? new Blob();
  }

  async keepEncoder(): Promise<void> {
    this.#intents.push({ type: "keep-encoder" });
  }
}

export class FakeStorage implements Storage {
  used: StorageUse | Error = {
    usedBytes: 48_200_000,
    quotaBytes: 10_000_000_000,
    mediaBytes: 46_900_000,
    isPersistent: false,
  };
  readonly #intents: HistoryIntent[];

  constructor(intents: HistoryIntent[]) {
    this.#intents = intents;
  }

  async use(): Promise<StorageUse> {
    if (this.used instanceof Error) throw this.used;
    return this.used;
  }

  async persist(): Promise<boolean> {
    this.#intents.push({ type: "persist" });
    return true;
  }
}

export class FakeBackup implements Backup {
  /** What making a backup comes to. */
  made: Blob | Error = new Blob(["backup"]);
  /** What restoring comes to. */
  restored: RestoreReport | Error = { addedCalls: 0, knownCalls: 0, addedAgents: 0, addedRecords: 0 };
  readonly #intents: HistoryIntent[];

  constructor(intents: HistoryIntent[]) {
    this.#intents = intents;
  }

  async create(onProgress: (share: number) => void): Promise<Blob> {
    this.#intents.push({ type: "backup" });
    onProgress(1);
    if (this.made instanceof Error) throw this.made;
    return this.made;
  }

  async restore(file: Blob, onProgress: (share: number) => void): Promise<RestoreReport> {
    this.#intents.push({ type: "restore", file });
    onProgress(1);
    if (this.restored instanceof Error) throw this.restored;
    return this.restored;
  }
}

export class FakeFileCalls implements FileCalls {
  readonly jobs = atom<readonly FileCallJob[]>([]);
  readonly #intents: HistoryIntent[];

  constructor(intents: HistoryIntent[]) {
    this.#intents = intents;
  }

  add(files: readonly NamedFile[]): void {
    this.#intents.push({ type: "files", files });
    const first = this.jobs.get().length + 1;
    const added = files.map(
      ({ name }, index): FileCallJob => ({ id: first + index, name, state: { status: "waiting" } }),
    );
    this.jobs.set([...this.jobs.get(), ...added]);
  }

  cancel(jobId: number): void {
    this.#intents.push({ type: "cancel-file", jobId });
    this.jobs.set(
      this.jobs.get().map((job) => (job.id === jobId ? { ...job, state: { status: "cancelled" } } : job)),
    );
  }

  clear(): void {
    this.#intents.push({ type: "clear-files" });
    const over = new Set(["done", "cancelled", "failed"]);
    this.jobs.set(this.jobs.get().filter(({ state }) => !over.has(state.status)));
  }
}

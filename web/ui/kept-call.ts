import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { App } from "../app/app.ts";
import type { EncodeJob, HistorySide, KeptCall, KeptSound } from "../app/history-side.ts";
import { callFileName } from "../core/export/file-name.ts";
import { download } from "./download.ts";
import { SoundPlayer } from "./recording-sound.ts";
import { keptCallText } from "./storage-text.ts";

/** What there is to show of a call. */
export type CallView =
  | { readonly status: "loading" }
  | { readonly status: "missing" }
  /** It is about to be deleted and can still be had back. */
  | { readonly status: "removed"; readonly undo: () => void }
  /** A sentence for people. */
  | { readonly status: "failed"; readonly message: string }
  | { readonly status: "ready"; readonly kept: KeptCall };

/** What there is to hear of it. */
export type SoundView =
  | { readonly status: "loading" }
  | { readonly status: "none" }
  | { readonly status: "failed"; readonly message: string }
  | { readonly status: "ready"; readonly sound: KeptSound; readonly player: SoundPlayer };

/** One kept call and its sound, for as long as its host shows them. Follows changes from wherever they come. */
export class KeptCallController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #app: () => App;
  #callId: string | undefined;
  #showing = new AbortController();
  #view: CallView = { status: "loading" };
  #sound: SoundView = { status: "loading" };
  #side: HistorySide | undefined;
  #problem: string | undefined;
  /** The person wants the file as soon as it is there. */
  #mp3Wanted = false;
  /** Counts the readings: only the newest is shown. */
  #asked = 0;

  constructor(host: ReactiveControllerHost, app: () => App) {
    this.#host = host;
    this.#app = app;
    host.addController(this);
  }

  get view(): CallView {
    const history = this.#side?.history;
    const isRead = this.#view.status === "ready" || this.#view.status === "missing";
    if (history === undefined || !isRead || !this.#isRemoved) return this.#view;
    return { status: "removed", undo: () => history.undoRemove(this.#callId) };
  }

  /** The history opens it to nobody until it is brought back. */
  get #isRemoved(): boolean {
    return this.#side?.history.removed.get().includes(this.#callId ?? "") === true;
  }

  /** Everything that keeps calls, once it is loaded. */
  get side(): HistorySide | undefined {
    return this.#side;
  }

  get sound(): SoundView {
    return this.#sound;
  }

  get player(): SoundPlayer | undefined {
    return this.#sound.status === "ready" ? this.#sound.player : undefined;
  }

  /** What is being made of the sound, or could not be; another tab may have made it since. */
  get job(): EncodeJob | undefined {
    const isOpen = this.#view.status === "ready" && this.#view.kept.record.sound.status === "pieces";
    if (!isOpen) return undefined;
    return this.#side?.recordings.jobs.get().get(this.#callId ?? "");
  }

  /** Why the last wish was not granted; a sentence for people. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Shows this call from now on. */
  show(callId: string | undefined): void {
    if (callId === this.#callId) return;
    this.#callId = callId;
    this.reload();
  }

  hostConnected(): void {
    if (this.#callId !== undefined) this.reload();
  }

  hostDisconnected(): void {
    this.#close();
  }

  /** Begins anew. */
  reload(): void {
    this.#close();
    this.#showing = new AbortController();
    this.#set({ status: "loading" });
    if (this.#callId !== undefined) void this.#load(this.#callId, this.#showing.signal);
  }

  /** Asks for the sound again after it could not be had. */
  reloadSound(): void {
    if (this.#view.status === "ready") void this.#loadSound(this.#view.kept, this.#showing.signal);
  }

  /** Does what a person asks for; a failure becomes the problem that is shown, as long as the call is. */
  async wish(what: (side: HistorySide, callId: string) => Promise<void>): Promise<void> {
    if (this.#side === undefined || this.#callId === undefined) return;
    const { signal } = this.#showing;
    this.#problem = undefined;
    try {
      await what(this.#side, this.#callId);
    } catch (error) {
      if (!signal.aborted) this.#problem = keptCallText(error);
    }
    this.#host.requestUpdate();
  }

  /** Hands over the MP3, which is made first if there is none. */
  async saveMp3(): Promise<void> {
    if (this.#view.status !== "ready") return;
    const { record } = this.#view.kept;
    if (record.sound.status !== "mp3") {
      this.#mp3Wanted = true;
      this.#side?.recordings.make(record.id);
      this.#host.requestUpdate();
      return;
    }
    this.#mp3Wanted = false;
    await this.wish(async ({ recordings }, callId) => {
      const sound = await recordings.sound(callId);
      if (sound !== undefined) download(`${callFileName(record)}.mp3`, "audio/mpeg", sound.blob);
    });
  }

  /** True from the wish for an MP3 until it is handed over. */
  get isMp3Wanted(): boolean {
    return this.#mp3Wanted;
  }

  /** The MP3 can be made later. */
  cancelMp3(): void {
    this.#mp3Wanted = false;
    if (this.#side !== undefined && this.#callId !== undefined) this.#side.recordings.cancel(this.#callId);
    this.#host.requestUpdate();
  }

  async #load(callId: string, signal: AbortSignal): Promise<void> {
    try {
      const side = await this.#app().history();
      if (signal.aborted) return;
      this.#side = side;
      this.#follow(side, callId, signal);
      await this.#open(side, callId, signal);
    } catch (error) {
      if (signal.aborted) return;
      this.#set({ status: "failed", message: keptCallText(error) });
    }
  }

  #follow({ history, recordings }: HistorySide, callId: string, signal: AbortSignal): void {
    const record = () => {
      const list = history.list.get();
      return list.status === "ready" ? list.calls.find(({ id }) => id === callId) : undefined;
    };
    let known = record();
    const onList = () => {
      const now = record();
      if (now === known) return;
      known = now;
      void this.#reopen(callId, signal);
    };
    let wasRemoved = this.#isRemoved;
    const onRemoved = () => {
      const isBackOrGone = wasRemoved && !this.#isRemoved;
      wasRemoved = this.#isRemoved;
      if (isBackOrGone) this.reload();
      else this.#host.requestUpdate();
    };
    const onJobs = () => {
      if (this.job?.status === "failed") this.#mp3Wanted = false;
      this.#host.requestUpdate();
    };
    const undo = [
      history.list.listen(onList),
      history.removed.listen(onRemoved),
      recordings.jobs.listen(onJobs),
    ];
    signal.addEventListener("abort", () => {
      for (const stop of undo) stop();
    });
  }

  async #reopen(callId: string, signal: AbortSignal): Promise<void> {
    if (this.#side === undefined) return;
    try {
      await this.#open(this.#side, callId, signal);
    } catch (error) {
      // What is shown was right a moment ago, and the next change asks again.
      console.error("A change to a kept call could not be read.", error);
    }
  }

  async #open(side: HistorySide, callId: string, signal: AbortSignal): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const kept = await side.history.open(callId);
    if (signal.aborted || asked !== this.#asked) return;
    this.#set(kept === undefined ? { status: "missing" } : { status: "ready", kept });
    if (kept === undefined) return this.#setSound({ status: "none" });
    if (this.#mp3Wanted && kept.record.sound.status === "mp3") void this.saveMp3();
    await this.#loadSound(kept, signal);
  }

  /** Once it is there it stays, as WAV or MP3: what a person listens to is not taken away under them. */
  async #loadSound({ record }: KeptCall, signal: AbortSignal): Promise<void> {
    if (record.status === "running" || record.sound.status === "none")
      return this.#setSound({ status: "none" });
    if (this.#sound.status === "ready" || this.#side === undefined) return;
    this.#setSound({ status: "loading" });
    try {
      const sound = await this.#side.recordings.sound(record.id);
      if (signal.aborted || this.player !== undefined) return;
      this.#setSound(
        sound === undefined ? { status: "none" } : { status: "ready", sound, player: new SoundPlayer(sound) },
      );
    } catch (error) {
      if (signal.aborted) return;
      this.#setSound({ status: "failed", message: keptCallText(error) });
    }
  }

  #set(view: CallView): void {
    this.#view = view;
    this.#host.requestUpdate();
  }

  #setSound(sound: SoundView): void {
    if (this.player !== undefined && sound.status !== "ready") this.player.close();
    this.#sound = sound;
    this.#host.requestUpdate();
  }

  #close(): void {
    this.#showing.abort();
    this.#setSound({ status: "loading" });
    this.#mp3Wanted = false;
    this.#problem = undefined;
  }
}

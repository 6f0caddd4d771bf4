import { atom, type ReadableAtom } from "nanostores";
import type { KeptSound } from "../app/history-side.ts";
import { isAbort } from "../core/errors.ts";
import { afterSilence, silences } from "../core/recording/playhead.ts";

/** How a recording is being played. */
export interface PlayState {
  readonly isPlaying: boolean;
  /** From the beginning of the recording. */
  readonly positionMs: number;
  /** 0.5–2; voices keep their pitch. */
  readonly speed: number;
  readonly skipsSilence: boolean;
  /** The browser cannot play this sound. */
  readonly isBroken: boolean;
}

/** What a person can choose from. */
export const speeds = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const;

/** Plays one recording. It holds the sound until it is closed. */
export class SoundPlayer {
  readonly durationMs: number;
  readonly #state = atom<PlayState>({
    isPlaying: false,
    positionMs: 0,
    speed: 1,
    skipsSilence: false,
    isBroken: false,
  });
  readonly #audio = new Audio();
  readonly #listening = new AbortController();
  readonly #silences: () => ReturnType<typeof silences>;
  #frame: number | undefined;

  constructor({ blob, durationMs, waveform }: Pick<KeptSound, "blob" | "durationMs" | "waveform">) {
    this.durationMs = durationMs;
    let found: ReturnType<typeof silences> | undefined;
    this.#silences = () => (found ??= silences(waveform));
    this.#audio.preload = "auto";
    this.#audio.preservesPitch = true;
    this.#audio.src = URL.createObjectURL(blob);
    const { signal } = this.#listening;
    for (const type of ["play", "playing", "pause", "ended"] as const)
      this.#audio.addEventListener(type, () => this.#follow(), { signal });
    // Goes on in a hidden tab, where no frames are drawn.
    for (const type of ["timeupdate", "seeked"] as const)
      this.#audio.addEventListener(type, () => this.#advance(), { signal });
    this.#audio.addEventListener("error", () => this.#set({ isBroken: true, isPlaying: false }), { signal });
  }

  /** Changes with every frame while it plays. */
  get state(): ReadableAtom<PlayState> {
    return this.#state;
  }

  play(): void {
    if (this.#listening.signal.aborted) return;
    this.#audio.play().catch((error: unknown) => this.#refused(error));
  }

  pause(): void {
    this.#audio.pause();
  }

  toggle(): void {
    if (this.#audio.paused) this.play();
    else this.pause();
  }

  /** Goes there; what plays goes on from there. Positions outside of the recording are its ends. */
  seek(positionMs: number): void {
    const reached = Math.min(this.durationMs, Math.max(0, positionMs));
    this.#audio.currentTime = reached / 1000;
    this.#set({ positionMs: reached });
  }

  seekBy(ms: number): void {
    this.seek(this.#state.get().positionMs + ms);
  }

  setSpeed(speed: number): void {
    this.#audio.playbackRate = speed;
    this.#set({ speed });
  }

  setSkipsSilence(skipsSilence: boolean): void {
    this.#set({ skipsSilence });
    this.#advance();
  }

  /** Stops for good and lets go of the sound. */
  close(): void {
    if (this.#listening.signal.aborted) return;
    this.#listening.abort();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#audio.pause();
    URL.revokeObjectURL(this.#audio.src);
    this.#audio.removeAttribute("src");
    this.#audio.load();
  }

  /** A pause before the sound began, or a press that the browser did not take for one, is no failure. */
  #refused(error: unknown): void {
    const isDenied = error instanceof DOMException && error.name === "NotAllowedError";
    if (isAbort(error) || isDenied) return;
    console.error("The recording could not be played.", error);
    this.#set({ isBroken: true, isPlaying: false });
  }

  #follow(): void {
    this.#set({ isPlaying: !this.#audio.paused && !this.#audio.ended });
    this.#advance();
    if (this.#frame === undefined && this.#state.get().isPlaying) this.#onFrame();
  }

  #onFrame(): void {
    this.#frame = requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#advance();
      if (this.#state.get().isPlaying) this.#onFrame();
    });
  }

  #advance(): void {
    const { isPlaying, skipsSilence } = this.#state.get();
    const positionMs = this.#audio.ended ? this.durationMs : this.#audio.currentTime * 1000;
    const next = isPlaying && skipsSilence ? afterSilence(this.#silences(), positionMs) : undefined;
    if (next !== undefined && !this.#audio.seeking) this.seek(next);
    else this.#set({ positionMs: Math.min(this.durationMs, positionMs) });
  }

  #set(change: Partial<PlayState>): void {
    const before = this.#state.get();
    const after = { ...before, ...change };
    const isSame =
      before.isPlaying === after.isPlaying &&
      before.positionMs === after.positionMs &&
      before.speed === after.speed &&
      before.skipsSilence === after.skipsSilence &&
      before.isBroken === after.isBroken;
    if (!isSame) this.#state.set(after);
  }
}

import type { AudioTrouble, MicrophoneSwitch } from "../core/audio/audio-change.ts";
import { AudioStops } from "../core/audio/audio-stops.ts";
import { type CaptureChunk, captureRateHz } from "../core/audio/capture-messages.ts";
import { defaultDevice, whyToSwitch } from "../core/audio/microphone-choice.ts";
import { RepeatedDeaths } from "../core/audio/repeated-deaths.ts";
import type { VoiceProcessing } from "../core/audio/voice-processing.ts";
import { MicrophoneError } from "../core/errors.ts";
import type { MicrophoneOptions, MicrophoneStream } from "../core/ports.ts";
import type { Scope } from "../core/scope.ts";
import { closeAudioContext, loadWorklet } from "./audio-context.ts";
import { browserClock } from "./browser-clock.ts";
import { CaptureGraph } from "./capture-graph.ts";
import { keepRunning } from "./keep-running.ts";
import type { MicrophonePlatform } from "./microphone.ts";
import { findAgain, isDenied, openBest } from "./microphone-finder.ts";
import { type CaptureDevices, type MediaWish, stopTracks } from "./microphone-media.ts";

/** What an open microphone works with; its scope owns what it opens. */
export interface CaptureParts extends MicrophonePlatform {
  readonly devices: CaptureDevices;
  readonly options: MicrophoneOptions;
  readonly scope: Scope;
}

/** Between two looks at whether sound still comes. */
const beatMs = 1_000;
/** A context that runs and gives no sound for so long is broken, whatever it says. */
const longestSilenceMs = 3_000;
/** The system mutes a device for a moment while it changes how it works: that is no news. */
const silencedAfterMs = 500;

/**
 * An open microphone. Outlives its device, its worklet and its audio context: another one takes the place of what
 * ends, and frames go on counting where the clock stands.
 */
export class CaptureStream implements MicrophoneStream {
  readonly #parts: CaptureParts;
  readonly #deaths = new RepeatedDeaths();
  readonly #stops = new AudioStops();
  #graph: CaptureGraph;
  #media: MediaStream;
  /** Ends with the stream that is heard now. */
  #following = new AbortController();
  /** Ends with the context. */
  #running = new AbortController();
  #wish: MediaWish;
  #default: string | undefined;
  #looked: Promise<void>;
  #rateHz: number | undefined;
  /** The device has ended: nothing comes of it any more. */
  #ended = false;
  /** Asked for while a switch is under way. */
  #wanted: MicrophoneSwitch | undefined;
  #switching: Promise<void> | undefined;
  #muted = false;
  #level = 0;
  #heardAtMs = browserClock.now();
  #endFrame = 0;
  readonly #troubles = new Set<AudioTrouble>();

  constructor(parts: CaptureParts, context: AudioContext, media: MediaStream) {
    this.#parts = parts;
    const { deviceId, processing } = parts.options;
    this.#wish = { deviceId, processing };
    this.#graph = this.#buildGraph(context, () => 0);
    this.#graph.hear(media);
    this.#media = media;
    const { scope, devices } = parts;
    scope.add(() => this.#following.abort());
    scope.add(() => this.#running.abort());
    scope.add(() => stopTracks(this.#media));
    scope.add(() => this.#graph.close());
    this.#follow(media);
    this.#keepRunning();
    const onList = () => this.#onListChange();
    devices.addEventListener("devicechange", onList);
    scope.add(() => devices.removeEventListener("devicechange", onList));
    this.#looked = this.#list().then((list) => {
      this.#default = defaultDevice(list);
    });
    const beats = setInterval(() => this.#beat(), beatMs);
    scope.add(() => clearInterval(beats));
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    this.#graph.setMuted(muted);
  }

  level(): number {
    return this.#isClosed ? 0 : this.#level;
  }

  async use(deviceId: string | undefined): Promise<void> {
    if (this.#isClosed || deviceId === this.#wish.deviceId) return;
    this.#wish = { ...this.#wish, deviceId };
    await this.#switch("chosen");
  }

  async process(processing: VoiceProcessing): Promise<void> {
    if (this.#isClosed) return;
    this.#wish = { ...this.#wish, processing };
    await this.#switch("processing");
  }

  wake(): void {
    // A context that refuses stays in its state, which is looked after.
    this.#graph.context.resume().catch(() => undefined);
  }

  close(): void {
    this.#parts.scope.dispose();
  }

  get #isClosed(): boolean {
    return this.#parts.scope.signal.aborted;
  }

  #buildGraph(context: AudioContext, startFrame: (frames: number) => number): CaptureGraph {
    const start = ({ pcm }: CaptureChunk) => startFrame(pcm.byteLength / 2);
    return new CaptureGraph(context, this.#parts.createNode, start, {
      onChunk: (chunk) => this.#take(chunk),
      onDied: (cause) => this.#onDied(cause),
    });
  }

  #take(chunk: CaptureChunk): void {
    if (this.#isClosed) return;
    const firstFrame = Math.max(chunk.firstFrame, this.#endFrame);
    this.#level = chunk.level;
    this.#heardAtMs = browserClock.now();
    this.#endFrame = firstFrame + chunk.pcm.byteLength / 2;
    this.#parts.options.onChunk({ ...chunk, firstFrame });
    const stop = this.#stops.hear(this.#endFrame, this.#heardAtMs);
    if (stop !== undefined && !this.#isClosed) this.#parts.options.onChanged?.(stop);
  }

  #onDied(cause: unknown): void {
    if (!this.#isClosed && this.#deaths.died(performance.now())) this.#lose("lost", cause);
  }

  #keepRunning(): void {
    this.#running.abort();
    this.#running = new AbortController();
    const events = {
      onFrozen: () => void this.#reopenContext(),
      onBlocked: (blocked: boolean) => this.#trouble("microphone-blocked", blocked),
    };
    keepRunning(this.#graph.context, events, this.#running.signal);
  }

  #beat(): void {
    const nowMs = browserClock.now();
    const sleep = this.#stops.beat(nowMs, Date.now());
    if (sleep !== undefined) this.#parts.options.onChanged?.(sleep);
    if (this.#graph.context.state !== "running" || nowMs - this.#heardAtMs < longestSilenceMs) return;
    this.#heardAtMs = nowMs;
    void this.#reopenContext();
  }

  /** For a context that does not live any more. */
  async #reopenContext(): Promise<void> {
    if (this.#isClosed) return;
    this.#onDied(new Error("The audio context stands still."));
    if (this.#isClosed) return;
    try {
      await this.#inNewContext(this.#media);
    } catch (error) {
      if (!this.#isClosed) this.#lose("lost", error);
    }
  }

  /** @throws DOMException, MicrophoneError, TokenError: then the context before is still there */
  async #inNewContext(media: MediaStream): Promise<void> {
    const context = this.#parts.openContext();
    try {
      await loadWorklet(context, this.#parts.workletUrl);
      this.#parts.scope.signal.throwIfAborted();
      const graph = this.#buildGraph(context, (frames) => this.#frameNow() - frames);
      graph.hear(media);
      graph.setMuted(this.#muted);
      this.#graph.close();
      this.#graph = graph;
    } catch (error) {
      closeAudioContext(context);
      throw error;
    }
    this.#parts.options.onChanged?.({ type: "new-clock" });
    this.#keepRunning();
  }

  /** Where the clock of the frames stands, by the page's. */
  #frameNow(): number {
    return this.#endFrame + Math.round(((browserClock.now() - this.#heardAtMs) * captureRateHz) / 1000);
  }

  /** Notices what the system does to the device. */
  #follow(media: MediaStream): void {
    this.#following.abort();
    this.#following = new AbortController();
    const { signal } = this.#following;
    this.#ended = false;
    const track = media.getAudioTracks()[0];
    this.#rateHz = track?.getSettings().sampleRate;
    if (track === undefined) return;
    const end = () => {
      this.#ended = true;
      this.#switching ??= this.#switchWhileWanted();
    };
    let silence: ReturnType<typeof setTimeout> | undefined;
    const onMute = () => {
      clearTimeout(silence);
      silence = setTimeout(() => this.#trouble("silenced", track.muted), silencedAfterMs);
    };
    track.addEventListener("ended", end, { signal });
    for (const change of ["mute", "unmute"]) track.addEventListener(change, onMute, { signal });
    signal.addEventListener("abort", () => clearTimeout(silence), { once: true });
    if (track.muted) onMute();
    else this.#trouble("silenced", false);
  }

  #trouble(trouble: AudioTrouble, lasts: boolean): void {
    if (this.#isClosed || this.#troubles.has(trouble) === lasts) return;
    if (lasts) this.#troubles.add(trouble);
    else this.#troubles.delete(trouble);
    this.#parts.options.onChanged?.({ type: "trouble", trouble, lasts });
  }

  /** One look at a time: what goes is often told several times, by its end and by the list. */
  #onListChange(): void {
    this.#looked = this.#looked.then(() => this.#lookAtList());
  }

  async #lookAtList(): Promise<void> {
    await this.#switching;
    if (this.#isClosed) return;
    const list = await this.#list();
    const current = this.#media.getAudioTracks()[0]?.getSettings();
    const scene = { list, currentId: current?.deviceId, preferredId: this.#wish.deviceId };
    const why = whyToSwitch({ ...scene, defaultBefore: this.#default });
    this.#default = defaultDevice(list);
    if (why !== undefined) await this.#switch(why);
    else if (current?.sampleRate !== this.#rateHz) await this.#switch("profile");
  }

  async #list(): Promise<readonly MediaDeviceInfo[]> {
    const devices = await this.#parts.devices.enumerateDevices();
    return devices.filter(({ kind }) => kind === "audioinput");
  }

  /** One switch at a time: what is asked for meanwhile is done after. */
  #switch(why: MicrophoneSwitch): Promise<void> {
    this.#wanted = why;
    this.#switching ??= this.#switchWhileWanted();
    return this.#switching;
  }

  async #switchWhileWanted(): Promise<void> {
    while (!this.#isClosed && (this.#wanted !== undefined || this.#ended)) {
      const why = this.#wanted ?? "gone";
      this.#wanted = undefined;
      await this.#replace(why);
    }
    this.#switching = undefined;
  }

  /** The new one first, then away with the old. One that works is kept when no other can be had. */
  async #replace(why: MicrophoneSwitch): Promise<void> {
    const ended = this.#ended;
    try {
      await this.#play(await this.#openOther(ended));
      this.#tellDevice(why);
    } catch (error) {
      if (this.#isClosed) return;
      if (ended) this.#lose(isDenied(error) ? "denied" : "lost", error);
      else if (why === "chosen") this.#tellDevice("refused");
    }
  }

  #openOther(ended: boolean): Promise<MediaStream> {
    const { devices, patienceMs, scope } = this.#parts;
    return ended
      ? findAgain(devices, () => this.#wish, patienceMs, scope.signal)
      : openBest(devices, this.#wish);
  }

  async #play(media: MediaStream): Promise<void> {
    try {
      this.#parts.scope.signal.throwIfAborted();
      await this.#hear(media);
    } catch (error) {
      stopTracks(media);
      throw error;
    }
    stopTracks(this.#media);
    this.#media = media;
    this.#follow(media);
    this.#default = defaultDevice(await this.#list());
  }

  async #hear(media: MediaStream): Promise<void> {
    try {
      this.#graph.hear(media);
    } catch {
      // Firefox takes no stream of another rate into a context.
      await this.#inNewContext(media);
    }
  }

  #tellDevice(why: MicrophoneSwitch): void {
    if (this.#isClosed) return;
    const label = this.#media.getAudioTracks()[0]?.label ?? "";
    this.#parts.options.onChanged?.({ type: "microphone", label, why });
  }

  #lose(reason: "denied" | "lost", cause: unknown): void {
    this.#parts.scope.dispose();
    this.#parts.options.onLost(new MicrophoneError(reason, { cause }));
  }
}

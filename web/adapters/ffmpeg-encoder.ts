import { FFFSType, FFmpeg } from "@ffmpeg/ffmpeg";
import { isAbort, RecordingError } from "../core/errors.ts";
import type { Clock, EncodeProgress, Encoder, EncoderFiles, MixInput } from "../core/ports.ts";
import { mixArguments } from "../core/recording/mix.ts";
import { type EncoderUrls, encoderAssets } from "./encoder-assets.ts";
import type { CompiledFfmpeg } from "./ffmpeg.worker.ts";
import workerUrl from "./ffmpeg.worker.ts?worker&url";
import { FfmpegCode } from "./ffmpeg-code.ts";
import { ffmpegFailure } from "./ffmpeg-failure.ts";
import { isWholeMp3 } from "./mp3-check.ts";
import { silenceLimit } from "./silence-limit.ts";

export interface FfmpegEncoderOptions {
  readonly clock: Clock;
  /** Brings the code here first, with progress, and keeps it for the next time. */
  readonly files: EncoderFiles;
  readonly urls?: EncoderUrls;
  /** Tracks of more bytes together are read from their Blobs as ffmpeg goes, instead of being copied into its memory. */
  readonly mountAboveBytes?: number;
}

/** A quarter of an hour. Mounted, input is read by calls to the browser of 32 kB each, which takes half as long again. */
const quarterHourBytes = 75_000_000;

/** Longest silence of the worker: a slow phone compiles 32 MB in about 10 s, and then reports twice a second. */
const silenceMs = 60_000;

const folder = "/in";
const paths = { user: `${folder}/user`, agent: `${folder}/agent`, mp3: "/out.mp3" };

/**
 * Encoder with ffmpeg in WebAssembly. Each encode has a worker of its own, since one that is used again traps after some
 * dozens of runs; ending it is also the only way to stop ffmpeg, and gives its memory back.
 */
export class FfmpegEncoder implements Encoder {
  readonly #clock: Clock;
  readonly #files: EncoderFiles;
  readonly #coreUrl: string;
  readonly #code: FfmpegCode;
  readonly #mountAboveBytes: number;

  constructor({
    clock,
    files,
    urls = encoderAssets,
    mountAboveBytes = quarterHourBytes,
  }: FfmpegEncoderOptions) {
    this.#clock = clock;
    this.#files = files;
    this.#coreUrl = new URL(urls.coreUrl, location.href).href;
    this.#code = new FfmpegCode(urls.wasmUrl, clock);
    this.#mountAboveBytes = mountAboveBytes;
  }

  async prepare(signal: AbortSignal): Promise<void> {
    try {
      if (await this.#files.isKept()) await this.#code.compiled(signal);
    } catch {
      // The encode itself says what is wrong.
    }
    this.#code.release();
  }

  async encode(
    sound: MixInput,
    onProgress: (progress: EncodeProgress) => void,
    signal: AbortSignal,
  ): Promise<ArrayBuffer> {
    if (sound.durationMs <= 0) throw new RecordingError("empty");
    const show = rising(onProgress);
    show("loading", 0);
    await this.#files.keep((share) => show("loading", share), signal);
    const ffmpeg = new FFmpeg();
    const reason = () => (ffmpeg.loaded ? "encode" : "encoder-load");
    const limit = silenceLimit(signal, silenceMs, this.#clock, () => new RecordingError(reason()));
    const log: string[] = [];
    ffmpeg.on("log", ({ message }) => {
      limit.heard();
      log.push(message);
    });
    ffmpeg.on("progress", ({ time }) => {
      limit.heard();
      // In microseconds; ffmpeg's own share is wrong whenever a track is shorter than the whole.
      show("encoding", time / 1_000 / sound.durationMs);
    });
    try {
      const module = await Promise.race([this.#code.compiled(limit.signal), limit.reached]);
      await Promise.race([this.#load(ffmpeg, module), limit.reached]);
      limit.heard();
      show("encoding", 0);
      const mp3 = await Promise.race([this.#make(ffmpeg, sound), limit.reached]);
      if (!isWholeMp3(mp3, sound.durationMs)) throw new Error("ffmpeg wrote no whole MP3 of this length");
      show("encoding", 1);
      return mp3;
    } catch (error) {
      if (isAbort(error) || error instanceof RecordingError) throw error;
      throw ffmpegFailure(reason(), log, error);
    } finally {
      ffmpeg.terminate();
      this.#code.release();
      limit.dispose();
    }
  }

  #load(ffmpeg: FFmpeg, module: WebAssembly.Module): Promise<boolean> {
    const code: CompiledFfmpeg = { coreURL: this.#coreUrl, module };
    return ffmpeg.load({ classWorkerURL: workerUrl, ...code });
  }

  async #make(ffmpeg: FFmpeg, sound: MixInput): Promise<ArrayBuffer> {
    await this.#giveTracks(ffmpeg, sound);
    const code = await ffmpeg.exec([...mixArguments(sound, paths)]);
    if (code !== 0) throw new Error(`ffmpeg ended with ${code}`);
    const mp3 = await ffmpeg.readFile(paths.mp3);
    if (mp3 instanceof Uint8Array && mp3.buffer instanceof ArrayBuffer) return mp3.buffer;
    throw new Error("ffmpeg gave no bytes for a file");
  }

  async #giveTracks(ffmpeg: FFmpeg, { user, agent }: MixInput): Promise<void> {
    await ffmpeg.createDir(folder);
    if (user.size + agent.size > this.#mountAboveBytes) {
      const blobs = [
        { name: "user", data: user },
        { name: "agent", data: agent },
      ];
      await ffmpeg.mount(FFFSType.WORKERFS, { blobs }, folder);
      return;
    }
    await ffmpeg.writeFile(paths.user, new Uint8Array(await user.arrayBuffer()));
    await ffmpeg.writeFile(paths.agent, new Uint8Array(await agent.arrayBuffer()));
  }
}

type Show = (step: EncodeProgress["step"], share: number) => void;

/** Smallest step of the progress: a percent is what people see. */
const leastStep = 0.01;

/** Passes on what is news: each step from 0 to 1, never back. */
function rising(onProgress: (progress: EncodeProgress) => void): Show {
  let last: EncodeProgress | undefined;
  return (step, share) => {
    const before = last?.step === step ? last.share : -1;
    const clamped = Math.min(1, Math.max(0, share));
    // Written so that NaN is no news: before its first frame ffmpeg tells a time that is none.
    if (!(clamped >= before + leastStep || (clamped === 1 && before < 1))) return;
    last = { step, share: clamped };
    onProgress(last);
  };
}

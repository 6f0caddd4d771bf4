import { FFFSType, FFmpeg } from "@ffmpeg/ffmpeg";
import { RecordingError } from "../core/errors.ts";
import type { Clock, EncodeProgress, Encoder, EncoderFiles, MixInput } from "../core/ports.ts";
import { mixArguments } from "../core/recording/mix.ts";
import { type EncoderUrls, encoderAssets } from "./encoder-assets.ts";
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
  readonly #urls: EncoderUrls;
  readonly #mountAboveBytes: number;

  constructor({
    clock,
    files,
    urls = encoderAssets,
    mountAboveBytes = quarterHourBytes,
  }: FfmpegEncoderOptions) {
    this.#clock = clock;
    this.#files = files;
    this.#urls = urls;
    this.#mountAboveBytes = mountAboveBytes;
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
    const silent = () => new RecordingError(ffmpeg.loaded ? "encode" : "encoder-load");
    const limit = silenceLimit(signal, silenceMs, this.#clock, silent);
    ffmpeg.on("log", limit.heard);
    ffmpeg.on("progress", ({ time }) => {
      limit.heard();
      // ffmpeg tells microseconds; its own share is wrong whenever a track is shorter than the whole.
      show("encoding", time / 1_000 / sound.durationMs);
    });
    const making = this.#make(ffmpeg, sound, show);
    // Ending the worker rejects what is still under way, when nobody waits for it any more.
    making.catch(() => undefined);
    try {
      const mp3 = await Promise.race([making, limit.reached]);
      show("encoding", 1);
      return mp3;
    } finally {
      ffmpeg.terminate();
      limit.dispose();
    }
  }

  async #make(ffmpeg: FFmpeg, sound: MixInput, show: Show): Promise<ArrayBuffer> {
    const log: string[] = [];
    ffmpeg.on("log", ({ message }) => log.push(message));
    try {
      await ffmpeg.load({ coreURL: this.#urls.coreUrl, wasmURL: this.#urls.wasmUrl });
    } catch (error) {
      throw ffmpegFailure("encoder-load", log, error);
    }
    show("encoding", 0);
    try {
      await this.#giveTracks(ffmpeg, sound);
      const code = await ffmpeg.exec([...mixArguments(sound, paths)]);
      if (code !== 0) throw new Error(`ffmpeg ended with ${code}`);
      return await this.#readMp3(ffmpeg, sound.durationMs);
    } catch (error) {
      throw ffmpegFailure("encode", log, error);
    }
  }

  async #readMp3(ffmpeg: FFmpeg, durationMs: number): Promise<ArrayBuffer> {
    const file = await ffmpeg.readFile(paths.mp3);
    if (!(file instanceof Uint8Array)) throw new Error("ffmpeg gave text for a file");
    // It comes from the worker with a buffer of its own, and the core for one thread has no shared memory.
    const mp3 = file.buffer as ArrayBuffer;
    if (!isWholeMp3(mp3, durationMs)) throw new Error("ffmpeg wrote no whole MP3 of this length");
    return mp3;
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

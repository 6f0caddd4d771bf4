import type { FfmpegOrder, FfmpegWord } from "./ffmpeg-messages.ts";

/** ffmpeg at work in a worker of its own. */
export interface FfmpegRun {
  /** What it makes. Rejects with an error in its own words; never settles once the run is ended. */
  readonly file: Promise<ArrayBuffer>;
  /** Stops it at once, and gives its memory back. */
  end(): void;
}

/** Carries out an order. @param onWord told all that ffmpeg says meanwhile */
export function runFfmpeg(order: FfmpegOrder, onWord: (word: FfmpegWord) => void): FfmpegRun {
  const worker = new Worker(new URL("./ffmpeg.worker.ts", import.meta.url), { type: "module" });
  const file = new Promise<ArrayBuffer>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<FfmpegWord>) => {
      if (data.type === "done") resolve(data.file);
      else if (data.type === "failed") reject(new Error(data.message));
      else onWord(data);
    };
    worker.onerror = ({ message }) => reject(new Error(message || "ffmpeg's worker did not load."));
    worker.onmessageerror = () => reject(new Error("ffmpeg's worker could not take its order."));
  });
  worker.postMessage(order);
  return { file, end: () => worker.terminate() };
}

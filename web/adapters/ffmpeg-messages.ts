/** To the worker that runs ffmpeg: once, since each worker makes one file. */
export interface FfmpegOrder {
  /** The script around ffmpeg's code; must be of our own origin. */
  readonly coreUrl: string;
  /** The code itself, compiled. */
  readonly module: WebAssembly.Module;
  /** What ffmpeg finds in `inputFolder`, by name. */
  readonly inputs: Readonly<Record<string, Blob>>;
  /** Whether inputs are read as ffmpeg goes, instead of being copied into its memory. */
  readonly mounts: boolean;
  readonly args: readonly string[];
  /** Path of the file that the arguments make. */
  readonly output: string;
}

/** Where the inputs lie. */
export const inputFolder = "/in";

/** From the worker, which stays silent after `done` and `failed`. */
export type FfmpegWord =
  /** ffmpeg is there and begins. */
  | { readonly type: "loaded" }
  | { readonly type: "log"; readonly line: string }
  /** How much of the output is made. */
  | { readonly type: "progress"; readonly madeMs: number }
  /** The receiver owns the file. */
  | { readonly type: "done"; readonly file: ArrayBuffer }
  | { readonly type: "failed"; readonly message: string };

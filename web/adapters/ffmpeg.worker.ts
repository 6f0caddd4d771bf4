import { type FfmpegOrder, type FfmpegWord, inputFolder } from "./ffmpeg-messages.ts";

/** What is used of ffmpeg's core, an Emscripten module. */
interface FfmpegCore {
  readonly FS: {
    mkdir(path: string): void;
    /** `canOwn`: takes the bytes instead of copying them. */
    writeFile(path: string, bytes: Uint8Array, options: { readonly canOwn: boolean }): void;
    mount(system: unknown, options: { readonly blobs: readonly NamedBlob[] }, path: string): void;
    readFile(path: string): Uint8Array<ArrayBuffer>;
    readonly filesystems: { readonly WORKERFS: unknown };
  };
  setLogger(told: (log: { readonly message: string }) => void): void;
  /** `time`: what is made, in microseconds. */
  setProgress(told: (progress: { readonly time: number }) => void): void;
  /** @returns 0 unless it failed */
  exec(...args: string[]): number;
}

interface NamedBlob {
  readonly name: string;
  readonly data: Blob;
}

interface CoreOptions {
  /** Instantiates the module in its own way, and hands over the instance. */
  instantiateWasm(imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void): object;
  /** Not used, but taken apart at its `#`. */
  readonly mainScriptUrlOrBlob: string;
}

type CoreFactory = (options: CoreOptions) => Promise<FfmpegCore>;

function say(word: FfmpegWord, transfer: Transferable[] = []): void {
  self.postMessage(word, { transfer });
}

addEventListener("message", ({ data }: MessageEvent<FfmpegOrder>) => {
  void make(data);
});

async function make(order: FfmpegOrder): Promise<void> {
  try {
    const core = await load(order);
    say({ type: "loaded" });
    await giveInputs(core, order);
    const code = core.exec(...order.args);
    if (code !== 0) throw new Error(`ffmpeg ended with ${code}`);
    const { buffer } = core.FS.readFile(order.output);
    say({ type: "done", file: buffer }, [buffer]);
  } catch (error) {
    say({ type: "failed", message: String(error) });
  }
}

async function load({ coreUrl, module }: FfmpegOrder): Promise<FfmpegCore> {
  const script: { readonly default: CoreFactory } = await import(/* @vite-ignore */ coreUrl);
  const core = await new Promise<FfmpegCore>((resolve, reject) => {
    const instantiateWasm: CoreOptions["instantiateWasm"] = (imports, receive) => {
      WebAssembly.instantiate(module, imports).then(receive, reject);
      return {};
    };
    script
      .default({ instantiateWasm, mainScriptUrlOrBlob: `${coreUrl}#${btoa("{}")}` })
      .then(resolve, reject);
  });
  core.setLogger(({ message }) => say({ type: "log", line: message }));
  core.setProgress(({ time }) => say({ type: "progress", madeMs: time / 1_000 }));
  return core;
}

async function giveInputs({ FS }: FfmpegCore, { inputs, mounts }: FfmpegOrder): Promise<void> {
  FS.mkdir(inputFolder);
  const blobs = Object.entries(inputs).map(([name, data]) => ({ name, data }));
  if (mounts) return FS.mount(FS.filesystems.WORKERFS, { blobs }, inputFolder);
  for (const { name, data } of blobs)
    FS.writeFile(`${inputFolder}/${name}`, new Uint8Array(await data.arrayBuffer()), { canOwn: true });
}

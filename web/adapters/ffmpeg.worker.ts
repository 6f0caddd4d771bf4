import type {
  FFFSType,
  FFMessageCreateDirData,
  FFMessageExecData,
  FFMessageMountData,
  FFMessageReadFileData,
  FFMessageWriteFileData,
} from "@ffmpeg/ffmpeg";

/** What `FFmpeg.load()` passes on to this worker. */
export interface CompiledFfmpeg {
  /** The script around ffmpeg's code; must be of our own origin. */
  readonly coreURL: string;
  /** The code itself, compiled. */
  readonly module: WebAssembly.Module;
}

/** As the class `FFmpeg` of `@ffmpeg/ffmpeg` sends them: of its messages, those that the app uses. */
type Request = { readonly id: number } & (
  | { readonly type: "LOAD"; readonly data: CompiledFfmpeg }
  | FileRequest
);

type FileRequest =
  | { readonly type: "CREATE_DIR"; readonly data: FFMessageCreateDirData }
  | { readonly type: "WRITE_FILE"; readonly data: FFMessageWriteFileData }
  | { readonly type: "MOUNT"; readonly data: FFMessageMountData }
  | { readonly type: "EXEC"; readonly data: FFMessageExecData }
  /** Read as bytes. */
  | { readonly type: "READ_FILE"; readonly data: FFMessageReadFileData };

/** As that class takes them: the answer to a request has its `id` and, unless that failed, its `type`. */
type Reply =
  | { readonly id: number; readonly type: Request["type"]; readonly data: Result }
  | { readonly id: number; readonly type: "ERROR"; readonly data: string }
  | { readonly type: "LOG"; readonly data: LogLine }
  | { readonly type: "PROGRESS"; readonly data: Made };

type Result = boolean | number | Uint8Array<ArrayBuffer>;

interface LogLine {
  readonly message: string;
}

/** `time`: what is made, in microseconds. */
interface Made {
  readonly time: number;
}

/** What is used of ffmpeg's core, an Emscripten module. */
interface FfmpegCore {
  readonly FS: {
    mkdir(path: string): void;
    /** `canOwn`: takes the bytes instead of copying them. */
    writeFile(path: string, data: Uint8Array | string, options: { readonly canOwn: boolean }): void;
    mount(system: unknown, options: FFMessageMountData["options"], path: string): void;
    readFile(path: string): Uint8Array<ArrayBuffer>;
    readonly filesystems: Readonly<Partial<Record<FFFSType, unknown>>>;
  };
  setLogger(told: (line: LogLine) => void): void;
  setProgress(told: (made: Made) => void): void;
  /** @returns 0 unless it failed */
  exec(...args: string[]): number;
}

interface CoreOptions {
  /** Instantiates the module in its own way, and hands over the instance. */
  instantiateWasm(imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void): object;
  /** Not used, but taken apart at its `#`. */
  readonly mainScriptUrlOrBlob: string;
}

type CoreFactory = (options: CoreOptions) => Promise<FfmpegCore>;

let core: FfmpegCore | undefined;

addEventListener("message", ({ data }: MessageEvent<Request>) => {
  void answer(data);
});

async function answer(request: Request): Promise<void> {
  const { id, type } = request;
  try {
    const data = request.type === "LOAD" ? await load(request.data) : carryOut(request);
    say({ id, type, data }, data instanceof Uint8Array ? [data.buffer] : []);
  } catch (error) {
    say({ id, type: "ERROR", data: String(error) });
  }
}

function say(reply: Reply, transfer: Transferable[] = []): void {
  self.postMessage(reply, { transfer });
}

async function load({ coreURL, module }: CompiledFfmpeg): Promise<boolean> {
  const script: { readonly default: CoreFactory } = await import(/* @vite-ignore */ coreURL);
  core = await new Promise<FfmpegCore>((resolve, reject) => {
    const instantiateWasm: CoreOptions["instantiateWasm"] = (imports, receive) => {
      WebAssembly.instantiate(module, imports).then(receive, reject);
      return {};
    };
    script
      .default({ instantiateWasm, mainScriptUrlOrBlob: `${coreURL}#${btoa("{}")}` })
      .then(resolve, reject);
  });
  core.setLogger((data) => say({ type: "LOG", data }));
  core.setProgress((data) => say({ type: "PROGRESS", data }));
  return true;
}

function carryOut({ type, data }: FileRequest): Result {
  if (core === undefined) throw new Error("ffmpeg is not loaded");
  const { FS } = core;
  switch (type) {
    case "CREATE_DIR":
      FS.mkdir(data.path);
      return true;
    case "WRITE_FILE":
      FS.writeFile(data.path, data.data, { canOwn: true });
      return true;
    case "MOUNT":
      FS.mount(FS.filesystems[data.fsType], data.options, data.mountPoint);
      return true;
    case "EXEC":
      return core.exec(...data.args);
    case "READ_FILE":
      return FS.readFile(data.path);
    default:
      throw new Error(`ffmpeg's worker does not know this message: ${type satisfies never}`);
  }
}

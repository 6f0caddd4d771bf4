import wasmUrl from "@ffmpeg/core/wasm?url";
import coreUrl from "@ffmpeg/core?url";

/** Where the two parts of the encoder lie: on our own origin, since the page trusts no other with code. */
export interface EncoderUrls {
  readonly coreUrl: string;
  readonly wasmUrl: string;
}

/** A file of it: its address, what it is, and its size on the device. */
export interface EncoderAsset {
  readonly url: string;
  readonly type: string;
  readonly bytes: number;
}

/** ffmpeg for one thread: mixing sound gains nothing from more, and they would need an isolated page. */
export const encoderAssets: EncoderUrls = { coreUrl, wasmUrl };

/** The sizes are those of @ffmpeg/core 0.12.10; a test holds them against the installed package. */
export const encoderFileList: readonly EncoderAsset[] = [
  { url: coreUrl, type: "text/javascript", bytes: 111_804 },
  { url: wasmUrl, type: "application/wasm", bytes: 32_232_419 },
];

import { browserClock } from "../../web/adapters/browser-clock.ts";
import { EncoderCache } from "../../web/adapters/encoder-cache.ts";
import { FfmpegEncoder } from "../../web/adapters/ffmpeg-encoder.ts";
import { describeEncoder } from "./encoder.ts";

describeEncoder(
  "ffmpeg in WebAssembly",
  () => new FfmpegEncoder({ clock: browserClock, files: new EncoderCache({ clock: browserClock }) }),
);

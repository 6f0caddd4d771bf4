import type { FrameOptions, FrameSource, FrameStream } from "../core/ports.ts";
import type { FrameCommand, FrameEvent } from "../core/video/frame-messages.ts";
import { longestSide } from "../core/video/frame-size.ts";

/** The service takes one frame a second. */
const periodMs = 1_000;

/** The part of `navigator.mediaDevices` that is used here. */
export type FrameDevices = Pick<MediaDevices, "getUserMedia" | "getDisplayMedia">;

type Facing = "user" | "environment";

/** Cameras and screens of the browser. Pictures are made small and into JPEGs on a thread of their own. */
export class WebFrames implements FrameSource {
  readonly #devices: FrameDevices;

  constructor(devices: FrameDevices = navigator.mediaDevices) {
    this.#devices = devices;
  }

  async open(what: "camera" | "screen", options: FrameOptions, signal: AbortSignal): Promise<FrameStream> {
    const media = await (what === "camera"
      ? this.#devices.getUserMedia(cameraWish("environment"))
      : this.#devices.getDisplayMedia({ video: { frameRate: 5 }, audio: false }));
    if (signal.aborted) {
      stop(media);
      throw signal.reason;
    }
    return new WebFrameStream(media, this.#devices, options);
  }
}

function cameraWish(facingMode: Facing): MediaStreamConstraints {
  return { video: { facingMode: { ideal: facingMode }, width: { ideal: longestSide } }, audio: false };
}

class WebFrameStream implements FrameStream {
  readonly #options: FrameOptions;
  readonly #devices: FrameDevices;
  readonly #video = document.createElement("video");
  readonly #worker = new Worker(new URL("../workers/frame.worker.ts", import.meta.url), { type: "module" });
  readonly #timer: ReturnType<typeof setInterval>;
  #media: MediaStream;
  #facing: Facing = "environment";
  #flipping = false;
  /** A picture is being made into a frame: the next one waits for its turn. */
  #busy = false;
  #closed = false;

  constructor(media: MediaStream, devices: FrameDevices, options: FrameOptions) {
    this.#media = media;
    this.#devices = devices;
    this.#options = options;
    this.#worker.onmessage = ({ data }: MessageEvent<FrameEvent>) => {
      this.#busy = false;
      if (!this.#closed && data.type === "frame") options.onFrame(data.frame);
    };
    // Without its code no frame is ever made: to the person that is a device that has stopped.
    this.#worker.onerror = () => this.#ended();
    this.#video.muted = true;
    this.#video.playsInline = true;
    this.#show(media);
    this.#timer = setInterval(() => void this.#take(), periodMs);
  }

  async flip(): Promise<void> {
    if (this.#flipping || this.#closed) return;
    this.#flipping = true;
    const facing = this.#facing === "user" ? "environment" : "user";
    try {
      // Phones have one camera open at a time.
      stop(this.#media);
      const media = await this.#devices.getUserMedia(cameraWish(facing));
      this.#facing = facing;
      if (this.#closed) stop(media);
      else this.#show(media);
    } catch (error) {
      console.warn("The other camera could not be opened.", error);
      this.#ended();
    } finally {
      this.#flipping = false;
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    stop(this.#media);
    this.#video.srcObject = null;
    this.#worker.terminate();
  }

  #show(media: MediaStream): void {
    this.#media = media;
    for (const track of media.getVideoTracks())
      track.addEventListener("ended", () => {
        if (this.#media === media && !this.#flipping) this.#ended();
      });
    this.#video.srcObject = media;
    // A page may not let it play while nobody has touched it; then there is no picture, and none is sent.
    this.#video.play().then(
      () => this.#take(),
      () => undefined,
    );
  }

  async #take(): Promise<void> {
    const { videoWidth, readyState } = this.#video;
    if (this.#busy || this.#closed || videoWidth === 0 || readyState < HTMLMediaElement.HAVE_CURRENT_DATA)
      return;
    this.#busy = true;
    try {
      const picture = await createImageBitmap(this.#video);
      if (this.#closed) return picture.close();
      const command: FrameCommand<ImageBitmap> = { picture, limitBytes: this.#options.limitBytes() };
      this.#worker.postMessage(command, [picture]);
    } catch {
      // Between two cameras there is no picture to take; the next one comes in a second.
      this.#busy = false;
    }
  }

  #ended(): void {
    if (this.#closed) return;
    this.close();
    this.#options.onEnded();
  }
}

function stop(media: MediaStream): void {
  for (const track of media.getTracks()) track.stop();
}

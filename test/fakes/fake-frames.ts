import type { FrameOptions, FrameSource, FrameStream } from "../../web/core/ports.ts";

/** A camera and a screen in the hands of a test. */
export class FakeFrames implements FrameSource {
  openCount = 0;
  /** What was opened, oldest first. */
  readonly asked: string[] = [];
  flips = 0;
  readonly #error: Error | undefined;
  #options: FrameOptions | undefined;

  /** @param error what every open is refused with; missing: none is */
  constructor(error?: Error) {
    this.#error = error;
  }

  async open(what: "camera" | "screen", options: FrameOptions): Promise<FrameStream> {
    this.asked.push(what);
    if (this.#error !== undefined) throw this.#error;
    this.#options = options;
    this.openCount += 1;
    let open = true;
    return {
      flip: async () => {
        this.flips += 1;
      },
      close: () => {
        if (open) this.openCount -= 1;
        open = false;
      },
    };
  }

  /** Whatever was asked for has been answered. */
  async opened(): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  }

  /** A frame of so many bytes. */
  give(bytes: number): void {
    this.#options?.onFrame({ jpeg: new ArrayBuffer(bytes), width: 640, height: 360 });
  }

  /** The browser's own button, or the device is gone. */
  stopByItself(): void {
    this.#options?.onEnded();
  }
}

import type { PictureAlbum } from "../ports.ts";
import type { Picture } from "./picture.ts";

/** Of what is shown live, pictures are kept at most this often: what matters stays on a screen for longer. */
const everyMs = 10_000;

/** Pictures of a call, 25 MB at the very most: half an hour of showing. */
export const mostPictures = 200;

/** Why no more pictures are kept: the device has no room, or there are as many as there may be. */
export type PictureStop = "full" | "enough";

/**
 * Keeps what the agent was shown in one call: photos in any case, and of what is shown live one every ten seconds, up
 * to 200 a call. When the storage refuses one, that was the last.
 */
export class PictureKeeper {
  readonly #callId: string;
  readonly #album: PictureAlbum;
  readonly #onStopped: (why: PictureStop) => void;
  /** The newest one that was taken of what is shown live. */
  #live: Picture | undefined;
  #count: number | undefined;
  #stopped: PictureStop | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** @param onStopped called once for each reason; photos are still kept after `enough`, nothing after `full` */
  constructor(callId: string, album: PictureAlbum, onStopped: (why: PictureStop) => void) {
    this.#callId = callId;
    this.#album = album;
    this.#onStopped = onStopped;
  }

  /** Takes a picture that was sent. Its buffer must not change any more. */
  take(picture: Picture): void {
    if (this.#stopped === "full" || !this.#isWanted(picture)) return;
    if (picture.source !== "photo") this.#live = picture;
    this.#writing = this.#writing.then(() => this.#keep(picture));
  }

  #isWanted({ source, atMs }: Picture): boolean {
    if (source === "photo") return true;
    const isNews = this.#live?.source !== source || atMs - this.#live.atMs >= everyMs;
    return isNews && this.#stopped === undefined;
  }

  /** Never rejects. */
  async #keep(picture: Picture): Promise<void> {
    if (this.#stopped === "full") return;
    try {
      this.#count ??= await this.#album.count(this.#callId);
      if (picture.source === "photo" || this.#count < mostPictures) {
        await this.#album.add(this.#callId, picture);
        this.#count += 1;
      }
    } catch {
      // Whatever the storage has against it, the person is told the same: no more are kept.
      return this.#stop("full");
    }
    if (this.#count >= mostPictures) this.#stop("enough");
  }

  #stop(why: PictureStop): void {
    if (this.#stopped === why) return;
    this.#stopped = why;
    this.#onStopped(why);
  }
}

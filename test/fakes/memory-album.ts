import { StorageError } from "../../web/core/errors.ts";
import type { PictureAlbum } from "../../web/core/ports.ts";
import type { Picture } from "../../web/core/video/picture.ts";

/** An album that keeps what it was given, for tests that look at it. */
export class MemoryAlbum implements PictureAlbum {
  readonly kept: { readonly callId: string; readonly picture: Picture }[] = [];
  /** Pictures of the call from before. */
  before = 0;
  /** The device has no room. */
  isFull = false;

  async count(): Promise<number> {
    return this.before + this.kept.length;
  }

  async add(callId: string, picture: Picture): Promise<void> {
    if (this.isFull) throw new StorageError("quota");
    this.kept.push({ callId, picture });
  }
}

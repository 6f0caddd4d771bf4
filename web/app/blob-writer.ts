/** So many bytes are handed to the browser at a time; only they are in the page's memory. */
const batchBytes = 524_288;

/** Less silence than this is not worth a part of its own. */
const shortBytes = 65_536;

/** Shared by all silence. */
const zeros = new Blob([new Uint8Array(batchBytes)]);

/** Makes one big Blob part by part. The browser keeps its parts outside of the page, on the disk if they are many. */
export class BlobWriter {
  readonly #pause: () => Promise<void>;
  readonly #done: Blob[] = [];
  #batch: BlobPart[] = [];
  #batchBytes = 0;

  /** @param pause resolves when the page had a moment for other things; waited for after each batch */
  constructor(pause: () => Promise<void>) {
    this.#pause = pause;
  }

  /** Takes the part: it must not be changed afterwards. */
  async write(part: ArrayBuffer | ArrayBufferView<ArrayBuffer>): Promise<void> {
    this.#batch.push(part);
    this.#batchBytes += part.byteLength;
    if (this.#batchBytes < batchBytes) return;
    this.#flush();
    await this.#pause();
  }

  /** Long silence takes no memory. */
  async writeZeros(bytes: number): Promise<void> {
    if (bytes < shortBytes) return this.write(new ArrayBuffer(bytes));
    this.#flush();
    for (let left = bytes; left > 0; left -= batchBytes)
      this.#done.push(left < batchBytes ? zeros.slice(0, left) : zeros);
  }

  finish(type = ""): Blob {
    this.#flush();
    return new Blob(this.#done, { type });
  }

  #flush(): void {
    if (this.#batch.length > 0) this.#done.push(new Blob(this.#batch));
    this.#batch = [];
    this.#batchBytes = 0;
  }
}

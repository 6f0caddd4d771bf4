const blockFrames = 16_384;
/** Emptied blocks kept for the next audio: about 5 s at 24 kHz. */
const maxSpareBlocks = 8;

/**
 * First-in-first-out store of float frames. It grows by whole blocks when something is pushed, so that growing copies
 * nothing and reading never allocates, and it gives emptied blocks back to itself.
 */
export class FrameQueue {
  readonly #maxFrames: number;
  readonly #blocks: Float32Array[] = [];
  readonly #spare: Float32Array[] = [new Float32Array(blockFrames), new Float32Array(blockFrames)];
  /** Frames of the first block that were read already. */
  #head = 0;
  #length = 0;

  constructor(maxFrames: number) {
    this.#maxFrames = maxFrames;
  }

  /** Frames that can be read. */
  get length(): number {
    return this.#length;
  }

  /** Adds the first `count` frames and answers how many: fewer than asked when the queue is full. */
  push(frames: Float32Array, count: number): number {
    const taken = Math.min(count, this.#maxFrames - this.#length);
    for (let done = 0; done < taken; ) {
      const tail = this.#head + this.#length;
      const offset = tail % blockFrames;
      const room = Math.min(blockFrames - offset, taken - done);
      this.#block(Math.floor(tail / blockFrames)).set(frames.subarray(done, done + room), offset);
      this.#length += room;
      done += room;
    }
    return taken;
  }

  /** Moves the first `count` frames (at most `length`) to `target`, from index `at` on. Allocates nothing. */
  shift(target: Float32Array, at: number, count: number): void {
    for (let i = 0; i < count; i += 1) {
      target[at + i] = this.#blocks[0]?.[this.#head] ?? 0;
      this.#head += 1;
      if (this.#head === blockFrames) this.#dropFirstBlock();
    }
    this.#length -= count;
  }

  /** Keeps the first `length` frames and drops the rest. */
  truncate(length: number): void {
    this.#length = Math.min(this.#length, length);
    const used = Math.ceil((this.#head + this.#length) / blockFrames);
    while (this.#blocks.length > used) this.#recycle(this.#blocks.pop());
    if (this.#blocks.length === 0) this.#head = 0;
  }

  #block(index: number): Float32Array {
    const known = this.#blocks[index];
    if (known !== undefined) return known;
    const added = this.#spare.pop() ?? new Float32Array(blockFrames);
    this.#blocks.push(added);
    return added;
  }

  #dropFirstBlock(): void {
    this.#recycle(this.#blocks.shift());
    this.#head = 0;
  }

  #recycle(block: Float32Array | undefined): void {
    if (block !== undefined && this.#spare.length < maxSpareBlocks) this.#spare.push(block);
  }
}

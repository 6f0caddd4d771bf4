/**
 * Which segments an output still owes the end of, so that they can be told as cut when it breaks. Ids grow from turn
 * to turn.
 */
export class QueuedSegments {
  readonly #open = new Set<number>();
  #closedThrough = Number.NEGATIVE_INFINITY;

  /** Takes note of something for this segment; answers whether its time is not over yet. */
  queue(segment: number): boolean {
    if (segment <= this.#closedThrough) return false;
    this.#open.add(segment);
    return true;
  }

  /** The output told its end. */
  ended(segment: number): void {
    this.#open.delete(segment);
    this.#closedThrough = Math.max(this.#closedThrough, segment);
  }

  /** The output broke: answers those that are cut by that, oldest first. */
  lose(): readonly number[] {
    const lost = [...this.#open].sort((a, b) => a - b);
    for (const segment of lost) this.ended(segment);
    return lost;
  }
}

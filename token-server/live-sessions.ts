/**
 * How many sessions may be live: tokens whose end has not come. An estimate, since the server sees who begins and never who
 * hangs up. It holds one number for each second in which tokens end, however many there are.
 */
export class LiveSessions {
  /** Tokens by the second of their end; in order as long as all live equally long. */
  readonly #ends = new Map<number, number>();

  begin(endMs: number, nowMs: number): void {
    for (const second of this.#ends.keys()) {
      if (second * 1000 > nowMs) break;
      this.#ends.delete(second);
    }
    this.#add(Math.ceil(endMs / 1000), 1);
  }

  /** A session goes on with a new token. Which one cannot be known: the one that ends first stands for it. */
  renew(endMs: number, nowMs: number): void {
    const first = Math.min(...[...this.#ends.keys()].filter((second) => second * 1000 > nowMs));
    if (Number.isFinite(first)) this.#add(first, -1);
    this.begin(endMs, nowMs);
  }

  count(nowMs: number): number {
    return [...this.#ends].reduce((sum, [second, tokens]) => (second * 1000 > nowMs ? sum + tokens : sum), 0);
  }

  #add(second: number, tokens: number): void {
    const sum = (this.#ends.get(second) ?? 0) + tokens;
    if (sum === 0) this.#ends.delete(second);
    else this.#ends.set(second, sum);
  }
}

const mostDeaths = 3;
const withinMs = 10_000;

/** Tells a part that breaks now and then, and is built anew, from one that cannot live. */
export class RepeatedDeaths {
  #deathsMs: readonly number[] = [];

  /** Notes a death. @param atMs on any steady clock @returns whether that was the third within 10 s: time to give up */
  died(atMs: number): boolean {
    this.#deathsMs = [...this.#deathsMs.filter((deathMs) => atMs - deathMs < withinMs), atMs];
    return this.#deathsMs.length >= mostDeaths;
  }
}

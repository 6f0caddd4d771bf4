/** Less audio than this says nothing about the network: the service's first part is often two bytes. */
const crumbMs = 10;
/** Later than this is the model pausing, not the network: no buffer should be grown for it. */
const pauseMs = 500;
const maxHoldMs = 250;
/** What is held back beyond the worst seen so far, since the next turn may start from a quicker moment. */
const caution = 1.5;
/** Added once lateness rises at all: a render burst (10 ms) and the fade (5 ms) need audio ahead. */
const marginMs = 15;
const growthMs = 20;
/** Part of the excess that goes after each turn that did not need it, and what is left when it is not worth keeping. */
const relaxation = 0.2;
const restMs = 5;

/**
 * How long to hold the first audio of a turn back, so that what follows is never late.
 *
 * A part's *lateness* is when it came minus how much audio of its turn came before it. Playback that starts at time S
 * runs dry if a part is later than S. So the safe start is the smallest lateness so far plus the largest *rise* of
 * lateness expected: that rise is what this learns, from every arrival, long before anything runs dry. A service
 * that sends faster than real time has falling lateness, needs no hold, and frees a held start by its next part.
 */
export class JitterEstimator {
  #holdMs = 0;
  /** What the current turn would have needed. */
  #neededMs = 0;
  #audioMs = 0;
  #latestMs = Number.POSITIVE_INFINITY;
  #leastMs = Number.POSITIVE_INFINITY;

  /** The rise of lateness that playback is prepared for: 0 on a smooth network, at most 250 ms. */
  get holdMs(): number {
    return this.#holdMs;
  }

  /** When playback may start, on the clock of the arrivals; infinite until a part has come that tells. */
  get startAtMs(): number {
    return this.#leastMs + this.#holdMs;
  }

  /** A turn's audio begins. */
  begin(): void {
    this.#neededMs = 0;
    this.#audioMs = 0;
    this.#leastMs = Number.POSITIVE_INFINITY;
  }

  /** A part of the turn came, `durationMs` long, at `atMs` of any steady clock. */
  arrived(atMs: number, durationMs: number): void {
    const before = this.#audioMs;
    this.#audioMs += durationMs;
    if (this.#audioMs < crumbMs) return;
    this.#latestMs = atMs - before;
    const riseMs = this.#latestMs - this.#leastMs;
    if (riseMs <= 0 || riseMs > pauseMs) this.#leastMs = this.#latestMs;
    else this.#need(riseMs * caution + marginMs);
  }

  /** Playback ran dry for `gapMs` until the newest part came: prepare for worse, and start anew from that part. */
  ranDry(gapMs: number): void {
    this.#leastMs = this.#latestMs;
    if (gapMs <= pauseMs) this.#need(this.#holdMs + growthMs);
  }

  /** The turn's audio has all come: what it did not need is given up step by step. */
  end(): void {
    const excessMs = this.#holdMs - this.#neededMs;
    this.#holdMs = excessMs < restMs ? this.#neededMs : this.#holdMs - excessMs * relaxation;
  }

  #need(holdMs: number): void {
    this.#neededMs = Math.min(maxHoldMs, Math.max(this.#neededMs, holdMs));
    this.#holdMs = Math.max(this.#holdMs, this.#neededMs);
  }
}

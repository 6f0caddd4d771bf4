import type { LiveEvent } from "./messages.ts";

/** With so much to play, nobody hears whether the next part comes now or with those after it. */
const farAheadMs = 600;
/** For so long parts are gathered. Less than what makes an interruption or a stall noticeable. */
const periodMs = 100;

/**
 * Gathers the parts of a spoken turn that come far ahead of the ear, so that the page hears of a burst ten times a
 * second instead of at each of its messages. The first parts of a turn and everything that is not its sound or its words
 * is told at once, and nothing overtakes anything. Pure; times are milliseconds of any one clock.
 */
export class SpeechBundle {
  #held: LiveEvent[] = [];
  #heldSinceMs = 0;
  /** When the last of the sound would end, if all of it were played as it came. */
  #playsUntilMs = 0;

  /** What one message says goes in; out comes what the page is told now, which may be nothing. */
  take(events: readonly LiveEvent[], atMs: number): readonly LiveEvent[] {
    const isFarAhead = this.#playsUntilMs - atMs >= farAheadMs;
    for (const event of events) this.#follow(event, atMs);
    if (this.#held.length === 0) this.#heldSinceMs = atMs;
    this.#held.push(...events);
    const canWait = isFarAhead && events.every(isSpeech);
    return canWait ? this.due(atMs) : this.rest();
  }

  /** What has waited long enough. Ask about 20 times a second. */
  due(atMs: number): readonly LiveEvent[] {
    return atMs - this.#heldSinceMs >= periodMs ? this.rest() : [];
  }

  /** Everything that waits; nothing does then. */
  rest(): readonly LiveEvent[] {
    const bundle = joined(this.#held);
    this.#held = [];
    return bundle;
  }

  #follow(event: LiveEvent, atMs: number): void {
    if (event.type === "interrupted") this.#playsUntilMs = atMs;
    if (event.type !== "audio") return;
    const durationMs = (event.samples.length * 1000) / event.sampleRateHz;
    this.#playsUntilMs = Math.max(this.#playsUntilMs, atMs) + durationMs;
  }
}

function isSpeech({ type }: LiveEvent): boolean {
  return type === "audio" || type === "output-text";
}

/** Neighbours of one kind as one: the same sound, the same words, in the same order. */
function joined(events: readonly LiveEvent[]): readonly LiveEvent[] {
  const all: LiveEvent[] = [];
  for (const event of events) {
    const both = join(all.at(-1), event);
    if (both === undefined) all.push(event);
    else all.splice(-1, 1, both);
  }
  return all;
}

/** Both in one event; undefined where they are not of one kind. */
function join(one: LiveEvent | undefined, next: LiveEvent): LiveEvent | undefined {
  if (one?.type === "output-text" && next.type === "output-text") {
    return { type: "output-text", text: one.text + next.text };
  }
  if (one?.type === "audio" && next.type === "audio" && one.sampleRateHz === next.sampleRateHz) {
    const samples = new Int16Array(one.samples.length + next.samples.length);
    samples.set(one.samples);
    samples.set(next.samples, one.samples.length);
    return { ...one, samples };
  }
  return undefined;
}

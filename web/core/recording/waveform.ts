import type { Waveform } from "../history/record.ts";
import type { SoundPart } from "./sound-part.ts";
import { type TrackName, trackRateHz } from "./track.ts";

/** Bars of both lanes that a screen and a record can bear: 40 kB, and 200 ms each in a call of an hour. */
const maxBars = 20_000;
const barLengthsMs = [20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];

/** Draws both lanes of a recording, part by part. */
export class WaveformPen {
  readonly #barMs: number;
  readonly #lanes: Readonly<Record<TrackName, Lane>>;

  constructor(durationMs: number) {
    this.#barMs = barLengthMs(durationMs);
    const bars = Math.ceil(durationMs / this.#barMs);
    const lane = (track: TrackName) => new Lane(bars, (this.#barMs * trackRateHz[track]) / 1000);
    this.#lanes = { user: lane("user"), agent: lane("agent") };
  }

  /** The next part of a track, in order; what lies behind the end is left out. */
  add(track: TrackName, part: SoundPart): void {
    this.#lanes[track].add(part);
  }

  /** The most that both voices add up to at a moment, as far as bars can tell: never too low. 1 is full scale. */
  loudest(): number {
    const { user, agent } = this.#lanes;
    let most = 0;
    user.bars.forEach((height, bar) => {
      most = Math.max(most, height + (agent.bars[bar] ?? 0));
    });
    return most / 255;
  }

  /** What is drawn so far; its arrays are the pen's own. */
  waveform(): Waveform {
    return { barMs: this.#barMs, user: this.#lanes.user.bars, agent: this.#lanes.agent.bars };
  }
}

/** The shortest bars of which a recording does not have too many. */
function barLengthMs(durationMs: number): number {
  const fitting = barLengthsMs.find((barMs) => durationMs / barMs <= maxBars);
  return fitting ?? Math.ceil(durationMs / maxBars / 10_000) * 10_000;
}

class Lane {
  readonly bars: Uint8Array;
  readonly #barFrames: number;
  #position = 0;

  constructor(bars: number, barFrames: number) {
    this.bars = new Uint8Array(bars);
    this.#barFrames = barFrames;
  }

  add(part: SoundPart): void {
    if (part.type === "silence") {
      this.#position += part.frames;
      return;
    }
    for (let from = 0; from < part.samples.length; ) {
      const bar = Math.floor(this.#position / this.#barFrames);
      const frames = Math.min((bar + 1) * this.#barFrames - this.#position, part.samples.length - from);
      this.#raise(bar, peak(part.samples, from, from + frames));
      from += frames;
      this.#position += frames;
    }
  }

  #raise(bar: number, height: number): void {
    // A sound that is there at all can be seen.
    const shown = Math.ceil((height / 32_768) * 255);
    if (shown > (this.bars[bar] ?? 255)) this.bars[bar] = shown;
  }
}

function peak(samples: Int16Array, from: number, to: number): number {
  let largest = 0;
  for (let i = from; i < to; i += 1) largest = Math.max(largest, Math.abs(samples[i] ?? 0));
  return largest;
}

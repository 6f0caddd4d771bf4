import type { WayToTalk } from "../call/talk-plan.ts";

/** What is heard of a test sound that the loudspeaker played. */
export interface EchoReading {
  /** How much of what the microphone gave follows the test sound, 0–1: 0 is none of it. */
  readonly likeness: number;
  /** RMS 0–1 of the microphone while the test sound was heard best. */
  readonly level: number;
  /** From playing it to hearing it, in ms. */
  readonly delayMs: number;
}

/** A tone that rises evenly from 300 Hz to 3 kHz, soft at both ends: PCM s16 mono. */
export function sweep(durationMs: number, sampleRateHz: number): Int16Array {
  const frames = Math.round((durationMs / 1_000) * sampleRateHz);
  const [from, to] = [300, 3_000];
  const seconds = durationMs / 1_000;
  const edge = Math.round(sampleRateHz * 0.01);
  return Int16Array.from({ length: frames }, (_, at) => {
    const t = at / sampleRateHz;
    const phase = 2 * Math.PI * (from * t + ((to - from) * t * t) / (2 * seconds));
    const soft = Math.min(1, at / edge, (frames - at) / edge);
    return Math.round(Math.sin(phase) * soft * 0.25 * 32_767);
  });
}

/** Found in steps of so many frames; finer, it is looked at around the best of them. */
const step = 4;

/** Looks for `played` in `heard`, both PCM s16 mono at the same rate. Shorter than what was played, it finds nothing. */
export function findEcho(played: Int16Array, heard: Int16Array, sampleRateHz: number): EchoReading {
  const last = heard.length - played.length;
  if (last < 0) return { likeness: 0, level: 0, delayMs: 0 };
  const coarse = best(played, heard, 0, last, step, 4);
  const fine = best(played, heard, Math.max(0, coarse - step), Math.min(last, coarse + step), 1, 1);
  const { likeness, level } = compare(played, heard, fine, 1);
  return { likeness, level, delayMs: (fine / sampleRateHz) * 1_000 };
}

function best(
  played: Int16Array,
  heard: Int16Array,
  from: number,
  to: number,
  stride: number,
  skip: number,
): number {
  let found = { at: from, likeness: -1 };
  for (let at = from; at <= to; at += stride) {
    const { likeness } = compare(played, heard, at, skip);
    if (likeness > found.likeness) found = { at, likeness };
  }
  return found.at;
}

/** How alike they are from `at` on, whatever the loudness. `skip` leaves frames out, for speed. */
function compare(played: Int16Array, heard: Int16Array, at: number, skip: number) {
  let product = 0;
  let playedPower = 0;
  let heardPower = 0;
  for (let frame = 0; frame < played.length; frame += skip) {
    const one = (played[frame] ?? 0) / 32_768;
    const other = (heard[at + frame] ?? 0) / 32_768;
    product += one * other;
    playedPower += one * one;
    heardPower += other * other;
  }
  const powers = Math.sqrt(playedPower * heardPower);
  const level = Math.sqrt((heardPower * skip) / Math.max(1, played.length));
  return { likeness: powers === 0 ? 0 : Math.abs(product) / powers, level };
}

/** So quiet, an echo interrupts nobody. */
const faintLevel = 0.01;
/** The test sound is surely there from here on; far less is chance. */
const sureLikeness = 0.2;
/** So loud, the loudspeaker drowns the voice. */
const loudLevel = 0.1;

/** The way to talk that an echo leaves, best first: speak at any time, take turns, or hold a button. */
export function wayToTalk({ likeness, level }: EchoReading): WayToTalk {
  if (likeness < sureLikeness || level < faintLevel) return "open";
  return level < loudLevel ? "half-duplex" : "push-to-talk";
}

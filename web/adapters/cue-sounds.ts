import type { CallCue, CueSounds } from "../core/call/call-signs.ts";

/** Tones one after the other: Hz. Up for a beginning, down for an end. */
const tones = { start: [523, 784], end: [784, 523], thinking: [392] } as const satisfies Record<
  CallCue,
  readonly number[]
>;

/** Of full scale: a voice is about 0.2. */
const peak = { start: 0.08, end: 0.08, thinking: 0.035 } as const satisfies Record<CallCue, number>;

const toneS = 0.11;
const riseS = 0.012;

/** CueSounds by oscillators in an audio context of their own: nothing of the call's sound passes through it. */
export class WebCueSounds implements CueSounds {
  readonly #open: () => AudioContext;
  #context: AudioContext | undefined;
  /** On the context's clock, in seconds. */
  #playedUntil = 0;

  /** @param open replaceable for tests */
  constructor(open: () => AudioContext = () => new AudioContext()) {
    this.#open = open;
  }

  open(): void {
    if (this.#context !== undefined || typeof AudioContext === "undefined") return;
    this.#context = this.#open();
    this.#playedUntil = 0;
  }

  play(cue: CallCue): void {
    const context = this.#context;
    if (context === undefined) return;
    // Suspended by the system, it would play all of it late.
    if (context.state !== "running") return void context.resume().catch(ignored);
    const start = Math.max(context.currentTime, this.#playedUntil);
    tones[cue].forEach((hz, index) => {
      playTone(context, hz, start + index * toneS, peak[cue]);
    });
    this.#playedUntil = start + tones[cue].length * toneS;
  }

  close(): void {
    const context = this.#context;
    this.#context = undefined;
    if (context === undefined) return;
    const leftMs = (this.#playedUntil - context.currentTime) * 1_000;
    // What was heard last is still on its way to the loudspeaker.
    setTimeout(() => void context.close().catch(ignored), Math.max(0, leftMs) + 100);
  }
}

/** With soft edges, so that nothing clicks. */
function playTone(context: AudioContext, hz: number, startS: number, gainPeak: number): void {
  const tone = context.createOscillator();
  const gain = context.createGain();
  tone.frequency.value = hz;
  gain.gain.setValueAtTime(0, startS);
  gain.gain.linearRampToValueAtTime(gainPeak, startS + riseS);
  gain.gain.setTargetAtTime(0, startS + riseS, toneS / 4);
  tone.connect(gain).connect(context.destination);
  tone.start(startS);
  tone.stop(startS + toneS);
}

/** A context that cannot play is silent: nothing of a call depends on it. */
function ignored(): void {}

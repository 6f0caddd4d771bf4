import { beforeEach, describe, expect, it } from "vitest";
import { VoiceDetector } from "../../../web/core/audio/voice-detector.ts";
import { join, noise, randomFrom } from "./signals.ts";

const rateHz = 16_000;
const chunkFrames = 320;
const chunkMs = 20;

/** Answers after each chunk. */
function hear(detector: VoiceDetector, samples: Float32Array): boolean[] {
  const answers: boolean[] = [];
  for (let at = 0; at + chunkFrames <= samples.length; at += chunkFrames) {
    answers.push(detector.hear(samples.subarray(at, at + chunkFrames)));
  }
  return answers;
}

function frames(durationMs: number): number {
  return (durationMs * rateHz) / 1_000;
}

/** A voice: 130 Hz and its harmonics in syllables of 180 ms with dips of 60 ms between them. */
function speech(durationMs: number, rms = 0.08): Float32Array<ArrayBuffer> {
  return new Float32Array(frames(durationMs)).map((_, i) => {
    const atMs = (i * 1_000) / rateHz;
    const inSyllable = (atMs % 240) / 180;
    const envelope = inSyllable < 1 ? Math.sin(Math.PI * inSyllable) ** 0.5 : 0.02;
    let sample = 0;
    for (let k = 1; k <= 12; k += 1) sample += Math.sin((2 * Math.PI * 130 * k * i) / rateHz) / k;
    return sample * envelope * rms;
  });
}

/** A fan: noise below 400 Hz with a hum and a slow swell. */
function fan(durationMs: number, rms: number): Float32Array<ArrayBuffer> {
  const random = randomFrom(7);
  let low = 0;
  return new Float32Array(frames(durationMs)).map((_, i) => {
    low += 0.15 * ((random() * 2 - 1) * 4 - low);
    const swell = 1 + 0.15 * Math.sin((2 * Math.PI * 0.7 * i) / rateHz);
    return rms * swell * (low + 0.7 * Math.sin((2 * Math.PI * 120 * i) / rateHz));
  });
}

/** A click: 8 ms that ring out. */
function click(): Float32Array<ArrayBuffer> {
  const random = randomFrom(3);
  return new Float32Array(frames(20)).map((_, i) => 0.9 * Math.exp(-i / 32) * (random() * 2 - 1));
}

function silence(durationMs: number): Float32Array<ArrayBuffer> {
  return noise(0.0005, frames(durationMs));
}

function mix(a: Float32Array, b: Float32Array): Float32Array<ArrayBuffer> {
  return new Float32Array(a.length).map((_, i) => (a[i] ?? 0) + (b[i] ?? 0));
}

let detector: VoiceDetector;
beforeEach(() => {
  detector = new VoiceDetector();
});

describe("VoiceDetector", () => {
  it("hears nobody in silence, digital or not", () => {
    expect(hear(detector, new Float32Array(frames(2_000)))).not.toContain(true);
    expect(hear(detector, silence(2_000))).not.toContain(true);
  });

  it("hears a voice within 80 ms of its first sound", () => {
    hear(detector, silence(1_000));
    expect(hear(detector, speech(400)).indexOf(true)).toBeLessThanOrEqual(3);
  });

  it("hears a voice that speaks from the very first moment", () => {
    expect(hear(detector, speech(400)).indexOf(true)).toBeLessThanOrEqual(3);
  });

  it("hears a quiet voice", () => {
    hear(detector, silence(1_000));
    expect(hear(detector, speech(600, 0.015))).toContain(true);
  });

  it("stays through the dips inside a sentence, however long it is", () => {
    hear(detector, silence(1_000));
    const answers = hear(detector, speech(12_000));
    expect(answers.slice(answers.indexOf(true))).not.toContain(false);
  });

  it("lets go about 300 ms after the last sound", () => {
    hear(detector, silence(500));
    hear(detector, speech(960));
    const quiet = hear(detector, silence(1_000));
    const releaseMs = quiet.indexOf(false) * chunkMs;
    expect(releaseMs).toBeGreaterThanOrEqual(200);
    expect(releaseMs).toBeLessThanOrEqual(320);
    expect(quiet.slice(quiet.indexOf(false))).not.toContain(true);
  });

  it("is not moved by clicks, single or as fast as typing", () => {
    hear(detector, silence(1_000));
    const typing = Array.from({ length: 30 }, () => join([click(), silence(100)]));
    expect(hear(detector, join(typing))).not.toContain(true);
  });

  it("is not moved by a click that falls on the border of two chunks", () => {
    hear(detector, silence(1_000));
    for (const offsetMs of [5, 10, 15, 18]) {
      expect(hear(detector, join([silence(offsetMs), click(), silence(300 - offsetMs)]))).not.toContain(true);
    }
  });

  it("gets used to a fan that is switched on, and goes on hearing a voice over it", () => {
    hear(detector, silence(1_000));
    const switchedOn = hear(detector, fan(4_000, 0.03));
    expect(switchedOn.slice(2_000 / chunkMs)).not.toContain(true);
    const over = hear(detector, mix(speech(1_200, 0.15), fan(1_200, 0.03)));
    expect(over).toContain(true);
    const after = hear(detector, fan(3_000, 0.03));
    expect(after.slice(400 / chunkMs)).not.toContain(true);
  });

  it("hears a quiet voice again soon after a fan was switched off", () => {
    hear(detector, fan(4_000, 0.05));
    hear(detector, silence(400));
    expect(hear(detector, speech(600, 0.02))).toContain(true);
  });

  it("is not moved by a steady broadband noise", () => {
    hear(detector, noise(0.02, frames(2_000)));
    expect(hear(detector, noise(0.02, frames(10_000), randomFrom(9)))).not.toContain(true);
  });
});

import { resample } from "../../../token-server/simulator/resample.ts";
import { speak, speechRateHz } from "../../../token-server/simulator/speech.ts";

/** So many milliseconds of nothing. */
export function silence(ms: number, rateHz = 16_000): Int16Array {
  return new Int16Array((rateHz * ms) / 1000);
}

/** White noise of an RMS level in dB of full scale, the same on every run. */
export function noise(ms: number, levelDb: number, rateHz = 16_000): Int16Array {
  let state = 12345;
  const peak = Math.sqrt(3) * 32_768 * 10 ** (levelDb / 20);
  return silence(ms, rateHz).map(() => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return ((state >>> 8) / 2 ** 23 - 1) * peak;
  });
}

/** A vowel-like sound: harmonics of 140 Hz. */
export function vowel(ms: number, rateHz = 16_000): Int16Array {
  return silence(ms, rateHz).map((_, index) => {
    const phase = (2 * Math.PI * 140 * index) / rateHz;
    return 5000 * Math.sin(phase) + 3000 * Math.sin(2 * phase) + 2000 * Math.sin(5 * phase);
  });
}

/** A spoken sentence. */
export async function spoken(sentence: string, rateHz = 16_000, voice = "Kore"): Promise<Int16Array> {
  const { samples } = await speak(sentence, voice);
  return resample(samples, speechRateHz, rateHz);
}

/** One sound after the other. */
export function join(...sounds: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(sounds.reduce((length, sound) => length + sound.length, 0));
  let at = 0;
  for (const sound of sounds) {
    whole.set(sound, at);
    at += sound.length;
  }
  return whole;
}

/** Two sounds at once; the shorter one ends in silence. */
export function mix(a: Int16Array, b: Int16Array): Int16Array {
  return a.map((sample, index) => Math.max(-32_768, Math.min(32_767, sample + (b[index] ?? 0))));
}

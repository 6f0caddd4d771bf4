/** Zero crossings on each side of the windowed-sinc kernel: about 70 dB of stop band, flat to 0.9 of the lower Nyquist. */
const lobes = 24;
const silence = new Float64Array(0);

/** Band-limited conversion of a whole piece of audio. Used once per sentence, so clarity goes before speed. */
export function resample(samples: Int16Array, fromHz: number, toHz: number): Int16Array {
  if (fromHz === toHz) return samples;
  const cutoff = 0.96 * Math.min(1, toHz / fromHz);
  const reach = Math.ceil(lobes / cutoff);
  const { phases, up, down } = kernelPhases(fromHz, toHz, cutoff, reach);
  const output = new Int16Array(Math.floor((samples.length * up) / down));
  for (let index = 0; index < output.length; index += 1) {
    const position = index * down;
    const centre = Math.floor(position / up);
    output[index] = clamp(convolve(samples, centre - reach + 1, phases[position % up] ?? silence));
  }
  return output;
}

interface Phases {
  readonly phases: readonly Float64Array[];
  readonly up: number;
  readonly down: number;
}

/** The output's positions between two input samples repeat: one kernel for each of them. */
function kernelPhases(fromHz: number, toHz: number, cutoff: number, reach: number): Phases {
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const up = toHz / divisor;
  const phases = Array.from({ length: up }, (_, phase) => kernel(phase / up, cutoff, reach));
  return { phases, up, down: fromHz / divisor };
}

function kernel(fraction: number, cutoff: number, reach: number): Float64Array {
  const taps = Float64Array.from({ length: reach * 2 }, (_, tap) => {
    const distance = tap - reach + 1 - fraction;
    const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / reach);
    return cutoff * sinc(cutoff * distance) * (Math.abs(distance) < reach ? window : 0);
  });
  const gain = taps.reduce((sum, tap) => sum + tap, 0);
  return taps.map((tap) => tap / gain);
}

function convolve(samples: Int16Array, start: number, taps: Float64Array): number {
  const from = Math.max(0, -start);
  const to = Math.min(taps.length, samples.length - start);
  let sum = 0;
  for (let tap = from; tap < to; tap += 1) sum += (taps[tap] ?? 0) * (samples[start + tap] ?? 0);
  return sum;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function clamp(sample: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(sample)));
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/**
 * Output frames over which one frame is won or lost: 16 ms at 16 kHz, in which the pitch changes by 0.4 %. Nobody
 * hears that, and it keeps up with 3,900 ppm.
 */
export const slipFrames = 256;
/** Inputs on each side that a frame between two inputs is made of. */
export const slipReach = 16;

const taps = 2 * slipReach;

/**
 * Writes `slipFrames` outputs that are made of one input fewer (a frame is won) or one more (lost), beginning at input
 * `from`: each output is a little further from its input, through a windowed sinc, so that no band suffers. Inputs
 * from `from − slipReach` to `from + slipFrames + slipReach` must be there. Answers how many inputs were used.
 */
export function slip(input: Int16Array, from: number, won: 1 | -1, output: Int16Array, at: number): number {
  for (let i = 0; i < slipFrames; i += 1) {
    const base = won > 0 ? from + i - 1 : from + i;
    output[at + i] = i === 0 ? (input[from] ?? 0) : frameAt(input, base, won > 0 ? slipFrames - i : i);
  }
  return slipFrames - won;
}

/** The input `row`/`slipFrames` of a frame after `base`. */
function frameAt(input: Int16Array, base: number, row: number): number {
  const first = base - slipReach + 1;
  const offset = row * taps;
  let sum = 0;
  for (let i = 0; i < taps; i += 1) sum += (table[offset + i] ?? 0) * (input[first + i] ?? 0);
  return Math.max(-32_768, Math.min(32_767, Math.round(sum)));
}

const table = filterTable();

/** Rows 0 … `slipFrames` of `taps` each; each sums to 1, so that a constant stays constant. */
function filterTable(): Float32Array {
  const rows = new Float32Array((slipFrames + 1) * taps);
  for (let row = 0; row <= slipFrames; row += 1) {
    const values = Array.from({ length: taps }, (_, i) => tap(i - slipReach + 1 - row / slipFrames));
    const sum = values.reduce((total, value) => total + value, 0);
    rows.set(
      values.map((value) => value / sum),
      row * taps,
    );
  }
  return rows;
}

/** Sinc under a Hann window. */
function tap(distance: number): number {
  const edge = distance / slipReach;
  if (Math.abs(edge) >= 1) return 0;
  const sinc = distance === 0 ? 1 : Math.sin(Math.PI * distance) / (Math.PI * distance);
  return sinc * (0.5 + 0.5 * Math.cos(Math.PI * edge));
}

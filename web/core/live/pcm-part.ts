/** Decodes base64; undefined for text that is not base64. Core has no decoder of its own. */
export type DecodeBase64 = (text: string) => Uint8Array | undefined;

/** The service's rate wherever a message names none. */
const defaultSampleRateHz = 24_000;
const lowestSampleRateHz = 4_000;
const highestSampleRateHz = 192_000;

/** Whether a part of this type is PCM s16le. A part that names no type can only be the agent's voice. */
export function isPcm(mimeType: string): boolean {
  return mimeType === "" || /^\s*audio\/(?:pcm|l16)\b/i.test(mimeType);
}

/** The rate in a type such as `audio/pcm;rate=24000`; 24 000 where it names none that can be played. */
export function sampleRateOf(mimeType: string): number {
  const match = /;\s*rate\s*=\s*"?(\d+)/i.exec(mimeType);
  const rateHz = match === null ? defaultSampleRateHz : Number(match[1]);
  return rateHz >= lowestSampleRateHz && rateHz <= highestSampleRateHz ? rateHz : defaultSampleRateHz;
}

/**
 * Turns consecutive pieces of a PCM s16le byte stream into samples. A piece may end in the middle of a sample: its
 * last byte is kept and leads the next piece, because losing it would shift every later byte and turn speech into
 * noise. `restart()` forgets it, so that a stream that was cut cannot spoil the one after it.
 */
export class PcmBytes {
  #halfSample: number | undefined;

  /** The whole samples so far, filling their buffer; takes `bytes`, whose memory the answer may be. */
  push(bytes: Uint8Array): Int16Array {
    const whole = this.#halfSample === undefined ? bytes : prepend(this.#halfSample, bytes);
    const sampleCount = whole.length >> 1;
    this.#halfSample = whole.length % 2 === 1 ? whole[whole.length - 1] : undefined;
    const exact = whole.buffer.byteLength === sampleCount * 2 ? whole : whole.slice(0, sampleCount * 2);
    // Every browser runs little-endian, so no byte needs swapping.
    return new Int16Array(exact.buffer);
  }

  restart(): void {
    this.#halfSample = undefined;
  }
}

function prepend(first: number, rest: Uint8Array): Uint8Array {
  const joined = new Uint8Array(rest.length + 1);
  joined[0] = first;
  joined.set(rest, 1);
  return joined;
}

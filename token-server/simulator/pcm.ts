/** Reads PCM s16le mono. A trailing odd byte is not a sample and is left out. */
export function decodePcm(bytes: Uint8Array): Int16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const samples = new Int16Array(bytes.byteLength >> 1);
  for (let index = 0; index < samples.length; index += 1) samples[index] = view.getInt16(index * 2, true);
  return samples;
}

/** Writes samples as PCM s16le mono. */
export function encodePcm(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length * 2);
  const view = new DataView(bytes.buffer);
  samples.forEach((sample, index) => {
    view.setInt16(index * 2, sample, true);
  });
  return bytes;
}

/** The rate in `audio/pcm;rate=N`; 16 kHz if none is named; undefined if this is not PCM audio. */
export function pcmRateHz(mimeType: string): number | undefined {
  const [kind, ...parameters] = mimeType.split(";").map((part) => part.trim().toLowerCase());
  if (kind !== "audio/pcm") return undefined;
  const rate = parameters.find((parameter) => parameter.startsWith("rate="));
  const rateHz = rate === undefined ? 16_000 : Number(rate.slice("rate=".length));
  return Number.isInteger(rateHz) && rateHz >= 4_000 && rateHz <= 192_000 ? rateHz : undefined;
}

/** A buffer that grows by doubling, for the audio that a session has received; it may keep just the newest part. */
export class PcmBuffer {
  #bytes = new Uint8Array(0);
  #length = 0;
  readonly #mostBytes: number;

  /** @param mostBytes that are kept for sure; more than twice as many never are. Default: everything */
  constructor(mostBytes = Number.POSITIVE_INFINITY) {
    this.#mostBytes = mostBytes;
  }

  append(chunk: Uint8Array): void {
    if (this.#length + chunk.length > 2 * this.#mostBytes) this.#forget();
    const needed = this.#length + chunk.length;
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2, 65_536));
      grown.set(this.bytes);
      this.#bytes = grown;
    }
    this.#bytes.set(chunk, this.#length);
    this.#length = needed;
  }

  /** What has been appended so far, or the newest part of it: a view that the next `append` may outdate. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #forget(): void {
    const kept = Math.min(this.#mostBytes, this.#length);
    this.#bytes.copyWithin(0, this.#length - kept, this.#length);
    this.#length = kept;
  }
}

/**
 * The sound of an encoded file, anything that the browser can decode, mixed to mono.
 *
 * The whole file is decoded at once: an hour at 24 kHz takes 350 MB for each of its channels while it runs.
 *
 * @param bytes the file; the buffer is taken and is empty afterwards
 * @param rateHz of the answer; the browser resamples. 8,000–96,000 are offered everywhere
 * @returns samples, nominally −1…1
 * @throws DOMException `EncodingError` when it is no sound that this browser knows
 */
export async function decodeAudio(bytes: ArrayBuffer, rateHz: number): Promise<Float32Array<ArrayBuffer>> {
  return mono(await decodeChannels(bytes, rateHz));
}

/** The same with its channels apart, at least one, all equally long. */
export async function decodeChannels(bytes: ArrayBuffer, rateHz: number): Promise<Channels> {
  // It decodes to its own rate, needs no gesture, and never plays. One frame is the shortest that it can be.
  const context = new OfflineAudioContext({ numberOfChannels: 1, length: 1, sampleRate: rateHz });
  const sound = await context.decodeAudioData(bytes);
  const others = Array.from({ length: sound.numberOfChannels - 1 }, (_, i) => sound.getChannelData(i + 1));
  return [sound.getChannelData(0), ...others];
}

type Channels = readonly [Float32Array<ArrayBuffer>, ...Float32Array<ArrayBuffer>[]];

/** The mean of all channels, so that it is never louder than the file. */
function mono([mixed, ...others]: Channels): Float32Array<ArrayBuffer> {
  if (others.length === 0) return mixed;
  for (const samples of others)
    for (let i = 0; i < mixed.length; i += 1) mixed[i] = (mixed[i] ?? 0) + (samples[i] ?? 0);
  for (let i = 0; i < mixed.length; i += 1) mixed[i] = (mixed[i] ?? 0) / (others.length + 1);
  return mixed;
}

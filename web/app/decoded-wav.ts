import { sampleToS16 } from "../core/audio/pcm.ts";
import { wavHeader } from "../core/recording/wav.ts";
import { BlobWriter } from "./blob-writer.ts";

/**
 * Decoded sound as a WAV, PCM s16le.
 *
 * @param sound samples −1…1 of one channel or two, equally long
 * @param pause see `BlobWriter`
 */
export async function decodedWav(
  sound: readonly Float32Array[],
  rateHz: number,
  pause: () => Promise<void>,
): Promise<Blob> {
  const channels = sound.length === 1 ? 1 : 2;
  const frames = sound[0]?.length ?? 0;
  const writer = new BlobWriter(pause);
  await writer.write(wavHeader(channels, rateHz, frames));
  for (let from = 0; from < frames; from += rateHz)
    await writer.write(interleaved(sound, channels, from, Math.min(rateHz, frames - from)));
  return writer.finish("audio/wav");
}

function interleaved(
  sound: readonly Float32Array[],
  channels: 1 | 2,
  from: number,
  frames: number,
): ArrayBuffer {
  const pcm = new DataView(new ArrayBuffer(2 * channels * frames));
  for (let channel = 0; channel < channels; channel += 1)
    for (let i = 0; i < frames; i += 1)
      pcm.setInt16(2 * (i * channels + channel), sampleToS16(sound[channel]?.[from + i] ?? 0), true);
  return pcm.buffer;
}

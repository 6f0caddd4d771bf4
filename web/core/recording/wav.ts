import { s16ToFloat, sampleToS16 } from "../audio/pcm.ts";
import { Resampler } from "../audio/resampler.ts";
import type { SoundPart } from "./sound-part.ts";
import { trackRateHz } from "./track.ts";

/** Frames a second of a WAV of both tracks: the agent's voice goes in as it is. */
export const wavRateHz = trackRateHz.agent;
/** Frames of one part of the file: half a second. */
const blockFrames = wavRateHz / 2;
/** Sizes are 32 bits; a longer file says the most it can, which players take for "to the end". */
const maxSize = 0xffff_ffff;

/**
 * A WAV file (PCM s16le, 24 kHz) of both tracks, part by part: the header first, then about half a second each. Mono
 * is the sum of both, cut at full scale; stereo has the person left and the agent right. A track that ends earlier
 * goes on in silence. Each part belongs to whoever takes it.
 * @param user at 16 kHz @param agent at 24 kHz
 */
export async function* wavParts(
  user: AsyncIterable<SoundPart>,
  agent: AsyncIterable<SoundPart>,
  durationMs: number,
  channels: 1 | 2,
): AsyncGenerator<ArrayBuffer, void, undefined> {
  const frames = Math.ceil((durationMs * wavRateHz) / 1000);
  yield wavHeader(channels, wavRateHz, frames);
  const [left, right] = [reader(resampled(user)), reader(floats(agent))];
  try {
    for (let done = 0; done < frames; done += blockFrames) {
      const count = Math.min(blockFrames, frames - done);
      const [one, other] = [await left.read(count), await right.read(count)];
      yield channels === 1 ? mixed(one, other) : interleaved(one, other);
    }
  } finally {
    await Promise.all([left.close(), right.close()]);
  }
}

/** The 44 bytes before PCM s16le of so many frames. */
export function wavHeader(channels: 1 | 2, rateHz: number, frames: number): ArrayBuffer {
  const header = new DataView(new ArrayBuffer(44));
  const frameBytes = 2 * channels;
  const dataBytes = Math.min(frames * frameBytes, maxSize - 36);
  const text = (at: number, letters: string) => {
    for (let i = 0; i < letters.length; i += 1) header.setUint8(at + i, letters.charCodeAt(i));
  };
  text(0, "RIFF");
  header.setUint32(4, 36 + dataBytes, true);
  text(8, "WAVEfmt ");
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true);
  header.setUint16(22, channels, true);
  header.setUint32(24, rateHz, true);
  header.setUint32(28, rateHz * frameBytes, true);
  header.setUint16(32, frameBytes, true);
  header.setUint16(34, 16, true);
  text(36, "data");
  header.setUint32(40, dataBytes, true);
  return header.buffer;
}

function mixed(one: Float32Array, other: Float32Array): ArrayBuffer {
  const pcm = new DataView(new ArrayBuffer(2 * one.length));
  for (let i = 0; i < one.length; i += 1)
    pcm.setInt16(2 * i, sampleToS16((one[i] ?? 0) + (other[i] ?? 0)), true);
  return pcm.buffer;
}

function interleaved(left: Float32Array, right: Float32Array): ArrayBuffer {
  const pcm = new DataView(new ArrayBuffer(4 * left.length));
  for (let i = 0; i < left.length; i += 1) {
    pcm.setInt16(4 * i, sampleToS16(left[i] ?? 0), true);
    pcm.setInt16(4 * i + 2, sampleToS16(right[i] ?? 0), true);
  }
  return pcm.buffer;
}

/** Reads a stream of blocks of any length in blocks of a wished one. */
interface Reader {
  /** So many frames, with silence once the stream is over. */
  read(frames: number): Promise<Float32Array>;
  close(): Promise<void>;
}

function reader(blocks: AsyncGenerator<Float32Array>): Reader {
  let block: Float32Array = new Float32Array(0);
  let from = 0;
  return {
    async read(frames) {
      const target = new Float32Array(frames);
      for (let filled = 0; filled < frames; ) {
        if (from === block.length) {
          const next = await blocks.next();
          if (next.done === true) break;
          block = next.value;
          from = 0;
        }
        const count = Math.min(frames - filled, block.length - from);
        target.set(block.subarray(from, from + count), filled);
        from += count;
        filled += count;
      }
      return target;
    },
    async close() {
      await blocks.return(undefined);
    },
  };
}

/** A track as floats, in blocks of half a second at most. */
async function* floats(parts: AsyncIterable<SoundPart>): AsyncGenerator<Float32Array> {
  for await (const part of parts) {
    const frames = part.type === "silence" ? part.frames : part.samples.length;
    for (let from = 0; from < frames; from += blockFrames) {
      const block = new Float32Array(Math.min(blockFrames, frames - from));
      if (part.type === "sound") s16ToFloat(part.samples.subarray(from, from + block.length), block);
      yield block;
    }
  }
}

/** The person's track at the rate of the file. */
async function* resampled(parts: AsyncIterable<SoundPart>): AsyncGenerator<Float32Array> {
  const resampler = new Resampler(trackRateHz.user, wavRateHz);
  for await (const block of floats(parts)) {
    const output = new Float32Array(resampler.outputRoom(block.length));
    yield output.subarray(0, resampler.process(block, output));
  }
  const output = new Float32Array(resampler.outputRoom(0));
  yield output.subarray(0, resampler.finish(output));
}

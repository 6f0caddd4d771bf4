import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { speak, speechRateHz } from "../../../token-server/simulator/speech.ts";
import { join, silence } from "../../simulator/support/sounds.ts";

/** A stretch of what the fake microphone hears. */
export type Stretch = { readonly silenceMs: number } | { readonly say: string };

/**
 * Writes what a person says, and when, as a WAV file for Chromium's fake microphone: PCM s16le mono 24 kHz. The
 * microphone begins with it when it is opened, and repeats it.
 */
export async function speechWav(...stretches: readonly Stretch[]): Promise<string> {
  return soundWav(join(...(await Promise.all(stretches.map(samplesOf)))));
}

/** Samples a second of such a file. */
export const wavRateHz = speechRateHz;

/** Writes a sound as such a file. */
export function soundWav({ buffer, byteOffset, byteLength }: Int16Array): string {
  const file = joinPath(mkdtempSync(joinPath(tmpdir(), "parley-speech-")), "speech.wav");
  writeFileSync(file, wav(Buffer.from(buffer, byteOffset, byteLength), wavRateHz));
  return file;
}

async function samplesOf(stretch: Stretch): Promise<Int16Array> {
  if ("silenceMs" in stretch) return silence(stretch.silenceMs, wavRateHz);
  // A voice of its own, so that the person does not sound like the agent.
  return (await speak(stretch.say, "Charon")).samples;
}

/** PCM s16le mono with a RIFF header. */
export function wav(pcm: Uint8Array, sampleRateHz: number): Buffer {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + pcm.byteLength, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRateHz, 24);
  header.writeUInt32LE(sampleRateHz * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(pcm.byteLength, 40);
  return Buffer.concat([header, pcm]);
}

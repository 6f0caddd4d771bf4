import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { speak, speechRateHz } from "../../../token-server/simulator/speech.ts";

/** A stretch of what the fake microphone hears. */
export type Stretch = { readonly silenceMs: number } | { readonly say: string };

/**
 * Writes what a person says, and when, as a WAV file for Chromium's fake microphone: PCM s16le mono 24 kHz. The
 * microphone begins with it when it is opened, and repeats it.
 */
export async function speechWav(...stretches: readonly Stretch[]): Promise<string> {
  const pieces = await Promise.all(stretches.map(pcmOf));
  const file = join(mkdtempSync(join(tmpdir(), "parley-speech-")), "speech.wav");
  writeFileSync(file, wav(Buffer.concat(pieces), speechRateHz));
  return file;
}

async function pcmOf(stretch: Stretch): Promise<Buffer> {
  if ("silenceMs" in stretch) return Buffer.alloc(Math.round((stretch.silenceMs / 1_000) * speechRateHz) * 2);
  // A voice of its own, so that the person does not sound like the agent.
  const { samples } = await speak(stretch.say, "Charon");
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
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

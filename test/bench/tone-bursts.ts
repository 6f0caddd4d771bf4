import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wav } from "../e2e/support/speech-wav.ts";
import { seededRandom } from "./page/waiting.ts";

/** Chromium's fake microphone runs at this rate: nothing is resampled on the way in. */
const rateHz = 44_100;
const bursts = 120;
const burstMs = 40;
const toneHz = 1_000;

/**
 * Writes tones for the fake microphone: 40 ms each, 300 to 400 ms apart, drawn evenly, so that their onsets meet every
 * phase of every chunk size. They begin at the crest, so that the onset is one sample.
 */
export function toneBurstsWav(): string {
  const random = seededRandom(1);
  const starts: number[] = [];
  for (let ms = 200; starts.length < bursts; ms += 300 + random() * 100) {
    starts.push(Math.round((ms / 1_000) * rateHz));
  }
  const samples = new Int16Array((starts.at(-1) ?? 0) + rateHz / 4);
  for (const start of starts) {
    for (let i = 0; i < (burstMs / 1_000) * rateHz; i += 1) {
      samples[start + i] = Math.round(16_384 * Math.cos((2 * Math.PI * toneHz * i) / rateHz));
    }
  }
  const file = join(mkdtempSync(join(tmpdir(), "parley-bench-")), "tones.wav");
  writeFileSync(file, wav(new Uint8Array(samples.buffer), rateHz));
  return file;
}

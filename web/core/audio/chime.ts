/** Three tones upwards, each as long as it takes to be told from the next. */
const tonesHz = [523.25, 659.25, 783.99];
const toneSeconds = 0.28;
const fadeSeconds = 0.03;
const peak = 9_000;

/** A sound to try a speaker with: PCM s16 mono, under a second. */
export function chime(sampleRateHz: number): Int16Array<ArrayBuffer> {
  const toneFrames = Math.round(toneSeconds * sampleRateHz);
  const samples = new Int16Array(toneFrames * tonesHz.length);
  for (const [index, hz] of tonesHz.entries()) {
    for (let frame = 0; frame < toneFrames; frame += 1) {
      const seconds = frame / sampleRateHz;
      const left = toneSeconds - seconds;
      const loudness = Math.min(1, seconds / fadeSeconds, left / fadeSeconds) * Math.exp(-4 * seconds);
      samples[index * toneFrames + frame] = Math.round(
        peak * loudness * Math.sin(2 * Math.PI * hz * seconds),
      );
    }
  }
  return samples;
}

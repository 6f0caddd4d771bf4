import type { SpeechEvent, Synthesizer } from "@echogarden/espeak-ng-emscripten";
import { resample } from "./resample.ts";
import { defaultVoice, fallbackStyle, type VoiceStyle, voices } from "./voices.ts";

/** The rate of all audio that is sent: PCM s16 mono. */
export const speechRateHz = 24_000;

/** A word (with the spaces before it, so that all of them joined give the text back) and when it starts. */
export interface TimedWord {
  readonly text: string;
  readonly startMs: number;
}

/** One spoken sentence. Shared between callers: not to be written to. */
export interface Utterance {
  /** PCM s16 mono at {@link speechRateHz}. */
  readonly samples: Int16Array;
  readonly words: readonly TimedWord[];
}

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/** Cuts a text into sentences that keep the spaces after them: joined they are the text. */
export function sentences(text: string): readonly string[] {
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}

let synthesizer: Promise<Synthesizer> | undefined;
let preparedStyle: string | undefined;
const spoken = new Map<string, Utterance>();
/** A sentence takes about 0.3 MB; the demo's stock phrases come again and again. */
const spokenLimit = 100;

/** Loads the synthesiser and lets it run once ahead of the first sentence, which takes 0.2–0.5 s. */
export async function warmUp(): Promise<void> {
  await speak("Hello.", defaultVoice);
}

/**
 * Speaks one sentence with the character of a prebuilt voice (the default one if it is unknown).
 * @param rate how many times faster than that voice does
 */
export async function speak(sentence: string, voiceName: string | undefined, rate = 1): Promise<Utterance> {
  const style = styleOf(voiceName, rate);
  const key = `${styleKey(style)} ${sentence}`;
  const known = spoken.get(key);
  if (known !== undefined) return known;
  synthesizer ??= load();
  const utterance = synthesize(await synthesizer, sentence, style);
  for (const oldest of spoken.keys()) {
    if (spoken.size < spokenLimit) break;
    spoken.delete(oldest);
  }
  spoken.set(key, utterance);
  return utterance;
}

function styleOf(voiceName: string | undefined, rate: number): VoiceStyle {
  const style = voices.get(voiceName ?? defaultVoice) ?? fallbackStyle;
  return { ...style, wordsPerMinute: Math.round(style.wordsPerMinute * rate) };
}

function styleKey({ voice, pitch, wordsPerMinute }: VoiceStyle): string {
  return `${voice} ${pitch} ${wordsPerMinute}`;
}

async function load(): Promise<Synthesizer> {
  const { default: loadModule } = await import("@echogarden/espeak-ng-emscripten");
  const module = await loadModule();
  return new (await module.eSpeakNGWorker)();
}

function synthesize(engine: Synthesizer, sentence: string, style: VoiceStyle): Utterance {
  prepare(engine, style);
  const pieces: Int16Array[] = [];
  const events: SpeechEvent[] = [];
  engine.synthesize(sentence, (audio, batch) => {
    pieces.push(audio);
    events.push(...batch.filter(({ type }) => type === "word"));
    return false;
  });
  return {
    samples: resample(join(pieces), engine.get_samplerate(), speechRateHz),
    words: timeWords(sentence, events),
  };
}

function prepare(engine: Synthesizer, style: VoiceStyle): void {
  const key = styleKey(style);
  if (preparedStyle === key) return;
  engine.set_voice(style.voice);
  engine.set_pitch(style.pitch);
  engine.set_rate(style.wordsPerMinute);
  preparedStyle = key;
}

/** The engine splits at hyphens and apostrophes and says "21" as two words; the text splits at spaces. */
function timeWords(sentence: string, events: readonly SpeechEvent[]): readonly TimedWord[] {
  let startMs = 0;
  return [...sentence.matchAll(/\s*\S+\s*$|\s*\S+/g)].map(({ 0: text, index }) => {
    const first = index + (text.length - text.trimStart().length);
    const event = events.find(({ text_position: at }) => at - 1 >= first && at - 1 < index + text.length);
    startMs = Math.max(startMs, event?.audio_position ?? startMs);
    return { text, startMs };
  });
}

function join(pieces: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

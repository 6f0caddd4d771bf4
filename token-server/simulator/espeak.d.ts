/** The part of the package that is used here; it ships no types of its own. */
declare module "@echogarden/espeak-ng-emscripten" {
  export interface SpeechEvent {
    readonly type: string;
    /** Index of the character, counted from 1. */
    readonly text_position: number;
    readonly word_length: number;
    /** Milliseconds from the start of the utterance. */
    readonly audio_position: number;
  }

  export interface Synthesizer {
    get_samplerate(): number;
    set_voice(name: string): number;
    set_pitch(pitch: number): void;
    set_rate(wordsPerMinute: number): void;
    /** Synchronous; the callback gets PCM s16 mono piece by piece and returns true to stop. */
    synthesize(text: string, onAudio: (audio: Int16Array, events: readonly SpeechEvent[]) => boolean): void;
  }

  export interface EspeakModule {
    readonly eSpeakNGWorker: Promise<new () => Synthesizer> | (new () => Synthesizer);
  }

  // biome-ignore lint/style/noDefaultExport: that is what the package has.
  export default function load(): Promise<EspeakModule>;
}

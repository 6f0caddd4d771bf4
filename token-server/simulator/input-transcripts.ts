import type { DialogueDeps } from "./dialogue-deps.ts";

/** Transcribes spoken turns: by their length alone, unless the scenario has words for them. */
export class InputTranscripts {
  readonly #deps: Pick<DialogueDeps, "time" | "profile" | "faults" | "hears" | "transcribeInput" | "send">;
  #turns = 0;
  #late: (() => void) | undefined;

  constructor(deps: DialogueDeps) {
    this.#deps = deps;
  }

  /** Returns the transcription of the turn that has ended, and sends it if the setup asked for it. */
  speechEnded(durationMs: number): string {
    const { hears, transcribeInput, faults, profile, time } = this.#deps;
    const heard = hears[this.#turns] ?? `[speech, ${(durationMs / 1000).toFixed(1)} s]`;
    this.#turns += 1;
    const fragments = typeof heard === "string" ? [heard] : heard;
    if (transcribeInput) {
      const tell = () => this.#tell(fragments);
      if (faults.lateInputTranscriptionMs === undefined) time.after(profile.inputTranscriptionMs, tell);
      else this.#late = tell;
    }
    return fragments.join("");
  }

  /** The answer's first audio is out: a late transcription may follow it. */
  answerBegan(): void {
    const { lateInputTranscriptionMs } = this.#deps.faults;
    if (this.#late === undefined || lateInputTranscriptionMs === undefined) return;
    this.#deps.time.after(lateInputTranscriptionMs, this.#late);
    this.#late = undefined;
  }

  #tell(fragments: readonly string[]): void {
    for (const text of fragments) this.#deps.send({ serverContent: { inputTranscription: { text } } });
  }
}

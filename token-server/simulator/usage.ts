import type { JsonObject } from "./json.ts";

const audioTokensPerMs = 25 / 1000;
const charactersPerToken = 4;
const tokensPerPicture = 258;

/** Counts tokens the way the service bills them: the prompt is the whole context, the response is this turn's. */
export class Usage {
  #textTokens = 0;
  #audioMs = 0;
  #pictures = 0;

  addText(text: string): void {
    this.#textTokens += Math.ceil(text.length / charactersPerToken);
  }

  addPicture(): void {
    this.#pictures += 1;
  }

  addAudio(durationMs: number): void {
    this.#audioMs += durationMs;
  }

  /** The `usageMetadata` of a turn that sent so much audio; the audio becomes part of the context. */
  endTurn(responseMs: number): JsonObject {
    const audioTokens = Math.round(this.#audioMs * audioTokensPerMs);
    const responseTokens = Math.round(responseMs * audioTokensPerMs);
    const pictureTokens = this.#pictures * tokensPerPicture;
    const promptTokens = this.#textTokens + audioTokens + pictureTokens;
    this.addAudio(responseMs);
    return {
      promptTokenCount: promptTokens,
      responseTokenCount: responseTokens,
      totalTokenCount: promptTokens + responseTokens,
      promptTokensDetails: [
        { modality: "TEXT", tokenCount: this.#textTokens },
        { modality: "AUDIO", tokenCount: audioTokens },
        ...(pictureTokens === 0 ? [] : [{ modality: "IMAGE", tokenCount: pictureTokens }]),
      ],
      responseTokensDetails: [{ modality: "AUDIO", tokenCount: responseTokens }],
    };
  }
}

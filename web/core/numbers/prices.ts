/** US dollars for a million tokens, by what the tokens stand for. What is absent has no known price. */
export interface TokenPrices {
  readonly in: { readonly text: number; readonly audio: number; readonly image?: number };
  readonly out: { readonly text: number; readonly audio: number };
}

/** When the prices below were read, as year and month. */
export const pricesAsOf = "2026-09";

const flashLive: TokenPrices = { in: { text: 0.75, audio: 3 }, out: { text: 4.5, audio: 12 } };

const prices: ReadonlyMap<string, TokenPrices> = new Map([
  ["gemini-3.8-live", flashLive],
  ["gemini-3.1-flash-live-preview", flashLive],
]);

/** What a model costs; undefined where it is not known. @param model with or without `models/` before it */
export function pricesOf(model: string): TokenPrices | undefined {
  return prices.get(model.replace(/^models\//, ""));
}

import type { ModalityTokens, Usage } from "../live/messages.ts";
import { pricesOf } from "./prices.ts";

/** What a call may cost, in US dollars. */
export interface Budget {
  /** The person is told from here on. */
  readonly warnAtUsd: number | undefined;
  /** The call ends here. */
  readonly stopAtUsd: number | undefined;
}

/** What tokens cost. */
export type Cost =
  | {
      readonly known: true;
      readonly usd: number;
      /** Tokens whose price is not known: they are not in `usd`. */
      readonly unpricedTokens: number;
    }
  /** The model has no known price. */
  | { readonly known: false };

const million = 1_000_000;

/** What so much usage of a model costs. Tokens of which the service does not say what they are have no price. */
export function costOf(model: string, usage: Usage): Cost {
  const prices = pricesOf(model);
  if (prices === undefined) return { known: false };
  const prompt = usage.prompt ?? noTokens;
  const response = usage.response ?? noTokens;
  const pictures = prices.in.image === undefined ? 0 : prompt.image * prices.in.image;
  const dollars =
    prompt.text * prices.in.text +
    prompt.audio * prices.in.audio +
    pictures +
    response.text * prices.out.text +
    response.audio * prices.out.audio;
  const unpricedTokens =
    untold(usage.promptTokens, prompt) +
    untold(usage.responseTokens, response) +
    (prices.in.image === undefined ? prompt.image : 0) +
    response.image;
  return { known: true, usd: dollars / million, unpricedTokens };
}

export const noTokens: ModalityTokens = { text: 0, audio: 0, image: 0 };

/** Tokens of which the service did not say what they are. */
export function untold(all: number, { text, audio, image }: ModalityTokens): number {
  return Math.max(0, all - text - audio - image);
}

/** Usage of two stretches together. */
export function addUsage(sum: Usage, more: Usage): Usage {
  const prompt = addTokens(sum.prompt, more.prompt);
  const response = addTokens(sum.response, more.response);
  return {
    promptTokens: sum.promptTokens + more.promptTokens,
    responseTokens: sum.responseTokens + more.responseTokens,
    totalTokens: sum.totalTokens + more.totalTokens,
    ...(prompt === undefined ? {} : { prompt }),
    ...(response === undefined ? {} : { response }),
  };
}

function addTokens(
  one: ModalityTokens | undefined,
  other: ModalityTokens | undefined,
): ModalityTokens | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return {
    text: one.text + other.text,
    audio: one.audio + other.audio,
    image: one.image + other.image,
  };
}

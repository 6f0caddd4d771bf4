import type { Usage } from "../core/live/messages.ts";
import { costOf, noTokens, untold } from "../core/numbers/cost.ts";
import { pricesAsOf } from "../core/numbers/prices.ts";

const whole = new Intl.NumberFormat("en");
const dollars = new Intl.NumberFormat("en", {
  style: "currency",
  currency: "USD",
  minimumFractionDigits: 2,
  maximumFractionDigits: 4,
});
const month = new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" });

/** A value and what is to be known about it. */
export interface CostWords {
  readonly value: string;
  readonly more: string;
}

/** What a call costs, at the prices that this app knows. */
export function costWords(model: string, usage: Usage): CostWords {
  const cost = costOf(model, usage);
  if (!cost.known)
    return { value: "Price unknown", more: model === "" ? "for the server's model" : `for ${model}` };
  const { usd, unpricedTokens } = cost;
  const asOf = `at Gemini's prices of ${month.format(new Date(pricesAsOf))}`;
  if (unpricedTokens === 0) return { value: dollarText(usd), more: asOf };
  return {
    value: `At least ${dollarText(usd)}`,
    more: `${asOf}; ${whole.format(unpricedTokens)} tokens have no known price`,
  };
}

/** US dollars, to the hundredth of a cent. */
export function dollarText(usd: number): string {
  return dollars.format(usd);
}

/** Tokens by what they stand for, as `1,204 audio, 310 text`. */
export function tokenWords(usage: Usage, side: "prompt" | "response"): string {
  const tokens = usage[side] ?? noTokens;
  const all = side === "prompt" ? usage.promptTokens : usage.responseTokens;
  const parts = [
    [tokens.audio, "audio"],
    [tokens.text, "text"],
    [tokens.image, "pictures"],
    [untold(all, tokens), "untold"],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, word]) => `${whole.format(count)} ${word}`);
  return told.length === 0 ? "none" : told.join(", ");
}

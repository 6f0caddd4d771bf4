import { msg, str } from "@lit/localize";
import type { Usage } from "../core/live/messages.ts";
import { costOf, noTokens, untold } from "../core/numbers/cost.ts";
import { pricesAsOf } from "../core/numbers/prices.ts";
import { countText } from "./format.ts";
import { perLocale } from "./locale.ts";
import { plural } from "./plural.ts";

const dollars = perLocale(
  (locale) =>
    new Intl.NumberFormat(locale, {
      style: "currency",
      currency: "USD",
      currencyDisplay: "narrowSymbol",
      minimumFractionDigits: 2,
      maximumFractionDigits: 4,
    }),
);
const month = perLocale(
  (locale) => new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" }),
);

const lists = perLocale((locale) => new Intl.ListFormat(locale, { type: "unit", style: "short" }));

/** A value and what is to be known about it. */
export interface CostWords {
  readonly value: string;
  readonly more: string;
}

/** What a call costs, at the prices that this app knows. */
export function costWords(model: string, usage: Usage): CostWords {
  const cost = costOf(model, usage);
  if (!cost.known)
    return {
      value: msg("Price unknown"),
      more: model === "" ? msg("for the server's model") : msg(str`for ${model}`),
    };
  const { usd, unpricedTokens } = cost;
  const asOf = month().format(new Date(pricesAsOf));
  if (unpricedTokens === 0) return { value: dollarText(usd), more: msg(str`at Gemini's prices of ${asOf}`) };
  return {
    value: msg(str`At least ${dollarText(usd)}`),
    more: plural(
      unpricedTokens,
      str`at Gemini's prices of ${asOf}; ${countText(unpricedTokens)} token has no known price`,
      str`at Gemini's prices of ${asOf}; ${countText(unpricedTokens)} tokens have no known price`,
    ),
  };
}

/** US dollars, to the hundredth of a cent. */
export function dollarText(usd: number): string {
  // A mark keeps the sign beside its letters where the text runs from right to left.
  return dollars().format(usd).replace("US$", "US$$\u200e");
}

/** Tokens by what they stand for, as `1,204 audio, 310 text`. */
export function tokenWords(usage: Usage, side: "prompt" | "response"): string {
  const tokens = usage[side] ?? noTokens;
  const all = side === "prompt" ? usage.promptTokens : usage.responseTokens;
  const parts = [
    [tokens.audio, msg(str`${countText(tokens.audio)} audio`)],
    [tokens.text, msg(str`${countText(tokens.text)} text`)],
    [tokens.image, msg(str`${countText(tokens.image)} pictures`)],
    [untold(all, tokens), msg(str`${countText(untold(all, tokens))} untold`)],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([, words]) => words);
  return told.length === 0 ? msg("none") : lists().format(told);
}

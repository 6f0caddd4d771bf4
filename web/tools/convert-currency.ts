import * as v from "valibot";
import { toTranslate } from "../core/to-translate.ts";
import { defineTool, type ToolContext } from "../core/tools/tool.ts";
import { ToolFetchError } from "../core/tools/tool-fetch.ts";
import { readAnswer, withQuery } from "./support/answers.ts";
import { valibotInput } from "./support/valibot-input.ts";

const origin = "https://api.frankfurter.dev";

const currency = (what: string) =>
  v.pipe(v.string(), v.regex(/^[A-Za-z]{3}$/, "must be a code of three letters"), v.description(what));

const input = v.object({
  amount: v.optional(v.pipe(v.number(), v.minValue(0), v.description("How much; 1 tells the rate.")), 1),
  from: currency("ISO 4217 code of the currency that the amount is in, as USD."),
  to: currency("ISO 4217 code of the currency that is wanted, as EUR."),
  date: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{4}-\d{2}-\d{2}$/, "must be a day, as 2026-03-31"),
      v.description("The day of the rate as YYYY-MM-DD. Leave it out for the newest."),
    ),
  ),
});

export const tool = defineTool({
  name: "convert_currency",
  description:
    "Converts an amount from one currency to another at the reference rate of central banks, and tells the day of that rate.",
  input: valibotInput(input),
  origins: [origin],
  async run(args, context) {
    const from = args.from.toUpperCase();
    const to = args.to.toUpperCase();
    const found = await findRate(from, to, args.date, context);
    if (found === undefined) return unknownPair(from, to);
    context.show({
      kind: "credit",
      text: toTranslate("Exchange rates by Frankfurter"),
      url: "https://frankfurter.dev/",
    });
    const amount = inCurrency(args.amount, from);
    const converted = inCurrency(args.amount * found.rate, to);
    return {
      status: "ok",
      amount,
      converted,
      rate: found.rate,
      rateDate: found.date,
      sentence: `${amount} are ${converted} at the rate of ${found.date}.`,
    };
  },
});

const rateSchema = v.object({ date: v.string(), rate: v.number() });

/** Undefined: one of the currencies is not known, or has no rate on that day. */
async function findRate(from: string, to: string, date: string | undefined, context: ToolContext) {
  const url = withQuery(`${origin}/v2/rate/${from}/${to}`, date === undefined ? {} : { date });
  try {
    // Banks publish once a working day, at different hours.
    return readAnswer(rateSchema, await context.fetch(url, { cacheMs: 60 * 60_000 }), "Frankfurter");
  } catch (error) {
    if (error instanceof ToolFetchError && (error.status === 404 || error.status === 422)) return undefined;
    throw error;
  }
}

function unknownPair(from: string, to: string) {
  const message = `There is no rate from ${from} to ${to} for that day. Check both codes and the day.`;
  return { status: "not_found", message, retryable: true };
}

/** With as many decimals as the currency has, as `USD 1,234.50`. */
function inCurrency(amount: number, currency: string): string {
  const format = new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "code" });
  return format.format(amount).replace(/\u00a0/g, " ");
}

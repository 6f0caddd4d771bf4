import { msg, type StrResult } from "@lit/localize";
import { generateMsgId } from "@lit/localize/internal/id-generation.js";
import { perLocale } from "./locale.ts";
import { pluralId } from "./translation.ts";

const rules = perLocale((locale) => new Intl.PluralRules(locale));

/**
 * A message whose words depend on a number.
 * @param one in English for 1, @param other for all other numbers: the translations go by this one
 */
export function plural(count: number, one: StrResult, other: StrResult): string {
  const rule = rules().select(count);
  const id = pluralId(generateMsgId(other.strings, false), rule);
  // English may say one of something without the number, and another language with it.
  const form = rule === "one" ? { ...one, values: other.values } : other;
  return msg(form, { id });
}

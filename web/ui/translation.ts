import type { StrResult } from "@lit/localize";
import { generateMsgId } from "@lit/localize/internal/id-generation.js";

/** A message for each class of numbers that a language knows, by `Intl.PluralRules`. */
export type PluralForms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;

/**
 * The words of a language by those of the code, where `{0}` stands for the first value, `{1}` for the second. What is
 * counted has one message for each class of numbers. A message with an id of its own is found by that.
 */
export type Messages = Readonly<Record<string, string | PluralForms>>;

/** Messages as @lit/localize looks them up. */
export function templatesOf(messages: Messages): Readonly<Record<string, string | StrResult>> {
  const templates: Record<string, string | StrResult> = {};
  for (const [source, message] of Object.entries(messages)) {
    const id = messageId(source);
    if (typeof message === "string") {
      templates[id] = template(message);
      // Should it be an id already.
      templates[source] = templates[id];
    } else for (const [rule, form] of Object.entries(message)) templates[pluralId(id, rule)] = template(form);
  }
  return templates;
}

/** @param source with `{0}` for values */
export function messageId(source: string): string {
  return generateMsgId(source.split(/\{\d+\}/), false);
}

/** The id of one form of a message whose forms differ by number. */
export function pluralId(id: string, rule: string): string {
  return `${id}/${rule}`;
}

function template(message: string): string | StrResult {
  const parts = message.split(/\{(\d+)\}/);
  if (parts.length === 1) return message;
  const strings = parts.filter((_, index) => index % 2 === 0);
  const values = parts.filter((_, index) => index % 2 === 1).map(Number);
  return { strTag: true, strings: Object.assign(strings, { raw: strings }), values };
}

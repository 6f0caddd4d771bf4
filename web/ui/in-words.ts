import { msg, type StrResult } from "@lit/localize";
import type { Words } from "../core/to-translate.ts";

/** A sentence of core, with its values, in the language of the interface. */
export function inWords({ source, values }: Words): string {
  if (values.length === 0) return msg(source);
  const strings = source.split(/\{\d+\}/);
  const sentence: StrResult = {
    strTag: true,
    strings: Object.assign(strings, { raw: strings }),
    values: [...values],
  };
  return msg(sentence);
}

import { msg } from "@lit/localize";
import { locale } from "./locale.ts";
import type { Choice } from "./setting-rows.ts";

/** Locales documented for Live voices; any other tag that was chosen stays on the list. */
const tags = [
  ..."ar-EG bn-BD de-DE en-IN en-US es-US fr-FR hi-IN id-ID it-IT ja-JP ko-KR".split(" "),
  ..."mr-IN nl-NL pl-PL pt-BR ro-RO ru-RU ta-IN te-IN th-TH tr-TR uk-UA vi-VN".split(" "),
];

/** Languages to choose from, named in the language of the interface and sorted in it. */
export function languages(chosen: string): readonly Choice<string>[] {
  const names = new Intl.DisplayNames(locale(), { type: "language" });
  const offered = chosen === "" || tags.includes(chosen) ? tags : [...tags, chosen];
  const choices = offered.map((tag) => ({ value: tag, label: nameOf(names, tag) }));
  return [
    { value: "", label: msg("Follows me") },
    ...choices.sort((a, b) => a.label.localeCompare(b.label, locale())),
  ];
}

function nameOf(names: Intl.DisplayNames, tag: string): string {
  try {
    return names.of(tag) ?? tag;
  } catch (error) {
    if (error instanceof RangeError) return tag;
    throw error;
  }
}

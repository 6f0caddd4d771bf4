import type { Choice } from "./setting-rows.ts";

/** Locales documented for Live voices; any other tag that was chosen stays on the list. */
const tags = [
  ..."ar-EG bn-BD de-DE en-IN en-US es-US fr-FR hi-IN id-ID it-IT ja-JP ko-KR".split(" "),
  ..."mr-IN nl-NL pl-PL pt-BR ro-RO ru-RU ta-IN te-IN th-TH tr-TR uk-UA vi-VN".split(" "),
];

/** Languages to choose from, named in the person's own language and sorted in it. */
export function languages(chosen: string): readonly Choice<string>[] {
  const names = new Intl.DisplayNames(undefined, { type: "language" });
  const offered = chosen === "" || tags.includes(chosen) ? tags : [...tags, chosen];
  const choices = offered.map((tag) => ({ value: tag, label: nameOf(names, tag) }));
  return [{ value: "", label: "Follows me" }, ...choices.sort((a, b) => a.label.localeCompare(b.label))];
}

function nameOf(names: Intl.DisplayNames, tag: string): string {
  try {
    return names.of(tag) ?? tag;
  } catch (error) {
    if (error instanceof RangeError) return tag;
    throw error;
  }
}

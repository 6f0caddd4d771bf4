import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { appLanguages } from "../../web/ui/locale.ts";

const languages = appLanguages.map(({ language }) => language).sort();

function listIn(file: string, pattern: RegExp): readonly string[] {
  const text = readFileSync(new URL(`../../web/${file}`, import.meta.url), "utf8");
  return [...text.matchAll(pattern)].map(([, language = ""]) => language).sort();
}

describe("the first words of the page", () => {
  it.each([
    ["stand in it in every language", "index.html", /<p lang="(\w+)">./g],
    ["are shown in any of them", "ui/first-words.css", /:root:not\(\[lang="(\w+)"\]\)/g],
    ["are looked for in each", "public/first-language.js", /"(\w\w)"(?=[,\]])/g],
  ])("%s", (_what, file, pattern) => {
    expect(listIn(file, pattern)).toEqual(languages);
  });
});

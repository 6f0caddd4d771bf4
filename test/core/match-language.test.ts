import { describe, expect, it } from "vitest";
import { languageOf, matchLanguage } from "../../web/core/match-language.ts";

const offered = ["en", "de", "ja"] as const;

describe("matchLanguage", () => {
  it.each([
    [["de"], "de"],
    [["de-AT"], "de"],
    [["DE-ch-1996"], "de"],
    [["ja-JP-u-ca-japanese"], "ja"],
    [["fr-FR", "de-DE", "en"], "de"],
    [["en-GB", "de"], "en"],
    [["fr"], undefined],
    [[], undefined],
    [["", "*", "not a tag", "de"], "de"],
    // Low German is not German.
    [["nds"], undefined],
  ])("finds for %j: %s", (wanted, language) => {
    expect(matchLanguage(wanted, offered)).toBe(language);
  });
});

it("languageOf knows no language of what is no tag", () => {
  expect(languageOf("zh-Hant-TW")).toBe("zh");
  expect(languageOf("")).toBe(undefined);
});

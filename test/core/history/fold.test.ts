import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findWords, fold, foldedWords } from "../../../web/core/history/fold.ts";

/** What the spans cover. */
function found(text: string, query: string): readonly string[] {
  return findWords(text, foldedWords(query)).map(({ start, end }) => text.slice(start, end));
}

describe("fold", () => {
  it.each([
    ["Café CRÈME", "cafe creme"],
    ["STRASSE straße", "strasse strasse"],
    ["Ångström, naïve, coöperate", "angstrom, naive, cooperate"],
    ["ﬁnd ＡＢＣ１ ½", "find abc1 1⁄2"],
    ["ΌΣΟΣ όσος", "οσοσ οσοσ"],
    ["İstanbul ıspanak", "istanbul ispanak"],
    ["Żółć Ğ", "zołc g"],
    ["מָקוֹם مُحَمَّد", "מקום محمد"],
    ["Привет Ёлка", "привет елка"],
  ])("takes case, accents and typographic forms from %s", (text, plain) => {
    expect(fold(text)).toBe(plain);
  });

  it("keeps marks that make another letter", () => {
    expect(fold("がか")).not.toBe(fold("かか"));
    expect(fold("ガ")).toBe(fold("ｶﾞ"));
    expect(fold("कि")).not.toBe(fold("कु"));
  });

  it("makes no difference between the forms of the same text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const folded = fold(text);
        expect(fold(text.normalize("NFC"))).toBe(folded);
        expect(fold(text.normalize("NFD"))).toBe(folded);
        expect(fold(folded)).toBe(folded);
      }),
    );
  });
});

describe("foldedWords", () => {
  it("gives each word once, and none of an empty query", () => {
    expect(foldedWords("  Café  cafe\tOLÉ\u00a0x ")).toEqual(["cafe", "ole", "x"]);
    expect(foldedWords(" \n ")).toEqual([]);
  });
});

describe("findWords", () => {
  it("covers the characters as they are written, whatever they fold to", () => {
    expect(found("Le Café du Nord", "cafe NO")).toEqual(["Café", "No"]);
    expect(found("Le Cafe\u0301 du Nord", "cafe")).toEqual(["Cafe\u0301"]);
    expect(found("die Straße", "ass")).toEqual(["aß"]);
    expect(found("die Straße", "s")).toEqual(["S", "ß"]);
    expect(found("a ﬁre 😀 ﬁre", "ire")).toEqual(["ﬁre", "ﬁre"]);
    expect(found("今日は天気がいい", "天気")).toEqual(["天気"]);
    expect(found("한국어", "하")).toEqual(["한"]);
  });

  it("joins hits that overlap or touch", () => {
    expect(found("banana", "ana")).toEqual(["anana"]);
    expect(found("weatherman", "weather man")).toEqual(["weatherman"]);
    expect(found("abcabc", "bc ab")).toEqual(["abcabc"]);
    expect(found("ab-bc", "ab bc b")).toEqual(["ab", "bc"]);
  });

  it("finds nothing where nothing is", () => {
    expect(found("", "a")).toEqual([]);
    expect(found("abc", "")).toEqual([]);
    expect(found("abc", "abcd")).toEqual([]);
    expect(findWords("abc", [""])).toEqual([]);
  });

  it("finds every word that a folded text holds, at whole characters in order", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 40 });
    fc.assert(
      fc.property(text, text, text, (before, word, after) => {
        const whole = before + word + after;
        const words = foldedWords(word);
        const spans = findWords(whole, words);
        let end = -1;
        for (const span of spans) {
          expect(span.start).toBeGreaterThan(end);
          expect(span.end).toBeGreaterThan(span.start);
          end = span.end;
          // A span that began or ended within a character would fold to something else than its place in the whole.
          const covered = fold(whole.slice(span.start, span.end));
          expect(words.some((one) => covered.includes(one))).toBe(true);
        }
        expect(end).toBeLessThanOrEqual(whole.length);
        expect(spans.length > 0).toBe(words.some((one) => fold(whole).includes(one)));
      }),
      { numRuns: 100 },
    );
  });
});

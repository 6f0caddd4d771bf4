import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { excerptOf } from "../../../web/core/history/excerpt.ts";
import { fold, foldedWords } from "../../../web/core/history/fold.ts";

/** The excerpt with its hits in brackets. */
function marked(text: string, query: string): string {
  const { excerpt, hits } = excerptOf(text, foldedWords(query));
  const parts = hits.map(({ start, end }, i) => {
    const before = excerpt.slice(hits[i - 1]?.end ?? 0, start);
    return `${before}[${excerpt.slice(start, end)}]`;
  });
  return parts.join("") + excerpt.slice(hits.at(-1)?.end ?? 0);
}

const long =
  "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen ".repeat(4);

describe("excerptOf", () => {
  it("is all of a short text, in one line", () => {
    expect(marked("  Is it\n\n raining in  Malmö? ", "malmo IT")).toBe("Is [it] raining in [Malmö]?");
  });

  it("is all of a short text, also when the hit is late", () => {
    const text = `${"word ".repeat(20)}needle`;
    expect(marked(text, "needle")).toBe(`${"word ".repeat(20)}[needle]`);
  });

  it("is the beginning of a text without a hit", () => {
    expect(marked("Hello there.", "other")).toBe("Hello there.");
    expect(marked(long, "other")).toMatch(/^one two three .* ten eleven .*…$/);
    expect(marked("", "other")).toBe("");
  });

  it("is a line around the first hit of a long text, cut between words", () => {
    const text = `${long}here is the needle, ${long}`;
    const line = marked(text, "needle");
    expect(line).toMatch(/^…\w+ .*fifteen here is the \[needle\], one two three .* \w+…$/);
    expect(line.length).toBeLessThanOrEqual(124);
  });

  it("is cut on one side only near the beginning or end", () => {
    expect(marked(`first ${long}`, "first")).toMatch(/^\[first\] one .*…$/);
    expect(marked(`${long}last`, "last")).toMatch(/^….* fifteen \[last\]$/);
  });

  it("marks every hit that it shows, and none outside", () => {
    const text = `${"x ".repeat(100)}cat and cat ${"y ".repeat(100)}cat`;
    expect(marked(text, "cat").match(/\[cat\]/g)).toHaveLength(2);
  });

  it("does without spaces", () => {
    const text = `${"あ".repeat(200)}天気${"い".repeat(200)}`;
    expect(marked(text, "天気")).toBe(`…${"あ".repeat(32)}[天気]${"い".repeat(86)}…`);
  });

  it("cuts between characters, wherever it has to", () => {
    // At odd places the end, or else the beginning, would fall within a pair.
    for (const middle of ["天", "x天"]) {
      const smiling = excerptOf("😀".repeat(100) + middle + "😀".repeat(100), ["天"]).excerpt;
      expect(smiling).toMatch(/^…(😀)+x?天(😀)+…$/u);
      expect(smiling.isWellFormed()).toBe(true);
      const accented = excerptOf("e\u0301".repeat(100) + middle + "e\u0301".repeat(100), ["天"]).excerpt;
      expect(accented).toMatch(/^…(e\u0301)+x?天(e\u0301)+…$/);
    }
  });

  it("cuts a hit that is longer than a line", () => {
    expect(marked("a".repeat(300), "a".repeat(200))).toBe(`[${"a".repeat(120)}]…`);
  });

  it("never halves a character, and shows a hit wherever there is one", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 400 });
    const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(text, word, text, (before, given, after) => {
        const whole = before + given + after;
        const words = foldedWords(given);
        const { excerpt, hits } = excerptOf(whole, words);
        expect(excerpt.isWellFormed()).toBe(true);
        expect(excerpt).not.toMatch(/\s\s|\n/);
        expect(excerpt.length).toBeLessThanOrEqual(122);
        expect(hits.length > 0).toBe(words.some((one) => fold(whole).includes(one)));
        for (const { start, end } of hits) {
          expect(start).toBeLessThan(end);
          expect(end).toBeLessThanOrEqual(excerpt.length);
        }
      }),
      { numRuns: 100 },
    );
  });
});

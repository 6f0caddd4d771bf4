import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { counted, excerpt, oneLine, shortened, wordsOf } from "../../../web/tools/support/text.ts";

describe("excerpt", () => {
  it("leaves a short text alone, in one line", () => {
    expect(excerpt(" a\n b ", ["b"], 20)).toBe("a b");
  });

  it("shows the word where it stands", () => {
    expect(excerpt(`${"x ".repeat(100)}needle ${"y ".repeat(100)}`, ["needle"], 40)).toMatch(
      /^…x.*needle y.*…$/,
    );
  });

  it("begins with the beginning when no word occurs", () => {
    expect(excerpt("abc".repeat(100), ["needle"], 30)).toBe(`${"abc".repeat(10)}…`);
  });

  it("holds the first word and never grows", () => {
    const words = fc.array(fc.constantFrom("needle", "hay", "stack", "and"), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(words, (parts) => {
        const text = parts.join(" ");
        const found = excerpt(text, ["needle"], 40);
        expect(found.length).toBeLessThanOrEqual(42);
        if (text.includes("needle")) expect(found).toContain("needle");
      }),
    );
  });
});

it("counts with the right noun", () => {
  expect([0, 1, 2].map((count) => counted(count, "call"))).toEqual(["0 calls", "1 call", "2 calls"]);
});

it("shortens with an ellipsis", () => {
  expect(shortened("abcdef", 6)).toBe("abcdef");
  expect(shortened("abc def", 5)).toBe("abc…");
});

it("puts a text into one line", () => {
  expect(oneLine(" a \r\n\t b ")).toBe("a b");
});

it("takes a query apart into words", () => {
  expect(wordsOf("Über-Fall, 2 Mal!")).toEqual(["über", "fall", "2", "mal"]);
});

import { describe, expect, it } from "vitest";
import { AnswerCache } from "../../../web/core/tools/answer-cache.ts";

describe("AnswerCache", () => {
  it("gives an answer until its time is over", () => {
    const cache = new AnswerCache();
    cache.put("a", { text: "1" }, 1_000);
    expect(cache.get("a", 999)).toEqual({ text: "1" });
    expect(cache.get("a", 1_000)).toBeUndefined();
    expect(cache.get("a", 0)).toBeUndefined();
    expect(cache.get("b", 0)).toBeUndefined();
  });

  it("replaces what it has", () => {
    const cache = new AnswerCache();
    cache.put("a", { text: "1" }, 1_000);
    cache.put("a", { text: "2" }, 2_000);
    expect(cache.get("a", 1_500)).toEqual({ text: "2" });
  });

  it("forgets the oldest when there are more than 32", () => {
    const cache = new AnswerCache();
    for (let i = 0; i < 33; i += 1) cache.put(`${i}`, { text: "x" }, 1_000);
    expect(cache.get("0", 0)).toBeUndefined();
    expect(cache.get("1", 0)).toBeDefined();
    expect(cache.get("32", 0)).toBeDefined();
  });

  it("forgets the oldest when they weigh more than two million characters together", () => {
    const cache = new AnswerCache();
    const big = { text: "x".repeat(900_000) };
    for (const key of ["a", "b", "b", "c"]) cache.put(key, big, 1_000);
    expect(["a", "b", "c"].map((key) => cache.get(key, 0) !== undefined)).toEqual([false, true, true]);
  });
});

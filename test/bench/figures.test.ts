import { describe, expect, it } from "vitest";
import { summarise } from "./figures.ts";

describe("summarise", () => {
  it("gives values that were measured, in any order", () => {
    const values = Array.from({ length: 100 }, (_, i) => ((i * 37) % 100) + 1);
    expect(summarise(values)).toEqual({ n: 100, p50: 50, p95: 95, max: 100 });
    expect(summarise([7])).toEqual({ n: 1, p50: 7, p95: 7, max: 7 });
  });

  it("has no figure where nothing was measured", () => {
    expect(summarise([])).toEqual({ n: 0, p50: Number.NaN, p95: Number.NaN, max: Number.NaN });
  });
});

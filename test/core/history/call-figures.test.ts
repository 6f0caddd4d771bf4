import { describe, expect, it } from "vitest";
import { toolCounts, waitFigures } from "../../../web/core/history/call-figures.ts";

describe("how long a person waited", () => {
  it.each([
    [[700], 700, 700],
    [[900, 500], 700, 900],
    [[300, 2_000, 600], 600, 2_000],
    [[4, 1, 3, 2], 2.5, 4],
  ])("%j: median %d, worst %d", (latenciesMs, medianMs, worstMs) => {
    expect(waitFigures(latenciesMs)).toEqual({ medianMs, worstMs });
  });

  it("is unknown where nothing was answered", () => {
    expect(waitFigures([])).toBe(undefined);
  });

  it("leaves the list in the order of the call", () => {
    const latenciesMs = [3, 1, 2];
    waitFigures(latenciesMs);
    expect(latenciesMs).toEqual([3, 1, 2]);
  });
});

describe("the tools that ran", () => {
  it("are counted, the most used first", () => {
    expect(toolCounts(["a", "b", "c", "b", "c", "b"])).toEqual([
      { name: "b", count: 3 },
      { name: "c", count: 2 },
      { name: "a", count: 1 },
    ]);
  });

  it("stay in the order of first use among equals", () => {
    expect(toolCounts(["z", "a"]).map(({ name }) => name)).toEqual(["z", "a"]);
  });

  it("may be none", () => {
    expect(toolCounts([])).toEqual([]);
  });
});

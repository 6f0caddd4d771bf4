import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { callNumbers, groupCalls, percentile } from "../../../web/tools/support/call-numbers.ts";
import { pastCall } from "./past-calls.ts";

describe("percentile", () => {
  const values = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 60 });
  const percents = fc.integer({ min: 1, max: 100 });

  it("is the smallest value that so many do not exceed", () => {
    fc.assert(
      fc.property(values, percents, (list, percent) => {
        const found = percentile(list, percent);
        const share = (limit: number) => list.filter((value) => value <= limit).length / list.length;
        expect(list).toContain(found);
        expect(share(found) * 100).toBeGreaterThanOrEqual(percent - 1e-9);
        expect(share(found - 1) * 100).toBeLessThan(percent);
      }),
    );
  });
});

describe("callNumbers", () => {
  it("knows of no latency where none was measured", () => {
    expect(callNumbers([pastCall(0)]).latencyMs).toBeUndefined();
  });

  it("puts the most used tools first", () => {
    const calls = [pastCall(0, { tools: ["b", "a", "c"] }), pastCall(1, { tools: ["c"] })];
    expect(callNumbers(calls).tools).toEqual([
      { name: "c", count: 2 },
      { name: "a", count: 1 },
      { name: "b", count: 1 },
    ]);
  });
});

describe("groupCalls", () => {
  const group = (first: string, last: string, ...starts: readonly number[]) =>
    groupCalls(
      starts.map((startedAtMs) => pastCall(startedAtMs)),
      first,
      last,
      "Europe/Berlin",
    ).map(({ label, calls }) => [label, calls.length]);

  it("goes by the days of the person", () => {
    expect(group("2026-11-19", "2026-11-20", Date.UTC(2026, 10, 19, 23, 30))).toEqual([
      ["2026-11-19", 0],
      ["2026-11-20", 1],
    ]);
  });

  it("goes by months when there are more than 31 days", () => {
    expect(group("2026-09-30", "2026-11-20", Date.UTC(2026, 8, 30), Date.UTC(2026, 10, 2))).toEqual([
      ["2026-09", 1],
      ["2026-10", 0],
      ["2026-11", 1],
    ]);
  });

  it("keeps the newest months when there are too many", () => {
    const months = group("2016-01-01", "2026-11-20");
    expect(months).toHaveLength(31);
    expect(months.at(-1)).toEqual(["2026-11", 0]);
  });
});

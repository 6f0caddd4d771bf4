import { expect, it } from "vitest";
import { RepeatedDeaths } from "../../../web/core/audio/repeated-deaths.ts";

it("gives up at the third death within ten seconds", () => {
  const deaths = new RepeatedDeaths();
  expect([0, 5_000, 9_999].map((atMs) => deaths.died(atMs))).toEqual([false, false, true]);
});

it("forgets deaths that are longer ago", () => {
  const deaths = new RepeatedDeaths();
  const each = Array.from({ length: 20 }, (_, i) => deaths.died(i * 5_000));
  expect(each).not.toContain(true);
});

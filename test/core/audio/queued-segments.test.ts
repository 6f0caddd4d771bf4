import { expect, it } from "vitest";
import { QueuedSegments } from "../../../web/core/audio/queued-segments.ts";

it("tells what an output that breaks has cut, oldest first, and takes nothing more for it", () => {
  const segments = new QueuedSegments();
  for (const segment of [1, 1, 3, 4]) expect(segments.queue(segment)).toBe(true);
  segments.ended(1);
  expect(segments.lose()).toEqual([3, 4]);
  expect(segments.lose()).toEqual([]);
  expect([3, 4, 5].map((segment) => segments.queue(segment))).toEqual([false, false, true]);
});

it("takes nothing for a segment that was heard to its end", () => {
  const segments = new QueuedSegments();
  segments.queue(2);
  segments.ended(2);
  expect([1, 2, 3].map((segment) => segments.queue(segment))).toEqual([false, false, true]);
});

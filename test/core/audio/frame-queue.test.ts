import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameQueue } from "../../../web/core/audio/frame-queue.ts";
import { firstDifference } from "./signals.ts";

const step = fc.oneof(
  fc.record({ do: fc.constant("push" as const), count: fc.nat(40_000) }),
  fc.record({ do: fc.constant("shift" as const), count: fc.nat(40_000) }),
  fc.record({ do: fc.constant("truncate" as const), count: fc.nat(60_000) }),
);

describe("FrameQueue", () => {
  it("gives back what was pushed, in order, through any pushes, shifts and cuts", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const queue = new FrameQueue(100_000);
        let model: number[] = [];
        let next = 0;
        for (const { do: action, count } of steps) {
          if (action === "push") {
            const taken = queue.push(
              new Float32Array(count).map((_, i) => next + i),
              count,
            );
            for (let i = 0; i < taken; i += 1) model.push(next + i);
            next += count;
          } else if (action === "shift") {
            const frames = Math.min(count, queue.length);
            const target = new Float32Array(frames + 1).fill(-1);
            queue.shift(target, 1, frames);
            expect(firstDifference(target, new Float32Array([-1, ...model.slice(0, frames)]))).toBe(-1);
            model = model.slice(frames);
          } else {
            queue.truncate(count);
            model = model.slice(0, count);
          }
          expect(queue.length).toBe(model.length);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("takes no more than its bound and says how much it took", () => {
    const queue = new FrameQueue(1_000);
    expect(queue.push(new Float32Array(900), 900)).toBe(900);
    expect(queue.push(new Float32Array(900), 900)).toBe(100);
    expect(queue.push(new Float32Array(900), 900)).toBe(0);
    expect(queue.length).toBe(1_000);
  });
});

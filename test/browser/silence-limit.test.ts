import { describe, expect, it } from "vitest";
import { silenceLimit } from "../../web/adapters/silence-limit.ts";
import { ManualClock } from "../fakes/manual-clock.ts";

function start(parent = new AbortController()) {
  const clock = new ManualClock();
  const limit = silenceLimit(parent.signal, 60_000, clock, () => new Error("late"));
  return { clock, limit, parent };
}

describe("silenceLimit", () => {
  it("ends work that said nothing for the whole limit", async () => {
    const { clock, limit } = start();
    clock.advance(59_999);
    expect(limit.signal.aborted).toBe(false);
    clock.advance(1);
    await expect(limit.reached).rejects.toThrow("late");
    expect(limit.signal.aborted).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  it("waits on while there is a sign of life", () => {
    const { clock, limit } = start();
    for (let minute = 0; minute < 60; minute += 1) {
      clock.advance(50_000);
      limit.heard();
    }
    expect(limit.signal.aborted).toBe(false);
  });

  it("does not take the sleep of a phone for silence", () => {
    let due = () => {};
    // After a sleep, every timer that is overdue fires once, before anything else is heard.
    const clock = {
      now: () => 0,
      setTimer(_delayMs: number, callback: () => void) {
        due = callback;
        return () => {};
      },
    };
    const limit = silenceLimit(new AbortController().signal, 60_000, clock, () => new Error("late"));
    due();
    expect(limit.signal.aborted).toBe(false);
  });

  it("aborts with its parent, then or from the start", async () => {
    const { limit, parent } = start();
    parent.abort();
    await expect(limit.reached).rejects.toMatchObject({ name: "AbortError" });
    await expect(start(parent).limit.reached).rejects.toMatchObject({ name: "AbortError" });
  });

  it("leaves nothing behind", () => {
    const { clock, limit, parent } = start();
    limit.dispose();
    expect(clock.pendingTimers).toBe(0);
    parent.abort();
    expect(limit.signal.aborted).toBe(false);
  });
});

import { describe, expect, it } from "vitest";
import { closeAudioContext, openAudioContext } from "../../web/adapters/audio-context.ts";
import { keepRunning, type RunningContext } from "../../web/adapters/keep-running.ts";

const onFrozen = () => {};
const onBlocked = () => {};

/** A context as iOS may give it: its state and its clock are what the test says. */
class MoodyContext extends EventTarget implements RunningContext {
  state: AudioContextState = "running";
  currentTime = 0;
  readonly orders: string[] = [];
  /** A resume is not done without a click. */
  refuses = false;

  async resume(): Promise<void> {
    this.orders.push("resume");
    if (!this.refuses) this.become("running");
  }

  async suspend(): Promise<void> {
    this.orders.push("suspend");
    this.become("suspended");
  }

  become(state: AudioContextState): void {
    this.state = state;
    this.dispatchEvent(new Event("statechange"));
  }
}

describe("keepRunning", () => {
  it("resumes a context that the system suspended", async () => {
    const context = openAudioContext();
    await expect.poll(() => context.state).toBe("running");
    const states: string[] = [];
    context.addEventListener("statechange", () => states.push(context.state));
    keepRunning(context, { onFrozen: () => states.push("frozen"), onBlocked }, new AbortController().signal);
    await context.suspend();
    await expect.poll(() => states.at(-1)).toBe("running");
    expect(states).toContain("suspended");
    closeAudioContext(context);
    await expect.poll(() => context.state).toBe("closed");
  });

  it("leaves an interrupted context alone until it is suspended", () => {
    const context = new MoodyContext();
    const stop = new AbortController();
    keepRunning(context, { onFrozen, onBlocked }, stop.signal);
    context.become("interrupted");
    document.dispatchEvent(new Event("visibilitychange"));
    expect(context.orders).toEqual([]);
    context.become("suspended");
    expect(context.orders).toEqual(["resume"]);
    stop.abort();
  });

  it("restarts a context whose clock stands still, and gives up on it when that does not help", async () => {
    const context = new MoodyContext();
    const stop = new AbortController();
    let frozen = 0;
    const count = () => {
      frozen += 1;
    };
    keepRunning(context, { onFrozen: count, onBlocked }, stop.signal);
    context.become("running");
    await expect.poll(() => frozen, { timeout: 4_000 }).toBe(1);
    expect(context.orders).toEqual(["suspend", "resume"]);
    stop.abort();
  });

  it("does nothing any more once it is told to stop", () => {
    const context = new MoodyContext();
    const stop = new AbortController();
    keepRunning(context, { onFrozen, onBlocked }, stop.signal);
    stop.abort();
    context.become("suspended");
    expect(context.orders).toEqual([]);
  });

  it("tells that a click is needed, and no longer when the context runs after it", async () => {
    const context = new MoodyContext();
    context.refuses = true;
    context.become("suspended");
    const stop = new AbortController();
    const told: boolean[] = [];
    keepRunning(context, { onFrozen, onBlocked: (blocked) => told.push(blocked) }, stop.signal);
    await expect.poll(() => told, { timeout: 4_000 }).toEqual([true]);
    context.refuses = false;
    await context.resume();
    expect(told).toEqual([true, false]);
    stop.abort();
  });

  it.each([
    ["the page shows again", () => document.dispatchEvent(new Event("visibilitychange"))],
    ["the page is frozen no more", () => document.dispatchEvent(new Event("resume"))],
    ["the page comes back from the cache", () => dispatchEvent(new Event("pageshow"))],
  ])("resumes a context that was suspended unseen when %s", (_, happens) => {
    const context = new MoodyContext();
    const stop = new AbortController();
    keepRunning(context, { onFrozen, onBlocked }, stop.signal);
    context.state = "suspended";
    happens();
    expect(context.orders).toEqual(["resume"]);
    stop.abort();
  });

  it("gives up at once on a context whose device fails", () => {
    const context = new MoodyContext();
    const stop = new AbortController();
    let frozen = 0;
    const count = () => {
      frozen += 1;
    };
    keepRunning(context, { onFrozen: count, onBlocked }, stop.signal);
    context.dispatchEvent(new Event("error"));
    expect(frozen).toBe(1);
    stop.abort();
  });
});

import { describe, expect, it } from "vitest";
import {
  abortable,
  closeAudioContext,
  keepRunning,
  loadWorklet,
  openAudioContext,
  type RunningContext,
} from "../../web/adapters/audio-context.ts";

/** A context as iOS may give it: its state and its clock are what the test says. */
class MoodyContext extends EventTarget implements RunningContext {
  state: AudioContextState = "running";
  currentTime = 0;
  readonly orders: string[] = [];

  async resume(): Promise<void> {
    this.orders.push("resume");
    this.become("running");
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

describe("openAudioContext", () => {
  it("runs at the wished rate", async () => {
    const context = openAudioContext(24_000);
    expect(context.sampleRate).toBe(24_000);
    await expect.poll(() => context.state).toBe("running");
    closeAudioContext(context);
    closeAudioContext(context);
    await expect.poll(() => context.state).toBe("closed");
  });

  it("runs at the device's rate when the browser refuses the wished one", async () => {
    const context = openAudioContext(1_000_000);
    expect(context.sampleRate).toBeLessThan(200_000);
    closeAudioContext(context);
    await expect.poll(() => context.state).toBe("closed");
  });
});

describe("loadWorklet", () => {
  it("says that the server is away when the module cannot be fetched", async () => {
    const context = openAudioContext();
    await expect(loadWorklet(context, "/no/such/worklet.js")).rejects.toMatchObject({
      kind: "token",
      reason: "unreachable",
    });
    closeAudioContext(context);
    await expect.poll(() => context.state).toBe("closed");
  });
});

describe("keepRunning", () => {
  it("resumes a context that the system suspended", async () => {
    const context = openAudioContext();
    await expect.poll(() => context.state).toBe("running");
    const states: string[] = [];
    context.addEventListener("statechange", () => states.push(context.state));
    keepRunning(context, () => states.push("frozen"), new AbortController().signal);
    await context.suspend();
    await expect.poll(() => states.at(-1)).toBe("running");
    expect(states).toContain("suspended");
    closeAudioContext(context);
    await expect.poll(() => context.state).toBe("closed");
  });

  it("leaves an interrupted context alone until it is suspended", () => {
    const context = new MoodyContext();
    const stop = new AbortController();
    keepRunning(context, () => {}, stop.signal);
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
    keepRunning(
      context,
      () => {
        frozen += 1;
      },
      stop.signal,
    );
    context.become("running");
    await expect.poll(() => frozen, { timeout: 4_000 }).toBe(1);
    expect(context.orders).toEqual(["suspend", "resume"]);
    stop.abort();
  });

  it("does nothing any more once it is told to stop", () => {
    const context = new MoodyContext();
    const stop = new AbortController();
    keepRunning(context, () => {}, stop.signal);
    stop.abort();
    context.become("suspended");
    expect(context.orders).toEqual([]);
  });
});

describe("abortable", () => {
  it("settles like its promise", async () => {
    const { signal } = new AbortController();
    await expect(abortable(Promise.resolve(7), signal)).resolves.toBe(7);
    await expect(abortable(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
  });

  it("does not wait for its promise once the signal aborts", async () => {
    const call = new AbortController();
    const waiting = abortable(new Promise(() => {}), call.signal);
    call.abort();
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
    await expect(abortable(new Promise(() => {}), call.signal)).rejects.toMatchObject({ name: "AbortError" });
  });
});

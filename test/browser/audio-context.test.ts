import { describe, expect, it } from "vitest";
import {
  abortable,
  closeAudioContext,
  loadWorklet,
  openAudioContext,
} from "../../web/adapters/audio-context.ts";

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

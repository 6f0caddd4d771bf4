import { atom } from "nanostores";
import { describe, expect, it } from "vitest";
import { keepPastCalls, pastCalls } from "../../web/app/past-calls.ts";
import { pastCall } from "../../web/core/call/past-call.ts";
import type { CallState } from "../../web/core/call/state.ts";
import { conversation } from "../fakes/conversation.ts";
import { MemoryToolStore } from "../fakes/memory-tool-store.ts";

/** A call in which something was asked and answered 700 ms later. */
function spoken(text = "What is the weather like?") {
  return conversation().wait(1_000).talk(600).understood(text).wait(700).agent("Sunny.", 500).turnComplete();
}

describe("what is kept of a call", () => {
  it("holds its turns, its tools, its length and how long the person waited", () => {
    const scene = spoken().happens({ type: "context", values: { caller: "Ada" } });
    scene.service({ type: "tool-calls", calls: [{ id: "1", name: "get_weather", args: {} }] });
    scene.wait(500).happens({ type: "hang-up" });
    expect(pastCall(scene.state)).toEqual({
      startedAtMs: 0,
      durationMs: 2_800,
      title: "What is the weather like?",
      turns: [
        { role: "user", text: "What is the weather like?" },
        { role: "agent", text: "Sunny." },
      ],
      hangUpReason: undefined,
      context: { caller: "Ada" },
      tools: ["get_weather"],
      latenciesMs: [700],
    });
  });

  it("holds why the agent hung up", () => {
    const scene = spoken()
      .happens({ type: "end-asked", reason: "the person said goodbye" })
      .playsOut()
      .wait(2_000);
    expect(pastCall(scene.state)?.hangUpReason).toBe("the person said goodbye");
  });

  it("is nothing while the call runs, or when nothing was said", () => {
    expect(pastCall(spoken().state)).toBeUndefined();
    expect(pastCall(conversation().happens({ type: "hang-up" }).state)).toBeUndefined();
  });

  it("has a title of a line, cut at a word", () => {
    const scene = spoken(`${"word ".repeat(30)}end`).happens({ type: "hang-up" });
    expect(pastCall(scene.state)?.title).toMatch(/^(word ){10,12}word…$/);
  });
});

describe("keepPastCalls", () => {
  it("keeps each call once it is over, and tools find it by its words and its time", async () => {
    const store = new MemoryToolStore();
    const call = atom<CallState>(conversation().state);
    keepPastCalls(call, store);
    const scene = spoken();
    call.set(scene.state);
    call.set(scene.happens({ type: "hang-up" }).state);
    const history = pastCalls(store);
    expect(await history.search("WEATHER sunny", 5)).toHaveLength(1);
    expect(await history.search("rain", 5)).toEqual([]);
    expect(await history.search(" ", 5)).toEqual([]);
    expect(await history.between(0, 1)).toHaveLength(1);
    expect(await history.between(1, 9_999)).toEqual([]);
  });

  it("gives the newest first when searched, the oldest first by time, and no more than asked for", async () => {
    const store = new MemoryToolStore();
    const past = pastCall(spoken().happens({ type: "hang-up" }).state);
    for (const startedAtMs of [9, 10, 100])
      await store.put("calls", String(startedAtMs), { ...past, startedAtMs });
    await store.put("calls", "broken", { turns: 1 });
    const starts = (calls: readonly { readonly startedAtMs: number }[]) =>
      calls.map((call) => call.startedAtMs);
    expect(starts(await pastCalls(store).search("sunny", 2))).toEqual([100, 10]);
    expect(starts(await pastCalls(store).between(0, 1_000))).toEqual([9, 10, 100]);
  });
});

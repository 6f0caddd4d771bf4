import { describe, expect, it } from "vitest";
import { pastCalls } from "../../web/app/past-calls.ts";
import { newTurn } from "../../web/core/call/transcript.ts";
import type { CallRecord } from "../../web/core/history/record.ts";
import { callStartMs } from "../fakes/fake-app.ts";
import { callRecord } from "../fakes/kept-calls.ts";
import { KeptConversation, settled } from "../fakes/kept-conversation.ts";
import { ManualClock } from "../fakes/manual-clock.ts";
import { MemoryCallStore } from "../fakes/memory-call-store.ts";

const user = (text: string) => ({ ...newTurn(1, "user", 0), text });
const agent = (text: string) => ({ ...newTurn(2, "agent", 0), text });

class PastScene {
  readonly store = new MemoryCallStore();
  readonly clock = new ManualClock();
  readonly history = pastCalls(async () => this.store, this.clock);

  /** Keeps a call that was so long ago. */
  async keep(id: string, agoMs: number, texts: readonly [string, string], more: Partial<CallRecord> = {}) {
    await this.store.putCall(callRecord(id, agoMs, more));
    const entries = [user(texts[0]), agent(texts[1])].filter(({ text }) => text !== "");
    await this.store.putEntries(entries.map((entry) => ({ callId: id, entry })));
  }

  /** What comes of a question that reads many pages. */
  async when<T>(answer: Promise<T>): Promise<T> {
    for (let page = 0; page < 20; page++) {
      await settled();
      this.clock.advance(0);
    }
    return answer;
  }
}

describe("earlier calls, for the tools", () => {
  it("tell what tools may know of a call that was kept", async () => {
    const scene = new KeptConversation().live().wait(1_000).talk(600).understood("What is the weather like?");
    scene.wait(700).agent("Sunny.", 500).turnComplete();
    scene.happens({ type: "context", values: { caller: "Ada" } });
    scene.service({ type: "tool-calls", calls: [{ id: "1", name: "get_weather", args: {} }] }).wait(500);
    scene.happens({ type: "end-asked", reason: "the person said goodbye" }).playsOut().wait(2_000);
    await settled();
    const [call] = await pastCalls(async () => scene.store, scene.clock).between(0, 1);
    expect(call).toMatchObject({
      startedAtMs: 0,
      title: "What is the weather like?",
      turns: [
        { role: "user", text: "What is the weather like?" },
        { role: "agent", text: "Sunny." },
      ],
      hangUpReason: "the person said goodbye",
      context: { caller: "Ada" },
      tools: ["get_weather"],
      latenciesMs: [700],
    });
    expect(call?.durationMs).toBeGreaterThanOrEqual(2_800);
  });

  it("are found by all of the words, in any order and case, the newest first and no more than asked for", async () => {
    const scene = new PastScene();
    await scene.keep("a", 300, ["Is it sunny?", "The weather is fine"]);
    await scene.keep("b", 200, ["Sunny weather?", "Yes"]);
    await scene.keep("c", 100, ["What weather?", "Sunny!"]);
    await scene.keep("d", 50, ["Weather?", "Rain"]);
    const titles = async (query: string, limit: number) =>
      (await scene.history.search(query, limit)).map(({ title }) => title);
    expect(await titles("WEATHER  sunny", 5)).toEqual(["Call c", "Call b", "Call a"]);
    expect(await titles("sunny weather", 2)).toEqual(["Call c", "Call b"]);
    expect(await titles("snow", 5)).toEqual([]);
    expect(await titles(" ", 5)).toEqual([]);
  });

  it("are found by what was said, not by what was never heard, nor by their titles", async () => {
    const scene = new PastScene();
    await scene.keep("a", 0, ["Hello", ""], { title: "Norway" });
    const cut = { ...agent("One two three"), heard: { audioMs: 1, chars: 7 } };
    await scene.store.putEntries([{ callId: "a", entry: cut }]);
    expect(await scene.history.search("two", 5)).toMatchObject([{ turns: [{}, { text: "One two" }] }]);
    expect(await scene.history.search("three", 5)).toEqual([]);
    expect(await scene.history.search("norway", 5)).toEqual([]);
  });

  it("are given by time, the oldest first, from the first moment up to the last one", async () => {
    const scene = new PastScene();
    for (const agoMs of [30, 20, 10, 0]) await scene.keep(`${agoMs}`, agoMs, ["Hello", "Hello"]);
    const found = await scene.history.between(callStartMs - 20, callStartMs);
    expect(found.map(({ title }) => title)).toEqual(["Call 20", "Call 10"]);
  });

  it("are not the one that runs, and none in which nothing was said; recovered ones are", async () => {
    const scene = new PastScene();
    await scene.keep("running", 0, ["Hello", ""], { status: "running", endedAtMs: undefined });
    await scene.keep("silent", 1, [" ", ""]);
    await scene.keep("recovered", 2, ["Hello", ""], { status: "recovered", end: undefined });
    const titles = (await scene.history.between(0, callStartMs + 1)).map(({ title }) => title);
    expect(titles).toEqual(["Call recovered"]);
    expect(await scene.history.search("hello", 5)).toHaveLength(1);
  });

  it("are all there, however many", async () => {
    const scene = new PastScene();
    for (let call = 0; call < 1_100; call++) await scene.keep(`${call}`, call, [`Number ${call}.`, "Yes"]);
    const all = await scene.when(scene.history.between(0, callStartMs + 1));
    expect(all).toHaveLength(1_100);
    expect(all[0]?.turns).toEqual([
      { role: "user", text: "Number 1099." },
      { role: "agent", text: "Yes" },
    ]);
    const found = await scene.when(scene.history.search("number 1050.", 3));
    expect(found.map(({ title }) => title)).toEqual(["Call 1050"]);
  });

  it("fail as their store does", async () => {
    const history = pastCalls(async () => Promise.reject(new Error("away")), new ManualClock());
    await expect(history.search("hello", 1)).rejects.toThrow("away");
    await expect(history.between(0, 1)).rejects.toThrow("away");
  });
});

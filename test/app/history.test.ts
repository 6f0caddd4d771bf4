import { describe, expect, it } from "vitest";
import { createHistory } from "../../web/app/history.ts";
import { newTurn } from "../../web/core/call/transcript.ts";
import { StorageError } from "../../web/core/errors.ts";
import type { CallRecord } from "../../web/core/history/record.ts";
import { callRecord } from "../fakes/kept-calls.ts";
import { settled } from "../fakes/kept-conversation.ts";
import { ManualClock } from "../fakes/manual-clock.ts";
import { MemoryCallStore, MemoryDevice } from "../fakes/memory-call-store.ts";

const blocked = new StorageError("blocked");

/** One tab with a look at the history. */
class Tab {
  readonly clock = new ManualClock();
  readonly store: MemoryCallStore;
  readonly troubles: StorageError[] = [];
  prepare: () => Promise<void> = async () => undefined;
  calm: () => Promise<void> = async () => undefined;
  readonly history;
  /** What the list was, each time it changed. */
  readonly shown: string[] = [];

  constructor(device = new MemoryDevice()) {
    this.store = new MemoryCallStore(device);
    this.history = createHistory({
      ...{ store: this.store, clock: this.clock, timeZone: "Europe/Berlin" },
      prepare: () => this.prepare(),
      calm: () => this.calm(),
      onTrouble: (error) => this.troubles.push(error),
    });
  }

  /** Looks at the list from now on. */
  look(): () => void {
    return this.history.list.subscribe((list) => {
      const count = list.status === "ready" ? ` ${list.calls.length}` : "";
      const more = list.status === "ready" && !list.isComplete ? "+" : "";
      this.shown.push(`${list.status}${count}${more}`);
    });
  }

  get ids(): readonly string[] {
    const list = this.history.list.get();
    return list.status === "ready" ? list.calls.map(({ id }) => id) : [];
  }

  call(id: string): CallRecord | undefined {
    const list = this.history.list.get();
    return list.status === "ready" ? list.calls.find((call) => call.id === id) : undefined;
  }

  async keep(id: string, agoMs: number, more: Partial<CallRecord> = {}, ...said: readonly string[]) {
    await this.store.putCall(callRecord(id, agoMs, more));
    const entries = said.map((text, index) => ({ ...newTurn(index + 1, "user", 0), text }));
    await this.store.putEntries(entries.map((entry) => ({ callId: id, entry })));
  }

  async keepMany(count: number) {
    for (let call = 0; call < count; call++) await this.keep(`call-${call}`, call);
  }

  /** Everything that is read on its own has been read. */
  async rest() {
    for (let page = 0; page < 30; page++) {
      await settled();
      this.clock.advance(0);
    }
  }

  async found(query: string): Promise<readonly string[]> {
    const [matches] = await Promise.all([this.history.search(query), this.rest()]);
    return matches.map(({ callId }) => callId);
  }
}

describe("the list", () => {
  it("is read when somebody looks at it, newest first", async () => {
    const tab = new Tab();
    await tab.keep("old", 2_000);
    await tab.keep("new", 0);
    await tab.keep("middle", 1_000);
    await tab.rest();
    expect(tab.history.list.get()).toEqual({ status: "loading" });
    tab.look();
    await tab.rest();
    expect(tab.ids).toEqual(["new", "middle", "old"]);
    expect(tab.shown).toEqual(["loading", "ready 3"]);
  });

  it("shows the first page at once, then all the others in pages", async () => {
    const tab = new Tab();
    await tab.keepMany(1_200);
    tab.look();
    await settled();
    expect(tab.ids).toHaveLength(550);
    expect(tab.shown).toContain("ready 50+");
    await tab.rest();
    expect(tab.ids).toEqual(Array.from({ length: 1_200 }, (_, index) => `call-${index}`));
    expect(tab.shown.slice(-3)).toEqual(["ready 1050+", "ready 1200+", "ready 1200"]);
  });

  it("is empty and complete where there is no call", async () => {
    const tab = new Tab();
    tab.look();
    await tab.rest();
    expect(tab.history.list.get()).toEqual({ status: "ready", calls: [], isComplete: true });
  });

  it("waits until the store is in order", async () => {
    const tab = new Tab();
    await tab.keep("a", 0, { status: "running" });
    tab.prepare = async () => {
      await tab.store.changeCall("a", (record) => ({ ...record, status: "recovered" }));
    };
    tab.look();
    await tab.rest();
    expect(tab.call("a")?.status).toBe("recovered");
  });

  it("follows every change, of other tabs too", async () => {
    const device = new MemoryDevice();
    const [tab, other] = [new Tab(device), new Tab(device)];
    await tab.keep("a", 1_000);
    tab.look();
    await tab.rest();
    await other.keep("b", 0);
    await other.keep("c", 2_000);
    await other.history.star("a", true);
    await tab.rest();
    expect(tab.ids).toEqual(["b", "a", "c"]);
    expect(tab.call("a")?.isStarred).toBe(true);
    await other.store.deleteCalls(["a"]);
    await tab.rest();
    expect(tab.ids).toEqual(["b", "c"]);
  });

  it("keeps what changes while it is read", async () => {
    const tab = new Tab();
    await tab.keepMany(1_100);
    tab.look();
    await settled();
    await tab.store.deleteCalls(["call-20", "call-1050"]);
    await tab.history.rename("call-1080", "Late");
    await tab.keep("newest", -1);
    await tab.rest();
    expect(tab.ids).toHaveLength(1_099);
    expect(tab.ids[0]).toBe("newest");
    expect(tab.ids).not.toContain("call-20");
    expect(tab.ids).not.toContain("call-1050");
    expect(tab.call("call-1080")?.title).toBe("Late");
  });

  it("does not show again what was deleted while its page was on the way", async () => {
    const tab = new Tab();
    await tab.keepMany(100);
    const list = tab.store.listCalls.bind(tab.store);
    tab.store.listCalls = async (page) => {
      const records = await list(page);
      if (page.after !== undefined) {
        await tab.store.deleteCalls(["call-70"]);
        await settled();
      }
      return records;
    };
    tab.look();
    await tab.rest();
    expect(tab.ids).toHaveLength(99);
  });

  it("shows what changed while its first page was on the way", async () => {
    const tab = new Tab();
    await tab.keep("a", 0);
    const list = tab.store.listCalls.bind(tab.store);
    tab.store.listCalls = async (page) => {
      const records = await list(page);
      await tab.history.star("a", true);
      await tab.keep("b", 1);
      await settled();
      return records;
    };
    tab.look();
    await tab.rest();
    expect(tab.ids).toEqual(["a", "b"]);
    expect(tab.call("a")?.isStarred).toBe(true);
  });

  it("stays on the screen until all of it is read anew", async () => {
    const tab = new Tab();
    await tab.keepMany(700);
    tab.look();
    await tab.rest();
    tab.shown.length = 0;
    tab.history.reload();
    await settled();
    await tab.keep("newest", -1);
    await tab.store.deleteCalls(["call-699"]);
    await tab.rest();
    expect(tab.shown).toEqual(["ready 701", "ready 700", "ready 700"]);
    expect(tab.ids[0]).toBe("newest");
  });

  it("forgets what is deleted while it is read anew", async () => {
    const tab = new Tab();
    await tab.keepMany(700);
    tab.look();
    await tab.rest();
    tab.history.reload();
    await settled();
    await tab.store.deleteCalls(["call-3"]);
    await tab.rest();
    expect(tab.ids).toHaveLength(699);
    expect(tab.ids).not.toContain("call-3");
  });

  it("is read anew when very many calls change", async () => {
    const tab = new Tab();
    await tab.keepMany(300);
    tab.look();
    await tab.rest();
    let reads = 0;
    const get = tab.store.getCall.bind(tab.store);
    tab.store.getCall = async (id) => {
      reads += 1;
      return get(id);
    };
    await tab.store.deleteCalls(tab.ids.slice(0, 250));
    await tab.rest();
    expect(tab.ids).toHaveLength(50);
    expect(reads).toBe(0);
  });

  it("says why it cannot be read, and is read anew on request", async () => {
    const tab = new Tab();
    await tab.keep("a", 0);
    tab.store.failing.listCalls = blocked;
    tab.look();
    await tab.rest();
    expect(tab.history.list.get()).toEqual({ status: "failed", error: blocked });
    delete tab.store.failing.listCalls;
    tab.history.reload();
    expect(tab.history.list.get()).toEqual({ status: "loading" });
    await tab.rest();
    expect(tab.ids).toEqual(["a"]);
  });

  it("stays as it was when a change cannot be read, and takes it in with the next one", async () => {
    const tab = new Tab();
    await tab.keep("a", 0);
    tab.look();
    await tab.rest();
    tab.store.failing.getCall = blocked;
    await tab.history.star("a", true);
    await tab.rest();
    expect(tab.troubles).toEqual([blocked]);
    expect(tab.ids).toEqual(["a"]);
    delete tab.store.failing.getCall;
    await tab.keep("b", 1);
    await tab.rest();
    expect(tab.call("a")?.isStarred).toBe(true);
    expect(tab.ids).toEqual(["a", "b"]);
  });
});

describe("one call", () => {
  it("is opened with all that was said, and with what a call that goes on from it is told", async () => {
    const tab = new Tab();
    await tab.keep("a", 0, { context: { caller: "Ada" } }, "Hello", "Goodbye");
    const kept = await tab.history.open("a");
    expect(kept?.record.id).toBe("a");
    expect(kept?.log).toMatchObject([{ text: "Hello" }, { text: "Goodbye" }]);
    expect(kept?.continued).toMatchObject({ context: { caller: "Ada" }, agentId: "assistant" });
    expect(kept?.continued.knowing({}).instruction).toContain("User: Hello\nUser: Goodbye");
    expect(await tab.history.open("b")).toBeUndefined();
    tab.store.failing.entries = blocked;
    await expect(tab.history.open("a")).rejects.toBe(blocked);
  });

  it("is named by the person, in one line and not without end", async () => {
    const tab = new Tab();
    await tab.keep("a", 0, { firstWords: "Hello there", title: "Hello there" });
    await tab.history.rename("a", "  My\n call ");
    expect(await tab.store.getCall("a")).toMatchObject({ title: "My call", isTitled: true });
    await tab.history.rename("a", "x".repeat(999));
    expect((await tab.store.getCall("a"))?.title).toBe("x".repeat(200));
    await tab.history.rename("a", " ");
    expect(await tab.store.getCall("a")).toMatchObject({ title: "Hello there", isTitled: false });
  });

  it("is starred and noted", async () => {
    const tab = new Tab();
    await tab.keep("a", 0);
    await tab.history.star("a", true);
    await tab.history.note("a", "Call back\non Monday");
    expect(await tab.store.getCall("a")).toMatchObject({ isStarred: true, notes: "Call back\non Monday" });
    await tab.history.star("a", false);
    expect(await tab.store.getCall("a")).toMatchObject({ isStarred: false, notes: "Call back\non Monday" });
  });

  it("fails to change as the store does, and not at all if it is gone", async () => {
    const tab = new Tab();
    await tab.history.star("gone", true);
    expect(await tab.store.getCall("gone")).toBeUndefined();
    tab.store.failing.changeCall = blocked;
    await expect(tab.history.note("a", "!")).rejects.toBe(blocked);
  });
});

describe("removing", () => {
  async function withCalls() {
    const tab = new Tab();
    for (const [index, id] of ["a", "b", "c", "d"].entries()) await tab.keep(id, index, {}, "Hello");
    tab.look();
    await tab.rest();
    return tab;
  }

  const stored = async ({ store }: Tab) => (await store.listCalls({ limit: 99 })).map(({ id }) => id);

  it("hides calls at once, and deletes them after eight seconds", async () => {
    const tab = await withCalls();
    tab.history.remove(["a", "c"]);
    expect(tab.ids).toEqual(["b", "d"]);
    expect(tab.history.removed.get()).toEqual(["a", "c"]);
    expect(await tab.history.open("a")).toBeUndefined();
    expect(await tab.found("hello")).toEqual(["b", "d"]);
    tab.clock.advance(7_999);
    await tab.rest();
    expect(await stored(tab)).toEqual(["a", "b", "c", "d"]);
    tab.clock.advance(1);
    await tab.rest();
    expect(await stored(tab)).toEqual(["b", "d"]);
    expect(tab.history.removed.get()).toEqual([]);
    expect(tab.ids).toEqual(["b", "d"]);
  });

  it("never shows a call again that is being deleted", async () => {
    const tab = await withCalls();
    const seen: (readonly string[])[] = [];
    tab.history.list.listen(() => seen.push(tab.ids));
    tab.history.remove(["a"]);
    tab.clock.advance(8_000);
    await tab.rest();
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.flat()).not.toContain("a");
  });

  it("can be undone, the last removal first", async () => {
    const tab = await withCalls();
    tab.history.remove(["a", "b"]);
    tab.clock.advance(4_000);
    tab.history.remove(["c"]);
    tab.history.undoRemove();
    expect(tab.ids).toEqual(["c", "d"]);
    tab.history.undoRemove();
    expect(tab.ids).toEqual(["a", "b", "c", "d"]);
    tab.history.undoRemove();
    tab.clock.advance(60_000);
    await tab.rest();
    expect(await stored(tab)).toEqual(["a", "b", "c", "d"]);
  });

  it("can be undone of a call that was not the last to be removed", async () => {
    const tab = await withCalls();
    tab.history.remove(["a"]);
    tab.history.remove(["b"]);
    tab.history.undoRemove("a");
    expect(tab.ids).toEqual(["a", "c", "d"]);
  });

  it("gives each removal its own eight seconds", async () => {
    const tab = await withCalls();
    tab.history.remove(["a"]);
    tab.clock.advance(5_000);
    tab.history.remove(["a", "b"]);
    tab.history.undoRemove();
    expect(tab.ids).toEqual(["b", "c", "d"]);
    tab.history.remove(["b"]);
    tab.clock.advance(3_000);
    await tab.rest();
    expect(await stored(tab)).toEqual(["b", "c", "d"]);
    tab.history.undoRemove();
    expect(tab.ids).toEqual(["b", "c", "d"]);
  });

  it("is final when the page goes", async () => {
    const tab = await withCalls();
    tab.history.remove(["a"]);
    tab.history.remove(["b"]);
    await tab.history.settleRemovals();
    expect(await stored(tab)).toEqual(["c", "d"]);
    tab.history.undoRemove();
    expect(tab.ids).toEqual(["c", "d"]);
    expect(tab.clock.pendingTimers).toBe(0);
  });

  it("of very many calls deletes some after the others, but all at once when the page goes", async () => {
    const tab = new Tab();
    await tab.keepMany(260);
    const sizes: number[] = [];
    const destroy = tab.store.deleteCalls.bind(tab.store);
    tab.store.deleteCalls = async (ids) => {
      sizes.push(ids.length);
      return destroy(ids);
    };
    tab.history.remove(Array.from({ length: 120 }, (_, index) => `call-${index}`));
    tab.clock.advance(8_000);
    await tab.rest();
    expect(sizes).toEqual([50, 50, 20]);
    tab.history.remove(Array.from({ length: 120 }, (_, index) => `call-${120 + index}`));
    await tab.history.settleRemovals();
    expect(sizes.at(-1)).toBe(120);
    expect(await stored(tab)).toHaveLength(20);
  });

  it("that fails is told, and the calls are shown again", async () => {
    const tab = await withCalls();
    tab.store.failing.deleteCalls = blocked;
    tab.history.remove(["a"]);
    tab.clock.advance(8_000);
    await tab.rest();
    expect(tab.troubles).toEqual([blocked]);
    expect(tab.ids).toEqual(["a", "b", "c", "d"]);
  });

  it("in two tabs at once deletes once and hides in both", async () => {
    const device = new MemoryDevice();
    const [tab, other] = [new Tab(device), new Tab(device)];
    await tab.keepMany(3);
    tab.look();
    other.look();
    await Promise.all([tab.rest(), other.rest()]);
    tab.history.remove(["call-1"]);
    other.history.remove(["call-1"]);
    await tab.history.settleRemovals();
    await other.rest();
    other.history.undoRemove();
    expect(other.ids).toEqual(["call-0", "call-2"]);
    await other.history.settleRemovals();
    expect(other.troubles).toEqual([]);
  });
});

describe("searching", () => {
  it("finds calls by what was said, by title and by notes, newest first", async () => {
    const tab = new Tab();
    await tab.keep("said", 300, {}, "I like green tea", "And cake");
    await tab.keep("titled", 200, { title: "Green tea" });
    await tab.keep("noted", 100, { notes: "tea, green" });
    await tab.keep("other", 0, {}, "green");
    expect(await tab.found("TEA green")).toEqual(["noted", "titled", "said"]);
    expect(await tab.found("coffee")).toEqual([]);
    expect(await tab.found("  ")).toEqual([]);
    const [, , match] = await tab.history.search("tea green");
    expect(match).toMatchObject({ entryId: 1, excerpt: "I like green tea" });
  });

  it("knows what has changed since, in other tabs too", async () => {
    const device = new MemoryDevice();
    const [tab, other] = [new Tab(device), new Tab(device)];
    await tab.keep("a", 0, {}, "Hello");
    expect(await tab.found("tea")).toEqual([]);
    await other.keep("b", 1, {}, "Tea?");
    await other.history.rename("a", "Tea");
    expect(await tab.found("tea")).toEqual(["a", "b"]);
    await other.store.deleteCalls(["b"]);
    await other.store.putEntries([{ callId: "a", entry: { ...newTurn(2, "agent", 0), text: "Cake" } }]);
    expect(await tab.found("tea")).toEqual(["a"]);
    expect(await tab.found("cake")).toEqual(["a"]);
  });

  it("reads everything once, in slices, and only when it is asked", async () => {
    const tab = new Tab();
    for (let call = 0; call < 700; call++) await tab.keep(`call-${call}`, call, {}, `Number ${call}!`, "Yes");
    let slices = 0;
    const all = tab.store.allEntries.bind(tab.store);
    tab.store.allEntries = async (after, limit) => {
      slices += 1;
      return all(after, limit);
    };
    await tab.rest();
    expect(slices).toBe(0);
    expect(await tab.found("number 650!")).toEqual(["call-650"]);
    expect(await tab.found("yes")).toHaveLength(700);
    expect(slices).toBe(3);
  });

  it("is ready for who has looked at the list", async () => {
    const tab = new Tab();
    await tab.keep("a", 0, {}, "Tea");
    tab.look();
    await tab.rest();
    tab.store.failing.allEntries = blocked;
    expect(await tab.found("tea")).toEqual(["a"]);
  });

  it("reads ahead only when nothing matters more, and at once for who searches", async () => {
    const tab = new Tab();
    await tab.keep("a", 0, {}, "Tea");
    tab.calm = () => new Promise(() => {});
    let reads = 0;
    const all = tab.store.allEntries.bind(tab.store);
    tab.store.allEntries = async (after, limit) => {
      reads += 1;
      return all(after, limit);
    };
    tab.look();
    await tab.rest();
    expect(reads).toBe(0);
    expect(await tab.found("tea")).toEqual(["a"]);
  });

  it("takes in what changes while it reads", async () => {
    const tab = new Tab();
    for (let call = 0; call < 600; call++) await tab.keep(`call-${call}`, call, {}, "Yes");
    const searching = tab.history.search("tea");
    await settled();
    await tab.keep("late", 1, {}, "Tea");
    await tab.store.deleteCalls(["call-1"]);
    await tab.rest();
    expect(await searching).toMatchObject([{ callId: "late" }]);
    expect(await tab.found("yes")).toHaveLength(599);
  });

  it("fails as the store does, and works the next time", async () => {
    const tab = new Tab();
    await tab.keep("a", 0, {}, "Tea");
    tab.store.failing.allEntries = blocked;
    await expect(tab.history.search("tea")).rejects.toBe(blocked);
    delete tab.store.failing.allEntries;
    expect(await tab.found("tea")).toEqual(["a"]);
    tab.store.failing.entries = blocked;
    await tab.keep("b", 1, {}, "Tea");
    await expect(tab.history.search("tea")).rejects.toBe(blocked);
    delete tab.store.failing.entries;
    expect(await tab.found("tea")).toEqual(["a", "b"]);
  });
});

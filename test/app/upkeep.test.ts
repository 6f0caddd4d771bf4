import { atom } from "nanostores";
import { describe, expect, it } from "vitest";
import { createUpkeep } from "../../web/app/upkeep.ts";
import { StorageError } from "../../web/core/errors.ts";
import type { CallRecord } from "../../web/core/history/record.ts";
import { defaultSettings, type Settings } from "../../web/core/settings.ts";
import { callStartMs } from "../fakes/fake-app.ts";
import { callRecord } from "../fakes/kept-calls.ts";
import { settled } from "../fakes/kept-conversation.ts";
import { ManualClock } from "../fakes/manual-clock.ts";
import { MemoryCallLocks } from "../fakes/memory-call-locks.ts";
import { MemoryCallStore } from "../fakes/memory-call-store.ts";

const dayMs = 86_400_000;
const running = { status: "running", endedAtMs: undefined } as const;

/** What its long work waits for. */
let calm = Promise.resolve();

async function upkeepOf(records: readonly CallRecord[], rules: Partial<Settings> = {}) {
  const store = new MemoryCallStore();
  for (const record of records) await store.putCall(record);
  const settings = atom<Settings>({ ...defaultSettings, ...rules });
  const clock = new ManualClock(callStartMs);
  const unmade: string[] = [];
  const troubles: StorageError[] = [];
  const upkeep = createUpkeep({
    ...{ store, settings, clock, locks: new MemoryCallLocks(), offered: async () => undefined },
    calm: async () => calm,
    onUnmade: (id) => unmade.push(id),
    onTrouble: (error) => troubles.push(error),
  });
  const ids = async () => (await store.listCalls({ limit: 9_999 })).map(({ id }) => id);
  /** Runs it, with what it goes on to do on its own. */
  const run = async () => {
    await upkeep.run();
    for (let page = 0; page < 5; page++) {
      await settled();
      clock.advance(0);
    }
    await settled();
  };
  return { store, settings, clock, unmade, troubles, upkeep, ids, run };
}

const old = (id: string, days: number, more: Partial<CallRecord> = {}) => callRecord(id, days * dayMs, more);

describe("putting the store in order", () => {
  it("recovers what was cut off before it says that it is done", async () => {
    const { upkeep, store } = await upkeepOf([old("a", 0, running), old("b", 1)]);
    await upkeep.run();
    expect(await store.getCall("a")).toMatchObject({ status: "recovered" });
  });

  it("applies the person's rules, to sound and to calls, but not to starred ones", async () => {
    const { run, ids, store } = await upkeepOf(
      [old("new", 1), old("old", 9), old("older", 40), old("dear", 40, { isStarred: true })],
      { keepSoundDays: 7, keepCallsDays: 30 },
    );
    await run();
    expect(await ids()).toEqual(["new", "old", "dear"]);
    expect((await store.getCall("new"))?.sound.status).toBe("mp3");
    expect((await store.getCall("old"))?.sound).toEqual({ status: "none", isRemoved: true });
    expect((await store.getCall("dear"))?.sound.status).toBe("mp3");
  });

  it("goes through all calls, however many, and recovers old ones too", async () => {
    const many = Array.from({ length: 1_200 }, (_, index) => old(`${index}`, 40 + index / 1_000));
    const { run, ids, store } = await upkeepOf([...many, old("cut", 60, { ...running, isStarred: true })], {
      keepCallsDays: 30,
    });
    await run();
    expect(await ids()).toEqual(["cut"]);
    expect(await store.getCall("cut")).toMatchObject({ status: "recovered" });
  });

  it("goes through all calls when there is time for it", async () => {
    const { run, ids } = await upkeepOf([old("a", 40)], { keepCallsDays: 30 });
    let rest = () => {};
    calm = new Promise((resolve) => {
      rest = resolve;
    });
    await run();
    expect(await ids()).toEqual(["a"]);
    rest();
    await settled();
    expect(await ids()).toEqual([]);
  });

  it("goes through all calls once a day", async () => {
    const { run, ids, store, settings, clock } = await upkeepOf([old("a", 40)]);
    await run();
    settings.set({ ...defaultSettings, keepCallsDays: 30 });
    clock.advance(dayMs - 1_000);
    await run();
    expect(await ids()).toEqual(["a"]);
    await store.putCall(old("cut", 0, running));
    clock.advance(1_000);
    await run();
    expect(await ids()).toEqual(["cut"]);
  });

  it("does not delete what the person has starred since it was read", async () => {
    const { run, ids, store } = await upkeepOf([old("a", 40)], { keepCallsDays: 30 });
    const list = store.listCalls.bind(store);
    store.listCalls = async (page) => {
      const records = await list(page);
      // The first look, at the newest calls only, is not the one that deletes.
      if (page.limit > 50) await store.changeCall("a", (record) => ({ ...record, isStarred: true }));
      return records;
    };
    await run();
    expect(await ids()).toEqual(["a"]);
  });

  it("says what went wrong and settles all the same", async () => {
    const { run, store, troubles } = await upkeepOf([]);
    store.failing.listCalls = new StorageError("blocked");
    await run();
    expect(troubles.map(({ reason }) => reason)).toEqual(["blocked", "blocked"]);
  });
});

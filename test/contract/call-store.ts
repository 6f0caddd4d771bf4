import { describe, expect, it } from "vitest";
import type { CallChange, CallStore } from "../../web/core/history/call-store.ts";
import type { CallRecord, KeptEntry } from "../../web/core/history/record.ts";
import { callRecord } from "../fakes/kept-calls.ts";
import { said } from "../fakes/kept-sound.ts";
import { describeCallPictures } from "./call-store-pictures.ts";
import { describeCallSound } from "./call-store-sound.ts";

/** What every CallStore does. @param open gives an empty store, and the same one as another tab sees it */
export function describeCallStore(name: string, open: () => readonly [CallStore, CallStore]): void {
  describe(`CallStore: ${name}`, () => {
    it("gives back a record by its id, and nothing for others", async () => {
      const [store] = open();
      const record = callRecord("a", 0, { context: { city: "Lisbon" }, endedAtMs: undefined });
      await store.putCall(record);
      expect(await store.getCall("a")).toEqual(record);
      expect(await store.getCall("b")).toBeUndefined();
    });

    it("replaces a record of the same id, with another time too", async () => {
      const [store] = open();
      await store.putCall(callRecord("a", 0));
      await store.putCall(callRecord("b", 1000));
      await store.putCall(callRecord("a", 2000, { title: "Later" }));
      const records = await store.listCalls({ limit: 10 });
      expect(records.map(({ id, title }) => [id, title])).toEqual([
        ["b", "Call b"],
        ["a", "Later"],
      ]);
    });

    it("copies on the way in and out", async () => {
      const [store] = open();
      const latenciesMs = [1];
      await store.putCall(callRecord("a", 0, { latenciesMs }));
      latenciesMs.push(2);
      expect((await store.getCall("a"))?.latenciesMs).toEqual([1]);
      expect(await store.getCall("a")).not.toBe(await store.getCall("a"));
    });

    it("lists calls newest first, page by page, each once, also those of the same time", async () => {
      const [store] = open();
      const ages: Readonly<Record<string, number>> = { b: 300, e: 100, a: 200, d: 200, c: 200, f: 0 };
      for (const [id, agoMs] of Object.entries(ages)) await store.putCall(callRecord(id, agoMs));
      const pages: string[][] = [];
      let after: CallRecord | undefined;
      do {
        const page = await store.listCalls({ limit: 2, after });
        pages.push(page.map(({ id }) => id));
        after = page.at(-1);
      } while (after !== undefined);
      expect(pages).toEqual([["f", "e"], ["a", "c"], ["d", "b"], []]);
    });

    it("lists nothing when nothing is wanted", async () => {
      const [store] = open();
      await store.putCall(callRecord("a", 0));
      await store.putEntries([said("a", 1, "hello")]);
      expect(await store.listCalls({ limit: 0 })).toEqual([]);
      expect(await store.allEntries(undefined, 0)).toEqual([]);
    });

    it("changes a record to what comes of it, and says so", async () => {
      const [store] = open();
      await store.putCall(callRecord("a", 0));
      const changed = await store.changeCall("a", (record) => ({ ...record, isStarred: true }));
      expect(changed).toEqual(callRecord("a", 0, { isStarred: true }));
      expect(await store.getCall("a")).toEqual(changed);
      expect(await store.changeCall("gone", (record) => record)).toBeUndefined();
      expect(await store.getCall("gone")).toBeUndefined();
    });

    it("leaves a record alone when its change goes wrong", async () => {
      const [store] = open();
      await store.putCall(callRecord("a", 0));
      const mistake = () => {
        throw new RangeError("a mistake");
      };
      await expect(store.changeCall("a", mistake)).rejects.toThrow(new RangeError("a mistake"));
      expect(await store.getCall("a")).toEqual(callRecord("a", 0));
    });

    it("loses no change when two tabs change the same record at once", async () => {
      const [store, tab] = open();
      await store.putCall(callRecord("a", 0, { sessions: 0 }));
      const more = (record: CallRecord) => ({ ...record, sessions: record.sessions + 1 });
      await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? store : tab).changeCall("a", more)));
      expect((await store.getCall("a"))?.sessions).toBe(20);
    });

    it("gives the entries of a call in the order of their ids, the newest of each", async () => {
      const [store] = open();
      const given = [
        said("a", 10, "ten"),
        said("a", 2, "two"),
        said("ab", 1, "other"),
        said("a-b", 1, "other"),
      ];
      await store.putEntries(given);
      await store.putEntries([said("a", 3, "three"), said("a", 2, "two, longer")]);
      expect(await store.entries("a")).toEqual([
        said("a", 2, "two, longer").entry,
        said("a", 3, "three").entry,
        said("a", 10, "ten").entry,
      ]);
      expect(await store.entries("b")).toEqual([]);
    });

    it("keeps all entries that are given at once, or none", async () => {
      const [store] = open();
      const { entry } = said("a", 2, "no data");
      // The types forbid it; what tools show of themselves is not always as typed.
      const foreign = { callId: "a", entry: { ...entry, text: () => "no data" } } as unknown as KeptEntry;
      await expect(store.putEntries([said("a", 1, "fine"), foreign])).rejects.toMatchObject({
        name: "DataCloneError",
      });
      expect(await store.entries("a")).toEqual([]);
    });

    it("gives the entries of all calls, page by page, each once", async () => {
      const [store] = open();
      const all = ["a", "ab", "a-b", "b"].flatMap((id) => [10, 9, 1].map((n) => said(id, n, `${id} ${n}`)));
      await store.putEntries(all);
      const found: KeptEntry[] = [];
      let page: readonly KeptEntry[] = [];
      do {
        page = await store.allEntries(found.at(-1), 5);
        found.push(...page);
      } while (page.length > 0);
      const texts = (list: readonly KeptEntry[]) => list.map((kept) => JSON.stringify(kept)).sort();
      expect(texts(found)).toEqual(texts(all));
    });

    it("tells this tab and others which calls have changed, until they have heard enough", async () => {
      const [store, tab] = open();
      const heard: Record<"here" | "there", CallChange[]> = { here: [], there: [] };
      const stop = store.onChange((change) => heard.here.push(change));
      tab.onChange((change) => heard.there.push(change));
      await store.putCall(callRecord("a", 0));
      await store.putEntries([said("b", 1, "x"), said("b", 2, "y"), said("c", 1, "z")]);
      await store.changeCall("a", (record) => record);
      await store.deleteCalls(["a", "c"]);
      const changes = [["a"], ["b", "c"], ["a"], ["a", "c"]].map((ids) => ({ ids }));
      expect(heard.here).toEqual(changes);
      await expect.poll(() => heard.there).toEqual(changes);
      stop();
      await tab.putCall(callRecord("d", 0));
      await expect.poll(() => heard.there).toHaveLength(5);
      expect(heard.here).toHaveLength(4);
    });

    it("tells nothing when nothing has changed", async () => {
      const [store] = open();
      const heard: CallChange[] = [];
      store.onChange((change) => heard.push(change));
      await store.changeCall("gone", (record) => record);
      await store.putEntries([]);
      await store.deleteCalls([]);
      await store.putCall(callRecord("a", 0));
      expect(heard).toEqual([{ ids: ["a"] }]);
    });

    describeCallSound(() => open()[0]);
    describeCallPictures(() => open()[0]);
  });
}

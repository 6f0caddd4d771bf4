import { describe, expect, it } from "vitest";
import type { ToolStore } from "../../web/core/tools/tool-store.ts";

/** What every ToolStore does. @param open gives an empty one */
export function describeToolStore(name: string, open: () => ToolStore): void {
  describe(`ToolStore: ${name}`, () => {
    it("gives back what was put, by its id", async () => {
      const store = open();
      await store.put("notes", "a", { text: "milk", tags: ["x"], at: 5 });
      expect(await store.get("notes", "a")).toEqual({ text: "milk", tags: ["x"], at: 5 });
    });

    it("has nothing under other ids and in other collections", async () => {
      const store = open();
      await store.put("notes", "a", 1);
      expect(await store.get("notes", "b")).toBeUndefined();
      expect(await store.get("meetings", "a")).toBeUndefined();
      expect(await store.all("note")).toEqual([]);
      expect(await store.all("notes2")).toEqual([]);
    });

    it("lists a collection in the order of the ids, whatever they are", async () => {
      const store = open();
      for (const id of ["b", "10", "a", "", "Z", "2", "ä", "\u{1F600}"]) await store.put("notes", id, id);
      await store.put("other", "c", 1);
      const ids = ["", "10", "2", "Z", "a", "b", "ä", "\u{1F600}"];
      expect(await store.all("notes")).toEqual(ids.map((id) => ({ id, value: id })));
    });

    it("names the collections that hold anything", async () => {
      const store = open();
      expect(await store.collections()).toEqual([]);
      for (const collection of ["notes", "meetings", "Files", "notes"]) await store.put(collection, "a", 1);
      await store.put("gone", "a", 1);
      await store.put("notes", "b", 1);
      await store.delete("gone", "a");
      expect(await store.collections()).toEqual(["Files", "meetings", "notes"]);
    });

    it("replaces what has the same id", async () => {
      const store = open();
      await store.put("notes", "a", { text: "milk", done: true });
      await store.put("notes", "a", { text: "bread" });
      expect(await store.all("notes")).toEqual([{ id: "a", value: { text: "bread" } }]);
    });

    it("deletes, also what is not there", async () => {
      const store = open();
      await store.put("notes", "a", 1);
      await store.delete("notes", "a");
      await store.delete("notes", "never");
      expect(await store.get("notes", "a")).toBeUndefined();
      expect(await store.all("notes")).toEqual([]);
    });

    it("copies values on the way in and out", async () => {
      const store = open();
      const given = { list: [1] };
      await store.put("notes", "a", given);
      given.list.push(2);
      expect(await store.get("notes", "a")).toEqual({ list: [1] });
      expect(await store.get("notes", "a")).not.toBe(await store.get("notes", "a"));
    });

    it("keeps false, null and nothing apart from what is missing", async () => {
      const store = open();
      await store.put("notes", "a", null);
      await store.put("notes", "b", false);
      await store.put("notes", "c", undefined);
      const values = (await store.all("notes")).map(({ value }) => value);
      expect(values).toEqual([null, false, undefined]);
    });

    it("says that it cannot keep what is no data", async () => {
      await expect(open().put("notes", "a", () => 1)).rejects.toMatchObject({ name: "DataCloneError" });
    });

    it("takes many at a time", async () => {
      const store = open();
      const ids = Array.from({ length: 50 }, (_, i) => String(i).padStart(2, "0"));
      await Promise.all(ids.map((id) => store.put("notes", id, id)));
      expect((await store.all("notes")).map(({ id }) => id)).toEqual(ids);
    });
  });
}

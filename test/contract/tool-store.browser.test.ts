import { deleteDB, openDB } from "idb";
import { afterEach, describe, expect, it } from "vitest";
import { cdp } from "vitest/browser";
import { IdbToolStore, upgradeSteps } from "../../web/adapters/idb-tool-store.ts";
import { StorageError } from "../../web/core/errors.ts";
import { describeToolStore } from "./tool-store.ts";

const opened: { readonly name: string; readonly store: IdbToolStore }[] = [];

function open(name: string = crypto.randomUUID(), steps = upgradeSteps): IdbToolStore {
  const store = new IdbToolStore({ name, steps });
  opened.push({ name, store });
  return store;
}

afterEach(async () => {
  for (const { store } of opened) await store.close();
  for (const { name } of opened.splice(0)) await deleteDB(name);
});

describeToolStore("in IndexedDB", open);

describe("IdbToolStore", () => {
  const added = () => undefined;

  it("finds again what an earlier page has kept", async () => {
    const name = crypto.randomUUID();
    const before = open(name);
    await before.put("notes", "a", 1);
    await before.close();
    expect(await open(name).get("notes", "a")).toBe(1);
  });

  it("keeps everything through an upgrade, and takes only the steps that are missing", async () => {
    const name = crypto.randomUUID();
    const before = open(name);
    await before.put("notes", "a", 1);
    await before.close();
    const taken: string[] = [];
    const after = open(name, [...upgradeSteps, () => taken.push("2"), () => taken.push("3")]);
    expect(await after.get("notes", "a")).toBe(1);
    expect(taken).toEqual(["2", "3"]);
  });

  it("makes way for a newer version in another tab, and says that it is too old itself", async () => {
    const name = crypto.randomUUID();
    const older = open(name);
    await older.put("notes", "a", 1);
    const newer = open(name, [...upgradeSteps, added]);
    expect(await newer.get("notes", "a")).toBe(1);
    await expect(older.get("notes", "a")).rejects.toMatchObject({ kind: "storage", reason: "newer-version" });
  });

  it("says so when another tab does not make way, and opens once that is gone", async () => {
    const name = crypto.randomUUID();
    await open(name).put("notes", "a", 1);
    const stubborn = await openDB(name, upgradeSteps.length);
    const newer = open(name, [...upgradeSteps, added]);
    const error = await newer.get("notes", "a").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StorageError);
    expect(error).toMatchObject({ reason: "blocked" });
    stubborn.close();
    await expect.poll(() => newer.get("notes", "a").catch(() => "not yet")).toBe(1);
  });

  it("opens again after it was closed under it", async () => {
    const store = open();
    await store.put("notes", "a", 1);
    await store.close();
    expect(await store.get("notes", "a")).toBe(1);
  });

  it("says that the device is full, and keeps what it had", async () => {
    const name = crypto.randomUUID();
    const store = new IdbToolStore({ name });
    // Playwright's session knows every method of the protocol; its type here knows none.
    const session = cdp() as unknown as { send(method: string, params: object): Promise<unknown> };
    const { origin } = location;
    // Chromium asks for the quota once and remembers it for half a minute, unless it forgets the origin.
    await session.send("Storage.clearDataForOrigin", { origin, storageTypes: "indexeddb,cache_storage" });
    await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1_000_000 });
    try {
      await store.put("notes", "a", 1);
      const error = await store.put("notes", "b", "x".repeat(5_000_000)).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(StorageError);
      expect(error).toMatchObject({ reason: "quota", message: expect.stringContaining("full") });
      expect((await store.all("notes")).map(({ id }) => id)).toEqual(["a"]);
    } finally {
      await session.send("Storage.overrideQuotaForOrigin", { origin });
      await store.close();
      await deleteDB(name);
    }
  });
});

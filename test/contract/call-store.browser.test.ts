import { deleteDB, type IDBPDatabase, openDB } from "idb";
import { afterEach, describe, expect, it } from "vitest";
import { cdp } from "vitest/browser";
import { type CallDatabase, callSteps } from "../../web/adapters/call-database.ts";
import { IdbCallStore } from "../../web/adapters/idb-call-store.ts";
import type { IdbDatabaseOptions } from "../../web/adapters/idb-database.ts";
import type { SoundState } from "../../web/core/history/record.ts";
import { callStartMs } from "../fakes/fake-app.ts";
import { callRecord } from "../fakes/kept-calls.ts";
import { collected, piece, recording, said } from "../fakes/kept-sound.ts";
import { picture } from "../fakes/some-picture.ts";
import { describeCallStore } from "./call-store.ts";

const opened: { readonly name: string; readonly store: IdbCallStore }[] = [];

function open(options: Partial<IdbDatabaseOptions<CallDatabase>> = {}): IdbCallStore {
  const { name = crypto.randomUUID() } = options;
  const store = new IdbCallStore({ ...options, name });
  opened.push({ name, store });
  return store;
}

afterEach(async () => {
  for (const { store } of opened) await store.close();
  for (const { name } of opened.splice(0)) await deleteDB(name);
});

describeCallStore("in IndexedDB", () => {
  const name = crypto.randomUUID();
  return [open({ name }), open({ name })];
});

/** Playwright's session knows every method of the protocol; its type here knows none. */
function send(method: string, params: object): Promise<unknown> {
  const session = cdp() as unknown as { send(method: string, params: object): Promise<unknown> };
  return session.send(method, { origin: location.origin, ...params });
}

const inPieces: SoundState = { status: "pieces", gaps: [] };

describe("IdbCallStore: versions", () => {
  const added = () => undefined;

  it("finds again what an earlier page has kept", async () => {
    const name = crypto.randomUUID();
    const before = open({ name });
    await before.putCall(callRecord("a", 0));
    await before.putPiece(piece("a", "user", 0));
    await before.close();
    const after = open({ name });
    expect(await after.getCall("a")).toEqual(callRecord("a", 0));
    expect(await collected(after.pieces("a", "user"))).toEqual([piece("a", "user", 0)]);
  });

  it("keeps the calls of a device that has the first version, and can all that is new", async () => {
    const name = crypto.randomUUID();
    const first = await openDB(name, 1, {
      upgrade(database) {
        const calls = database.createObjectStore("calls", { keyPath: "record.id" });
        calls.createIndex("newest", ["newness", "record.id"]);
        database.createObjectStore("entries", { keyPath: ["callId", "entry.id"] });
      },
    });
    for (const record of [callRecord("a", 100, { sound: inPieces }), callRecord("b", 0)]) {
      await first.put("calls", { newness: -record.startedAtMs, record });
    }
    await first.put("entries", said("a", 1, "hello"));
    first.close();
    const store = open({ name });
    expect((await store.listCalls({ limit: 10 })).map(({ id }) => id)).toEqual(["b", "a"]);
    expect(await store.entries("a")).toEqual([said("a", 1, "hello").entry]);
    await store.putPiece(piece("a", "user", 0));
    await store.putRecording(recording("a", 500));
    expect(await store.mediaBytes()).toBe(500);
  });

  it("keeps calls and sound of a device that knew of no pictures, and takes pictures of them", async () => {
    const name = crypto.randomUUID();
    const before = open({ name, steps: callSteps.slice(0, 2) });
    await before.putCall(callRecord("a", 0, { sound: inPieces }));
    await before.putPiece(piece("a", "user", 0));
    await before.close();
    const store = open({ name });
    expect(await collected(store.pieces("a", "user"))).toEqual([piece("a", "user", 0)]);
    expect(await store.pictures("a")).toEqual([]);
    expect(await store.putPictures("a", [picture(5, 10)])).toBe(true);
    expect(await store.getCall("a")).toEqual(callRecord("a", 0, { sound: inPieces, pictures: 1 }));
    await store.deleteCalls(["a"]);
    expect(await store.mediaBytes()).toBe(0);
  });

  it("comes from every older version, by the steps that are missing", async () => {
    for (const version of callSteps.keys()) {
      const name = crypto.randomUUID();
      const before = open({ name, steps: callSteps.slice(0, version + 1) });
      await before.putCall(callRecord("a", 0));
      await before.close();
      const taken: number[] = [];
      const steps = callSteps.map((step, i): typeof step => (database, transaction) => {
        taken.push(i);
        step(database, transaction);
      });
      const after = open({ name, steps });
      expect(await after.getCall("a")).toEqual(callRecord("a", 0));
      expect(taken).toEqual([...callSteps.keys()].slice(version + 1));
      expect(await after.mediaBytes()).toBe(0);
    }
  });

  it("makes way for a newer version in another tab, and says that it is too old itself", async () => {
    const name = crypto.randomUUID();
    const older = open({ name });
    await older.putCall(callRecord("a", 0));
    const newer = open({ name, steps: [...callSteps, added] });
    expect(await newer.getCall("a")).toEqual(callRecord("a", 0));
    await expect(older.getCall("a")).rejects.toMatchObject({ kind: "storage", reason: "newer-version" });
    await expect(collected(older.pieces("a", "user"))).rejects.toMatchObject({ reason: "newer-version" });
  });

  it("says so when another tab does not make way, and opens once that is gone", async () => {
    const name = crypto.randomUUID();
    await open({ name }).putCall(callRecord("a", 0));
    const stubborn = await openDB(name, callSteps.length);
    const newer = open({ name, steps: [...callSteps, added] });
    await expect(newer.getCall("a")).rejects.toMatchObject({ kind: "storage", reason: "blocked" });
    stubborn.close();
    const id = async () => (await newer.getCall("a").catch(() => undefined))?.id;
    await expect.poll(id).toBe("a");
  });
});

describe("IdbCallStore: what is deleted", () => {
  it("leaves not one byte of it on the device", async () => {
    const name = crypto.randomUUID();
    const store = open({ name });
    const put = async (id: string) => {
      await store.putCall(callRecord(id, 0, { sound: inPieces }));
      await store.putEntries([said(id, 1, "hello")]);
      await store.putPiece(piece(id, "user", 0));
      await store.putPictures(id, [picture(5, 10)]);
    };
    for (const id of ["a", "b", "c"]) await put(id);
    const database = await openDB(name, callSteps.length);
    await store.putRecording(recording("a", 500));
    await store.deleteMedia(["b"]);
    await store.deletePieces(["c"]);
    expect(await database.count("pcm")).toBe(0);
    expect(await database.getAllKeys("jpegs")).toEqual(["a", "c"].map((id) => [id, callStartMs + 5]));
    await put("c");
    await store.deleteCalls(["a", "b", "c"]);
    const counts = [...database.objectStoreNames].map((each) => database.count(each));
    expect(await Promise.all(counts)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    database.close();
  });
});

describe("IdbCallStore: a lost connection", () => {
  /** As Safari does it after a while in the background: the handle is there, and everything on it fails. */
  function lostConnections(times: number): typeof openDB<CallDatabase> {
    let left = times;
    return async (...args) => {
      const database = await openDB<CallDatabase>(...args);
      if (left-- <= 0) return database;
      return new Proxy(database, {
        get(target, key) {
          if (key === "close") return () => target.close();
          // It is no promise.
          if (key === "then") return undefined;
          throw new DOMException("Connection to Indexed Database server lost.", "UnknownError");
        },
      });
    };
  }

  it("is opened anew, without a word", async () => {
    const store = open({ open: lostConnections(1) });
    await store.putCall(callRecord("a", 0));
    expect(await store.getCall("a")).toEqual(callRecord("a", 0));
  });

  it("is given up after the second time, and tried again when it is next needed", async () => {
    const store = open({ open: lostConnections(2) });
    await expect(store.putCall(callRecord("a", 0))).rejects.toMatchObject({ reason: "unavailable" });
    await store.putCall(callRecord("a", 0));
    expect(await store.getCall("a")).toEqual(callRecord("a", 0));
  });

  it("is opened once by all who had it", async () => {
    let times = 0;
    const lost = lostConnections(1);
    const counted: typeof openDB<CallDatabase> = (...args) => {
      times++;
      return lost(...args);
    };
    const store = open({ open: counted });
    await Promise.all(["a", "b", "c"].map((id) => store.putCall(callRecord(id, 0))));
    expect(await store.listCalls({ limit: 10 })).toHaveLength(3);
    expect(times).toBe(2);
  });

  it("is opened anew when the handle was closed under it", async () => {
    let handle: IDBPDatabase<CallDatabase> | undefined;
    const kept: typeof openDB<CallDatabase> = async (...args) => {
      handle = await openDB<CallDatabase>(...args);
      return handle;
    };
    const store = open({ open: kept });
    await store.putCall(callRecord("a", 0));
    handle?.close();
    await store.putPiece(piece("a", "user", 0));
    expect(await store.pieceHeads("a", "user")).toHaveLength(1);
  });

  it("is opened anew after the browser has cleared the site's data", async () => {
    const store = open();
    await store.putCall(callRecord("a", 0));
    await send("Storage.clearDataForOrigin", { storageTypes: "indexeddb" });
    await store.putCall(callRecord("b", 0));
    expect((await store.listCalls({ limit: 10 })).map(({ id }) => id)).toEqual(["b"]);
  });

  it("is not waited for where the browser allows no storage at all", async () => {
    const refuse = () => Promise.reject(new DOMException("Not here.", "SecurityError"));
    const store = open({ open: refuse });
    await expect(store.listCalls({ limit: 1 })).rejects.toMatchObject({
      kind: "storage",
      reason: "unavailable",
    });
  });
});

describe("IdbCallStore: a full device", () => {
  /** Chromium asks for the quota once and remembers it for half a minute, unless it forgets the origin. */
  async function withQuota(quotaSize: number, work: (store: IdbCallStore) => Promise<void>): Promise<void> {
    // All of it: files before this one may have left caches, which count as well.
    await send("Storage.clearDataForOrigin", { storageTypes: "all" });
    await send("Storage.overrideQuotaForOrigin", { quotaSize });
    try {
      await work(open());
    } finally {
      await send("Storage.overrideQuotaForOrigin", {});
    }
  }

  it("says so, and keeps what it had: the text goes on", async () => {
    await withQuota(1_000_000, async (store) => {
      await store.putCall(callRecord("a", 0, { sound: inPieces }));
      await store.putPiece(piece("a", "user", 0));
      const long = { ...piece("a", "user", 1), frames: 2_500_000, pcm: new ArrayBuffer(5_000_000) };
      await expect(store.putPiece(long)).rejects.toMatchObject({ kind: "storage", reason: "quota" });
      expect(await collected(store.pieces("a", "user"))).toEqual([piece("a", "user", 0)]);
      expect(await store.mediaBytes()).toBe(piece("a", "user", 0).pcm.byteLength);
      await store.putEntries([said("a", 1, "still kept")]);
      expect(await store.entries("a")).toHaveLength(1);
    });
  });

  it("keeps no part of pictures that have no room, and those it had", async () => {
    await withQuota(1_000_000, async (store) => {
      await store.putCall(callRecord("a", 0));
      await store.putPictures("a", [picture(5, 10)]);
      const long = [picture(70, 10), picture(140, 5_000_000)];
      await expect(store.putPictures("a", long)).rejects.toMatchObject({ kind: "storage", reason: "quota" });
      expect(await store.pictures("a")).toEqual([picture(5, 10)]);
      expect((await store.getCall("a"))?.pictures).toBe(1);
    });
  });

  it("keeps the pieces when the finished recording has no room", async () => {
    await withQuota(1_000_000, async (store) => {
      await store.putCall(callRecord("a", 0, { sound: inPieces }));
      await store.putPiece(piece("a", "user", 0));
      await expect(store.putRecording(recording("a", 5_000_000))).rejects.toMatchObject({ reason: "quota" });
      expect(await collected(store.pieces("a", "user"))).toEqual([piece("a", "user", 0)]);
      expect((await store.getCall("a"))?.sound).toEqual(inPieces);
      expect(await store.getRecording("a")).toBeUndefined();
    });
  });
});

describe("IdbCallStore: other tabs", () => {
  it("hears nothing of what is no change", async () => {
    const name = crypto.randomUUID();
    const store = open({ name });
    const heard: unknown[] = [];
    store.onChange((change) => heard.push(change));
    const foreign = new BroadcastChannel(name);
    for (const message of [undefined, "a", { ids: "a" }, { ids: [1] }, {}]) foreign.postMessage(message);
    foreign.postMessage({ ids: ["a"] });
    await expect.poll(() => heard).toEqual([{ ids: ["a"] }]);
    foreign.close();
  });
});

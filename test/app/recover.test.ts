import { describe, expect, it } from "vitest";
import { recoverCalls } from "../../web/app/recover.ts";
import { newTurn } from "../../web/core/call/transcript.ts";
import type { CallRecord } from "../../web/core/history/record.ts";
import { callStartMs } from "../fakes/fake-app.ts";
import { callRecord } from "../fakes/kept-calls.ts";
import { type HeldCalls, MemoryCallLocks } from "../fakes/memory-call-locks.ts";
import { MemoryCallStore } from "../fakes/memory-call-store.ts";

const running: Partial<CallRecord> = {
  status: "running",
  endedAtMs: undefined,
  end: undefined,
  sound: { status: "pieces", gaps: [] },
};

async function storeWith(...records: readonly CallRecord[]) {
  const store = new MemoryCallStore();
  for (const record of records) await store.putCall(record);
  const held: HeldCalls = new Set();
  const recover = async (offered?: string) =>
    recoverCalls(await store.listCalls({ limit: 100 }), {
      store,
      locks: new MemoryCallLocks(held),
      offered: async () => offered,
    });
  return { store, recover, otherTab: new MemoryCallLocks(held) };
}

const turn = { ...newTurn(1, "user", callStartMs + 1_000), text: "Hello" };

async function putPiece(store: MemoryCallStore, callId: string, endMs: number) {
  await store.putPiece({
    ...{ callId, track: "user", index: 0, run: 0, firstFrame: 0, frames: 16_000 },
    clock: { frame: 16_000, atMs: endMs },
    pcm: new ArrayBuffer(2),
  });
}

describe("calls that were cut off", () => {
  it("become recovered, to the last that is stored of them", async () => {
    const { store, recover } = await storeWith(callRecord("a", 0, running));
    await store.putEntries([{ callId: "a", entry: turn }]);
    await putPiece(store, "a", callStartMs + 7_000);
    const recovered = await recover();
    expect(recovered.map(({ id }) => id)).toEqual(["a"]);
    expect(await store.getCall("a")).toEqual(recovered[0]);
    expect(recovered[0]).toMatchObject({
      status: "recovered",
      endedAtMs: callStartMs + 7_000,
      title: "Hello",
      firstWords: "Hello",
      sound: { status: "pieces" },
    });
    expect(await store.entries("a")).toMatchObject([{ status: "complete", endedAtMs: callStartMs + 7_000 }]);
  });

  it("are not the one that the person may return to, until nobody wants it back", async () => {
    const { store, recover } = await storeWith(callRecord("a", 0, running), callRecord("b", 5, running));
    await store.putEntries([{ callId: "a", entry: turn }]);
    await store.putEntries([{ callId: "b", entry: turn }]);
    expect((await recover("a")).map(({ id }) => id)).toEqual(["b"]);
    expect(await store.getCall("a")).toMatchObject({ status: "running" });
    expect((await recover()).map(({ id }) => id)).toEqual(["a"]);
  });

  it("are not those that run in any tab", async () => {
    const { store, recover, otherTab } = await storeWith(
      callRecord("a", 0, running),
      callRecord("b", 5, running),
    );
    const release = await otherTab.hold("a");
    expect((await recover()).map(({ id }) => id)).toEqual(["b"]);
    expect(await store.getCall("a")).toMatchObject({ status: "running" });
    release();
    expect((await recover()).map(({ id }) => id)).toEqual(["a"]);
  });

  it("are not those that ended, which stay as they are", async () => {
    const ended = callRecord("a", 0);
    const { store, recover } = await storeWith(ended);
    expect(await recover()).toEqual([]);
    expect(await store.getCall("a")).toEqual(ended);
  });

  it("are not those that end while they are looked at", async () => {
    const { store, recover } = await storeWith(callRecord("a", 0, running));
    const remains = store.entries.bind(store);
    store.entries = async (id) => {
      await store.changeCall("a", (record) => ({ ...record, status: "ended", endedAtMs: 1 }));
      return remains(id);
    };
    expect(await recover()).toEqual([]);
    expect(await store.getCall("a")).toMatchObject({ status: "ended", endedAtMs: 1 });
  });

  it("are recovered once", async () => {
    const { recover } = await storeWith(callRecord("a", 0, running));
    expect(await recover()).toHaveLength(1);
    expect(await recover()).toEqual([]);
  });

  it("are deleted if nothing is left of them", async () => {
    const { store, recover } = await storeWith(callRecord("a", 0, { ...running, sessions: 0 }));
    expect(await recover()).toEqual([]);
    expect(await store.getCall("a")).toBeUndefined();
  });
});

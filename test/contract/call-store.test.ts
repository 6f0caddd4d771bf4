import { describe, expect, it } from "vitest";
import { StorageError } from "../../web/core/errors.ts";
import { MemoryCallStore, MemoryDevice } from "../fakes/memory-call-store.ts";
import { describeCallStore } from "./call-store.ts";

describeCallStore("in memory", () => {
  const device = new MemoryDevice();
  return [new MemoryCallStore(device), new MemoryCallStore(device)];
});

describe("MemoryCallStore", () => {
  it("fails as a test wants it to", async () => {
    const store = new MemoryCallStore();
    store.failing.mediaBytes = new StorageError("quota");
    await expect(store.mediaBytes()).rejects.toMatchObject({ reason: "quota" });
    delete store.failing.mediaBytes;
    expect(await store.mediaBytes()).toBe(0);
  });
});

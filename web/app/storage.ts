import type { CallStore } from "../core/history/call-store.ts";
import type { StorageRoom } from "../core/history/storage-room.ts";
import type { Storage } from "./history-side.ts";

/** The room that calls take, over the browser's and the store's own accounts. */
export function createStorage(store: Pick<CallStore, "soundBytes">, room: StorageRoom): Storage {
  return {
    async use() {
      const [{ usedBytes, quotaBytes, isPersistent }, soundBytes] = await Promise.all([
        room.measure(),
        store.soundBytes(),
      ]);
      return { usedBytes: usedBytes ?? soundBytes, quotaBytes, soundBytes, isPersistent };
    },
    persist: () => room.persist(),
  };
}

import type { CallStore } from "../core/history/call-store.ts";
import type { StorageRoom } from "../core/history/storage-room.ts";
import type { Storage } from "./history-side.ts";

/** The room that calls take, over the browser's and the store's own accounts. */
export function createStorage(store: Pick<CallStore, "mediaBytes">, room: StorageRoom): Storage {
  return {
    async use() {
      const [{ usedBytes, quotaBytes, isPersistent }, mediaBytes] = await Promise.all([
        room.measure(),
        store.mediaBytes(),
      ]);
      return { usedBytes: usedBytes ?? mediaBytes, quotaBytes, mediaBytes, isPersistent };
    },
    persist: () => room.persist(),
  };
}

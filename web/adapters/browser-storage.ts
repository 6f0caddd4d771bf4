import type { RoomUse, StorageRoom } from "../core/history/storage-room.ts";

/** Of `navigator`, what this needs; without `storage` on an insecure page and in old browsers. */
export interface BrowserRoom {
  readonly storage?: Pick<StorageManager, "estimate" | "persist" | "persisted">;
}

/** StorageRoom by the browser's StorageManager. */
export function browserStorage(platform: BrowserRoom = navigator): StorageRoom {
  const manager = platform.storage;
  return {
    async measure(): Promise<RoomUse> {
      const [estimate, isPersistent] = await Promise.all([
        told("How much is kept here", () => manager?.estimate()),
        told("Whether the browser may clear what is kept", () => manager?.persisted()),
      ]);
      return {
        usedBytes: estimate?.usage,
        quotaBytes: estimate?.quota,
        isPersistent: isPersistent ?? false,
      };
    },
    async persist() {
      return (await told("Whether the browser will keep it", () => manager?.persist())) ?? false;
    },
  };
}

/** The answer of the browser, undefined if it gives none. */
async function told<T>(what: string, ask: () => Promise<T> | undefined): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    console.warn(`${what} is not told by this browser.`, error);
    return undefined;
  }
}

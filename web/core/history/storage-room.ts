/** The room that the browser gives to everything of this origin. Never rejects: what cannot be told is undefined. */
export interface StorageRoom {
  measure(): Promise<RoomUse>;
  /** Asks the browser not to clear what is kept here. @returns whether it agreed, now or before */
  persist(): Promise<boolean>;
}

export interface RoomUse {
  readonly usedBytes: number | undefined;
  /** What the browser says it would give at most; not what is free. */
  readonly quotaBytes: number | undefined;
  /** The browser has agreed not to clear it. */
  readonly isPersistent: boolean;
}

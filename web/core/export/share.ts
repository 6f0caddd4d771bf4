/** Hands files to other apps of the device, where the platform can. */
export interface Sharing {
  /** Whether files of these names and types could be shared. */
  canShare(files: readonly SharedFile[]): boolean;
  /**
   * Opens the platform's choice of apps. Must run inside a click; files that took long to make need another one.
   * Never rejects.
   */
  share(files: readonly SharedFile[], title: string): Promise<ShareOutcome>;
}

export interface SharedFile {
  readonly name: string;
  /** Its type tells what it is. */
  readonly blob: Blob;
}

/**
 * - `shared`: an app took them.
 * - `dismissed`: the person chose none.
 * - `needs-click`: the click is too long ago; the same from a new one works.
 * - `failed`: the platform does not share these. They can still be saved.
 */
export type ShareOutcome = "shared" | "dismissed" | "needs-click" | "failed";

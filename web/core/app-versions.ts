/** The version of the app that runs, and a newer one that waits on this device. */
export interface AppVersions {
  /** Whether a newer version is here, complete, and waits. */
  isWaiting(): boolean;
  /** Calls when a newer version has come; the answer stops that. */
  onWaiting(callback: () => void): () => void;
  /** Whether this is the only tab of the app, and nobody has touched it yet: a newer version may take its place unasked. */
  isUntouched(): Promise<boolean>;
  /** Asks the server for a newer version. Never rejects. */
  check(): Promise<void>;
  /** Lets the waiting version take over, in all tabs; settles when it has, or will not. Never rejects. */
  takeOver(): Promise<void>;
  /** Calls when another version has taken over, also by another tab's wish; the answer stops that. */
  onTakenOver(callback: () => void): () => void;
  /** Opens the page anew, in the version that has taken over. */
  reload(): void;
}

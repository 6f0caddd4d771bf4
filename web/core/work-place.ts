/** What goes on in all tabs of the app and may not be disturbed by an update: calls and exports. */
export interface WorkPlace {
  /** Work begins in this tab; the answer ends it, and may be called twice. */
  begin(): () => void;
  /** Whether this tab has work. */
  readonly isBusyHere: boolean;
  /** Whether any tab has work, this one too. Never rejects. */
  isBusy(): Promise<boolean>;
  /**
   * Does something while no tab has work.
   * @returns whether it was done. @throws what it throws
   */
  whileIdle(action: () => Promise<void>): Promise<boolean>;
  /** Calls when work may have begun or ended in some tab; the answer stops that. */
  onChange(callback: () => void): () => void;
}

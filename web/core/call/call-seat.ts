/** The one live call of a browser: one tab at a time has it. Nothing here ever rejects. */
export interface CallSeat {
  /** Whether this tab has it, as far as it knows. */
  readonly isOurs: boolean;
  /** @returns false if another tab has it; true, too, where the browser cannot tell */
  take(events: SeatEvents): Promise<boolean>;
  /** Asks the tab that has it to let go, and takes it by force if that does not answer in time. */
  takeOver(events: SeatEvents): Promise<void>;
  /** Lets go of it; fine where this tab does not have it. */
  release(): void;
  /** Whether another tab has it; undefined where the browser cannot tell. */
  isTaken(): Promise<boolean | undefined>;
  /** Asks the browser whether it was taken from this tab: one that stood still hears of it late. */
  isLost(): Promise<boolean>;
  /** Tells the other tabs that there is something to look at. */
  tell(): void;
  /** Calls when another tab tells, takes it or lets go of it. The answer stops that. */
  onChange(callback: () => void): () => void;
}

export interface SeatEvents {
  /** Another tab wants it. It goes there when the answer settles. */
  readonly onAsked: () => Promise<void>;
  /** Another tab has taken it by force. Called once. */
  readonly onLost: () => void;
}

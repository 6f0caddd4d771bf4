/** Tells the tabs of a browser which calls are running, so that none takes the call of another for a lost one. */
export interface CallLocks {
  /**
   * Says that this call runs in this tab, until the answer is called or the tab is gone, however it goes. Wait for it
   * before the call is stored: from then on another tab may ask. Never rejects; without locks, it is known to this tab only.
   */
  hold(callId: string): Promise<() => void>;
  /** Which of these calls run in any tab, this one included. Never rejects. */
  alive(callIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** What can be read of a running call at any moment and never passes through its state. */
export interface CallMeters {
  /** Sound of the agent that came in and is still to be heard, in ms. */
  readonly bufferedMs: number;
  /** How often that ran dry while more was to come. */
  readonly underruns: number;
  /** What the socket holds and the network did not take yet, in bytes. */
  readonly queuedBytes: number;
  /** How long the service took to accept the newest session: a round trip and its own work. */
  readonly roundTripMs: number | undefined;
}

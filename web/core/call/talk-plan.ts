/**
 * How the person's voice gets to the service.
 * - `open`: all the time; speaking interrupts the agent.
 * - `half-duplex`: not while the agent is heard, so that a loudspeaker does not interrupt itself.
 * - `push-to-talk`: only while the person holds a button.
 */
export type WayToTalk = "open" | "half-duplex" | "push-to-talk";

/** How a person wants to talk in one call. */
export interface TalkPlan {
  readonly way: WayToTalk;
  /** Silence after which this device ends the person's turn; undefined: the service finds the end by itself. */
  readonly turnEndMs: number | undefined;
}

/** Nothing but the microphone. */
export const openMicrophone: TalkPlan = { way: "open", turnEndMs: undefined };

/** The way the person talks, and where that stands. */
export interface Talk extends TalkPlan {
  /** The person holds the button. */
  readonly held: boolean;
  /** Nothing of the microphone may be heard at the moment, muted or not. */
  readonly closed: boolean;
}

/** Before anything was said. */
export function talkAtFirst({ way, turnEndMs }: TalkPlan): Talk {
  return { way, turnEndMs, held: false, closed: way === "push-to-talk" };
}

import type { WantedSession } from "../live/session-request.ts";
import type { CallAbout } from "./state.ts";

/** What it takes to return to a call after its page is gone. Holds a secret: never shown, logged or exported. */
export interface ActiveCall {
  /** Of the call in history. */
  readonly callId: string;
  readonly about: CallAbout;
  /** What its sessions are asked for with; without tools and handle. */
  readonly request: WantedSession;
  /** Names of the tools that its agent may not use. */
  readonly toolsOff: readonly string[];
  /** Names of the only tools it may use; undefined: all but those. */
  readonly toolsOnly?: readonly string[] | undefined;
  /** The newest good resumption handle, and when it came. Secret. */
  readonly handle: { readonly value: string; readonly atMs: number } | undefined;
  /** Whether the person was muted; undefined: no. */
  readonly muted?: boolean | undefined;
  /** When the call was last known to run, `Clock.now()`. */
  readonly aliveAtMs: number;
}

/** A handle is good for two hours after its session has ended; the session may outlive its page by a little. */
const returnableMs = 2 * 60 * 60_000;

/** Until when it makes sense to return. */
export function returnableUntilMs({ aliveAtMs }: ActiveCall): number {
  return aliveAtMs + returnableMs;
}

/** Whether it makes sense to return; a clock that was set back does no harm. */
export function isReturnable(call: ActiveCall, nowMs: number): boolean {
  return nowMs < returnableUntilMs(call);
}

import { SessionError } from "../errors.ts";
import type { ActiveCall } from "./active-call.ts";
import type { CallCommand, Step } from "./command.ts";
import type { CallState } from "./state.ts";
import { mute } from "./user-turn.ts";

/** A call whose page is gone, as it goes on in this one. */
export interface ReturnedCall
  extends Pick<
    CallState,
    | "id"
    | "about"
    | "startedAtMs"
    | "log"
    | "usage"
    | "context"
    | "muted"
    | "recording"
    | "gaps"
    | "sessions"
    | "notices"
    | "underruns"
    | "nextId"
  > {
  /** Where to resume, and when that came. Secret. */
  readonly handle: ActiveCall["handle"];
  /** Until when its sound is stored. */
  readonly leftAtMs: number;
}

/** Microphone and speaker are open for a call that goes on: the way to it is that of any lost connection. */
export function returned(state: CallState, { leftAtMs, handle, ...call }: ReturnedCall, atMs: number): Step {
  if (state.phase.name !== "requesting-microphone") return [state, []];
  const isRecorded = call.recording !== "off";
  const [silent, mutes] = mute(state, state.muted || call.muted, atMs);
  // A tape that goes on in silence too: when it ends, what was recorded before becomes a file.
  const tape: readonly CallCommand[] = isRecorded ? [{ type: "set-taping", taping: true }] : [];
  const silence: readonly CallCommand[] =
    call.recording === "on" ? [] : [{ type: "set-taping", taping: false }];
  return [
    {
      ...silent,
      ...call,
      muted: silent.muted,
      handle: handle?.value,
      link: { ...state.link, attempts: 1, resumed: handle !== undefined, handleAtMs: handle?.atMs },
      phase: { name: "reconnecting", attempt: 0, sinceMs: atMs, error: new SessionError("closed") },
      greeting: undefined,
      gaps: isRecorded ? [...call.gaps, { reason: "away", fromMs: leftAtMs, untilMs: atMs }] : call.gaps,
    },
    [...mutes, ...tape, ...silence, { type: "connect", handle: handle?.value }],
  ];
}

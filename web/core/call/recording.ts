import type { Gap, GapReason } from "../recording/track.ts";
import type { CallState, Step } from "./state.ts";

/** The person wants the next part neither recorded nor kept, or kept again. */
export function offRecord(state: CallState, off: boolean, atMs: number): Step {
  if (off && state.recording === "on") {
    return [
      {
        ...state,
        recording: "paused",
        gaps: [...state.gaps, openGap("off-record", atMs)],
        notices: [...state.notices, { type: "off-record", atMs }],
      },
      [{ type: "set-taping", taping: false }],
    ];
  }
  if (!off && state.recording === "paused") {
    return [
      {
        ...state,
        recording: "on",
        gaps: closeGap(state.gaps, atMs),
        notices: [...state.notices, { type: "on-record", atMs }],
      },
      [{ type: "set-taping", taping: true }],
    ];
  }
  return [state, []];
}

/** The device has no room for more sound: the call and its text go on. */
export function recordingFailed(state: CallState, atMs: number): Step {
  if (state.recording === "off" || state.recording === "failed") return [state, []];
  return [
    {
      ...state,
      recording: "failed",
      gaps: [...closeGap(state.gaps, atMs), openGap("storage-full", atMs)],
      notices: [...state.notices, { type: "storage-full", atMs }],
    },
    [],
  ];
}

/** The gaps with none open any more. */
export function closeGap(gaps: readonly Gap[], atMs: number): readonly Gap[] {
  return gaps.map((gap) => (gap.untilMs === undefined ? { ...gap, untilMs: atMs } : gap));
}

function openGap(reason: GapReason, fromMs: number): Gap {
  return { reason, fromMs, untilMs: undefined };
}

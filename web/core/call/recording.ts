import type { Gap, GapReason } from "../recording/track.ts";
import type { Step } from "./command.ts";
import type { CallState } from "./state.ts";

/** The person wants the next part neither recorded nor kept, or kept again. */
export function offRecord(state: CallState, off: boolean, atMs: number): Step {
  const { recording, gaps } = state;
  if (off && (recording === "on" || recording === "failed")) {
    return [
      {
        ...state,
        recording: "paused",
        gaps: [...gaps, openGap("off-record", atMs)],
        notices: [...state.notices, { type: "off-record", atMs }],
      },
      [{ type: "set-taping", taping: false }],
    ];
  }
  if (!off && recording === "paused") {
    return [
      {
        ...state,
        recording: isFull(gaps) ? "failed" : "on",
        gaps: gaps.map((gap) => (gap.reason === "off-record" ? closed(gap, atMs) : gap)),
        notices: [...state.notices, { type: "on-record", atMs }],
      },
      [{ type: "set-taping", taping: true }],
    ];
  }
  return [state, []];
}

/** The device has no room for more sound: the call and its text go on, and what is off the record stays so. */
export function recordingFailed(state: CallState, atMs: number): Step {
  const { recording } = state;
  if (recording === "off" || isFull(state.gaps)) return [state, []];
  return [
    {
      ...state,
      recording: recording === "paused" ? "paused" : "failed",
      gaps: [...state.gaps, openGap("storage-full", atMs)],
      notices: [...state.notices, { type: "storage-full", atMs }],
    },
    [],
  ];
}

/** The gaps with none open any more: the call is over. */
export function closeGaps(gaps: readonly Gap[], atMs: number): readonly Gap[] {
  return gaps.map((gap) => closed(gap, atMs));
}

function isFull(gaps: readonly Gap[]): boolean {
  return gaps.some(({ reason, untilMs }) => reason === "storage-full" && untilMs === undefined);
}

function closed(gap: Gap, atMs: number): Gap {
  return gap.untilMs === undefined ? { ...gap, untilMs: atMs } : gap;
}

function openGap(reason: GapReason, fromMs: number): Gap {
  return { reason, fromMs, untilMs: undefined };
}

import type { AudioChange, AudioStop, AudioTrouble } from "../audio/audio-change.ts";
import type { Step } from "./command.ts";
import type { CallState, Notice } from "./state.ts";

/** What may happen to the devices of a call that goes on. Clocks concern the recording alone. */
export type DeviceChange = Exclude<AudioChange, { readonly type: "new-clock" }>;

/** What is kept with a call of what happened to its devices. */
export type DeviceNoticeType =
  | "microphone-changed"
  | "microphone-refused"
  | "speaker-changed"
  | "silenced"
  | "unsilenced"
  | AudioStop["why"];

/** Something happened to the microphone or the speaker, and the call goes on. */
export function audioChanged(state: CallState, change: DeviceChange, atMs: number): Step {
  switch (change.type) {
    case "microphone":
      // The same device, working in another way, is no news.
      if (change.why === "profile" || change.why === "processing") return [state, []];
      return [
        noted(state, {
          type: change.why === "refused" ? "microphone-refused" : "microphone-changed",
          atMs,
          label: change.label,
        }),
        [],
      ];
    case "speaker":
      return [noted(state, { type: "speaker-changed", atMs, label: change.label }), []];
    case "trouble":
      return [troubled(state, change.trouble, change.lasts, atMs), []];
    case "stopped":
      return [stopped(state, change), []];
    default:
      return change satisfies never;
  }
}

function troubled(state: CallState, trouble: AudioTrouble, lasts: boolean, atMs: number): CallState {
  const others = state.audioTroubles.filter((other) => other !== trouble);
  const next = { ...state, audioTroubles: lasts ? [...others, trouble] : others };
  return trouble === "silenced" ? noted(next, { type: lasts ? "silenced" : "unsilenced", atMs }) : next;
}

/** Where the page's clock stood still, too, nothing is missing in the recording. */
function stopped(state: CallState, { why, fromMs, untilMs, lostMs }: AudioStop): CallState {
  const next = noted(state, { type: why, atMs: fromMs, lostMs });
  if (untilMs <= fromMs || state.recording !== "on") return next;
  return { ...next, gaps: [...next.gaps, { reason: why, fromMs, untilMs }] };
}

function noted(state: CallState, notice: Notice): CallState {
  return { ...state, notices: [...state.notices, notice] };
}

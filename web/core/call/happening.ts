import type { CallError } from "../errors.ts";
import type { LiveEvent, ToolOutcome, ToolResponse } from "../live/messages.ts";
import type { Budget } from "../numbers/cost.ts";
import type { Card } from "../tools/card.ts";
import type { PictureStop } from "../video/picture-keeper.ts";
import type { DeviceChange } from "./audio-changes.ts";
import type { TimerName } from "./command.ts";
import type { ReturnedCall } from "./returned.ts";
import type { ShareSource, ShareTrouble } from "./share.ts";
import type { CallAbout, Outcome } from "./state.ts";
import type { TalkPlan } from "./talk-plan.ts";

/** Something that happened, and when. `atMs` is `Clock.now()`. */
export type CallEvent = { readonly atMs: number } & Happening;

/** What can happen to a call. */
export type Happening =
  | {
      readonly type: "start";
      readonly id: string;
      readonly about: CallAbout;
      readonly greeting: string | undefined;
      readonly record: boolean;
      readonly keepPictures?: boolean | undefined;
      /** Undefined: with an open microphone. */
      readonly talk?: TalkPlan | undefined;
      readonly budget?: Budget | undefined;
    }
  | { readonly type: "microphone-ready" }
  /** The same, in a call that goes on after its page was gone. */
  | { readonly type: "returned"; readonly call: ReturnedCall }
  | { readonly type: "microphone-failed"; readonly error: CallError }
  /** Something happened to the microphone or the speaker, which goes on. */
  | { readonly type: "audio-changed"; readonly change: DeviceChange }
  /** `model`: whom the session is with, where that is known. `isFree`: it costs nothing. */
  | {
      readonly type: "connected";
      readonly model?: string | undefined;
      readonly isFree?: boolean | undefined;
    }
  | { readonly type: "connect-failed"; readonly error: CallError }
  /** All is ready for the new session, and the one before was closed for it, `quietMs` after it was last heard from. */
  | { readonly type: "moving"; readonly quietMs: number }
  | { readonly type: "move-failed" }
  /** The open session closed by itself, `quietMs` after the service was last heard from. */
  | { readonly type: "closed"; readonly error: CallError; readonly quietMs: number }
  | ({ readonly type: "link-read" } & LinkReading)
  | { readonly type: "network"; readonly online: boolean }
  | { readonly type: "uplink-poor"; readonly poor: boolean }
  | { readonly type: "uplink-dropped"; readonly ms: number }
  /** The person wants a fresh connection. */
  | { readonly type: "refresh" }
  /** From now on the agent's sound can be heard, or is off: then what came of its words is read. */
  | { readonly type: "audible"; readonly audible: boolean }
  /** Audio is reduced to its length: sound never passes through state. */
  | { readonly type: "agent-audio"; readonly durationMs: number }
  | { readonly type: "live"; readonly event: Exclude<LiveEvent, { readonly type: "audio" }> }
  | { readonly type: "voice"; readonly speaking: boolean }
  | { readonly type: "playback-started"; readonly turn: number }
  | { readonly type: "playback-drained"; readonly turn: number; readonly heardMs: number }
  | { readonly type: "playback-flushed"; readonly turn: number; readonly heardMs: number }
  /** The call is over, and with it the sound: of the turn heard last after `heardMs` of it. */
  | {
      readonly type: "playback-stopped";
      readonly turn: number | undefined;
      readonly heardMs: number;
      readonly underruns?: number;
    }
  | { readonly type: "tool-settled"; readonly outcome: ToolOutcome }
  /** A tool waits for the person's approval, or has it. */
  | { readonly type: "tool-asking"; readonly callId: string; readonly asking: boolean }
  /** `response` tells the model too. */
  | {
      readonly type: "tool-progress";
      readonly callId: string;
      readonly text: string;
      readonly response: ToolResponse | undefined;
    }
  /** The tools remember something else now. */
  | { readonly type: "context"; readonly values: Readonly<Record<string, unknown>> }
  /** The person wants a call that went wrong to run again. */
  | { readonly type: "tool-retry"; readonly callId: string }
  | { readonly type: "tool-card"; readonly callId: string; readonly card: Card }
  /** The person wants to go on although the agent is hanging up. */
  | { readonly type: "keep-talking" }
  | { readonly type: "end-asked"; readonly reason: string }
  | { readonly type: "mute"; readonly muted: boolean }
  /** The person holds the button to talk, or lets go of it. */
  | { readonly type: "hold-to-talk"; readonly held: boolean }
  /** The person wants the next part neither recorded nor kept as text, or kept again. */
  | { readonly type: "off-record"; readonly off: boolean }
  /** Nothing more of the sound can be stored. */
  | { readonly type: "recording-failed" }
  /** No more of what the agent is shown is kept. */
  | { readonly type: "pictures-stopped"; readonly why: PictureStop }
  | { readonly type: "text"; readonly text: string }
  /** The person wants this shown to the agent; undefined: nothing any more. */
  | { readonly type: "share"; readonly source: ShareSource | undefined }
  | { readonly type: "share-opened" }
  | { readonly type: "share-ended"; readonly trouble: ShareTrouble | undefined }
  | { readonly type: "timer"; readonly timer: TimerName }
  | { readonly type: "hang-up" }
  /** This tab cannot have the call, or not any longer. */
  | { readonly type: "leave"; readonly outcome: Outcome };

/** How the open session looks from outside. */
export interface LinkReading {
  /** How long nothing came from the service. */
  readonly quietMs: number;
  /** What the socket holds and the network did not take yet. */
  readonly queuedBytes: number;
}

import type { VoiceProcessing } from "../audio/voice-processing.ts";
import type { WantedSession } from "../live/session-request.ts";
import type { Budget } from "../numbers/cost.ts";
import type { Settings } from "../settings.ts";
import type { ReturnedCall } from "./returned.ts";
import type { CallAbout, Outcome } from "./state.ts";
import type { TalkPlan } from "./talk-plan.ts";
import type { VoiceUplink } from "./uplink.ts";

/** What one call is to be like. */
export interface CallPlan {
  /** Of the call in history; empty for one that goes on, which brings its own. */
  readonly id: string;
  readonly about: CallAbout;
  /** Whether its sound is kept. */
  readonly record: boolean;
  /** Whether pictures that the agent is shown are kept; undefined: they are not. */
  readonly keepPictures?: boolean;
  /** What it may cost; undefined: whatever it takes. */
  readonly budget?: Budget | undefined;
  /** Without tools and handle: the call adds them. */
  readonly request: WantedSession;
  /** First text to the agent, so that it speaks first; undefined: the person begins. */
  readonly greeting: string | undefined;
  /** Preferred microphone; undefined: the system's default. */
  readonly microphoneId: string | undefined;
  /** What else was chosen about the sound; undefined: as the system and the browser have it. */
  readonly sound?: CallSound | undefined;
  readonly settings: Settings;
  /** Names of the tools that this agent may not use. */
  readonly toolsOff: readonly string[];
  /** Names of the only tools that it may use; undefined: all but those. */
  readonly toolsOnly?: readonly string[] | undefined;
  /** What the tools find in their state. */
  readonly startValues: Readonly<Record<string, unknown>>;
  /** What this tab may have of the call; never rejects. Undefined: a new call, at once. */
  readonly entry?: Promise<CallEntry>;
  /** How the person talks; undefined: with an open microphone. Push-to-talk goes with manual activity in the request. */
  readonly talk?: TalkPlan | undefined;
  /** How the voice gets to the session, used for this call alone; undefined: as it comes. */
  readonly uplink?: VoiceUplink;
}

/** How the person wants to be heard, and to hear. */
export interface CallSound {
  readonly processing: VoiceProcessing;
  /** Preferred output; undefined: the system's default. */
  readonly speakerId: string | undefined;
  /** 0–1 of full. */
  readonly volume: number;
}

/** What a tab may have: a new call, one that goes on, or none. */
export type CallEntry =
  | { readonly type: "new" }
  | { readonly type: "returned"; readonly call: ReturnedCall }
  | { readonly type: "none"; readonly outcome: Outcome };

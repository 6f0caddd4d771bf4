import type { LogEntry } from "../call/log-entry.ts";
import type { Notice } from "../call/state.ts";
import type { Usage } from "../live/messages.ts";
import type { Gap } from "../recording/track.ts";

/** What is kept of a call, besides its turns and its sound. Times in ms since the epoch. */
export interface CallRecord {
  /** Of `a–z 0–9 -`. */
  readonly id: string;
  readonly startedAtMs: number;
  /** Undefined while it runs; of a recovered call the last moment that is known. */
  readonly endedAtMs: number | undefined;
  /** `recovered`: the page was gone before the call was over. */
  readonly status: "running" | "ended" | "recovered";
  /** The person's own, or made from the first words. Plain text. */
  readonly title: string;
  /** The person has named it. */
  readonly isTitled: boolean;
  /** The first words of the person, or else of the agent, in one line; empty if nothing was said. */
  readonly firstWords: string;
  readonly isStarred: boolean;
  /** The person's own words about it. */
  readonly notes: string;
  readonly agent: { readonly id: string; readonly name: string };
  /** Empty: the server's default. */
  readonly model: string;
  readonly voice: string;
  /** Undefined while it runs, and of a recovered call. */
  readonly end: CallEnd | undefined;
  /** What its tools remembered at the end. */
  readonly context: Readonly<Record<string, unknown>>;
  readonly usage: Usage;
  /** From the end of the person's turn to the agent's first sound, one for each answer. */
  readonly latenciesMs: readonly number[];
  /** How often the agent's sound ran dry in the middle; absent where that was not counted. */
  readonly underruns?: number;
  /** Live sessions it spanned. */
  readonly sessions: number;
  /** Names of the tools that ran, with repetition. */
  readonly tools: readonly string[];
  /** What happened to it besides what was said, oldest first. */
  readonly notices: readonly Notice[];
  readonly sound: SoundState;
  /** How many pictures are kept with it; absent: none. */
  readonly pictures?: number;
}

/** How a call ended. `reason` is the agent's own, or that of the error; `message` is for people. */
export type CallEnd =
  | { readonly type: "hung-up" }
  | { readonly type: "agent-hung-up"; readonly reason: string }
  | { readonly type: "failed"; readonly message: string };

/** What there is to hear of a call. */
export type SoundState =
  /** It was not recorded, or the person or a rule has removed the sound. */
  | { readonly status: "none"; readonly isRemoved: boolean }
  /** The pieces are stored as they came; while the call runs more are added. `tries`: see `isUnmade`; absent: none. */
  | { readonly status: "pieces"; readonly gaps: readonly Gap[]; readonly tries?: number }
  /** The MP3 is stored, and the pieces are gone. */
  | { readonly status: "mp3"; readonly gaps: readonly Gap[] };

/** A turn or tool call of a kept call. */
export interface KeptEntry {
  readonly callId: string;
  readonly entry: LogEntry;
}

/** The finished sound of a call. */
export interface Recording {
  readonly callId: string;
  /** What the times of turns are counted against: where the sound begins, in ms since the epoch. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** Mono mixes both; stereo has the person left and the agent right. */
  readonly channels: 1 | 2;
  readonly mp3: ArrayBuffer;
  readonly waveform: Waveform;
}

/** How loud both voices were, for drawing. Both lanes have one value a bar. */
export interface Waveform {
  readonly barMs: number;
  /** Peak of each bar, 0–255 for 0–1. */
  readonly user: Uint8Array;
  readonly agent: Uint8Array;
}

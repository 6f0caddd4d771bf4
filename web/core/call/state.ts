import type { AudioTrouble } from "../audio/audio-change.ts";
import type { CallError } from "../errors.ts";
import type { ToolResponse, Usage } from "../live/messages.ts";
import type { Budget } from "../numbers/cost.ts";
import type { Gap } from "../recording/track.ts";
import type { DeviceNoticeType } from "./audio-changes.ts";
import type { PictureState } from "./kept-pictures.ts";
import type { LogEntry } from "./log-entry.ts";
import type { Share } from "./share.ts";
import type { Talk } from "./talk-plan.ts";

/** Everything a screen or a record needs to know of a call; changed only by `reduce`. All times are `Clock.now()`. */
export interface CallState {
  /** Of the call in history; empty before the first one. */
  readonly id: string;
  readonly about: CallAbout;
  readonly phase: Phase;
  /** What the agent is doing; meaningful while `live`. */
  readonly activity: AgentActivity;
  /** Turns and tool calls in the order they belong, oldest first. */
  readonly log: readonly LogEntry[];
  readonly talk: Talk;
  readonly muted: boolean;
  /** The person talks while muted. */
  readonly mutedSpeech: boolean;
  /** When the start button was pressed; undefined before the first call. */
  readonly startedAtMs: number | undefined;
  /** Tokens of every turn so far, added up: each turn is billed for the whole context. */
  readonly usage: Usage;
  readonly floor: Floor;
  /** Whether the agent's sound can be heard; else its words are read as they come. */
  readonly audible: boolean;
  /** Sent as the first text so that the agent speaks first; undefined once sent, or when the person should begin. */
  readonly greeting: string | undefined;
  /** The newest good resumption handle. Secret: never shown or logged. */
  readonly handle: string | undefined;
  readonly link: Link;
  /** What the service was told and has not answered yet: a session that is lost takes it along. */
  readonly unanswered: Unanswered;
  /** What the tools remember in this call. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Answers to tool calls that wait for others of the same message. */
  readonly answers: readonly ToolResponse[];
  /** What the agent is shown. */
  readonly share: Share;
  /** Whether that is kept. */
  readonly pictures: PictureState;
  /** Whether its sound is kept. */
  readonly recording: RecordingState;
  /** Stretches without sound in the recording, oldest first; the last one may be open. */
  readonly gaps: readonly Gap[];
  /** Live sessions that were opened. */
  readonly sessions: number;
  /** What keeps the sound from coming or going at the moment. */
  readonly audioTroubles: readonly AudioTrouble[];
  /** What happened besides what was said, oldest first. */
  readonly notices: readonly Notice[];
  /** What it may cost; undefined: whatever it takes. */
  readonly budget: Budget | undefined;
  /** How often the agent's sound ran dry while more of it was to come; those of this tab are known once the call is over. */
  readonly underruns: number;
  /** Ids for new log entries. */
  readonly nextId: number;
  /** The agent asked to hang up: the call ends when its last words were heard. */
  readonly ending: Ending | undefined;
}

/** Whom the call is with, as it was when it began. */
export interface CallAbout {
  readonly agent: { readonly id: string; readonly name: string };
  /** Empty: the server's default. */
  readonly model: string;
  /** Empty: the service's default. */
  readonly voice: string;
}

/** `paused`: off the record; neither sound nor text is kept. `failed`: the device has no room; the text goes on. */
export type RecordingState = "off" | "on" | "paused" | "failed";

/** Something to be kept with the call. */
export interface Notice {
  readonly type:
    | "connection-lost"
    | "reconnected"
    /** The service had forgotten the conversation, and was told of it. */
    | "started-afresh"
    /** Some of what the person said never reached the service: the network was too slow. */
    | "sound-dropped"
    | "storage-full"
    | "off-record"
    | "on-record"
    /** The device has no room for more pictures. */
    | "pictures-full"
    /** There are as many pictures as a call may have. */
    | "pictures-enough"
    /** It has cost as much as the person wants to be told of. */
    | "budget-warned"
    | DeviceNoticeType;
  readonly atMs: number;
  /** Of the device that it is about; empty where the browser does not tell. */
  readonly label?: string;
  /** How long the sound stood still. */
  readonly lostMs?: number;
}

/** The connection to the service, as far as it takes to keep it. */
export interface Link {
  /** When the open session was accepted; undefined while there is none. */
  readonly openedAtMs: number | undefined;
  /** The newest session, open or not, went on from a handle. */
  readonly resumed: boolean;
  /** Connects since the last healthy session: what the pauses between them grow with. */
  readonly attempts: number;
  /** Sessions in a row that died right after they were accepted. */
  readonly shortLives: number;
  /** When the newest good handle came: it stands for what was said until then. */
  readonly handleAtMs: number | undefined;
  /** The service said that its handle would lead back to an earlier moment. */
  readonly resumable: boolean;
  /** When the service will close the connection, as far as it said so. */
  readonly closesAtMs: number | undefined;
  /** The person wants a fresh connection. */
  readonly refresh: boolean;
  /** A move is under way while the old session is still open. */
  readonly moving: boolean;
  /** Not before this is a move tried again. */
  readonly moveNotBeforeMs: number;
  /** Looks in a row at which the service had just been heard from: it can be expected to go on. */
  readonly pulse: number;
  /** Looks in a row at which the socket was fuller than before. */
  readonly clogged: number;
  /** Bytes in the socket at the last look, where they are many enough to matter; else 0. */
  readonly queuedBytes: number;
  /** The device has lost its network since. */
  readonly offlineAtMs: number | undefined;
  /** The uplink takes sound more slowly than it is spoken. */
  readonly poor: boolean;
  /** So much of what the person said was left out for good. */
  readonly droppedMs: number;
  /** The service was reminded that the person has finished. */
  readonly nudged: boolean;
  /** How long the newest answers were in coming, oldest first. */
  readonly answersMs: readonly number[];
}

/** What waits for an answer. */
export interface Unanswered {
  /** When the person's speech began. */
  readonly speechSinceMs: number | undefined;
  /** Sent since, in order. While there is no session they wait for one. */
  readonly texts: readonly string[];
  /** When the person had finished: since then the service is expected to answer. */
  readonly sinceMs: number | undefined;
  /** The spoken turn whose words will come once more, since its sound goes to the next session as well. */
  readonly heardAnew: number | undefined;
}

export type Phase =
  | { readonly name: "idle" }
  | { readonly name: "requesting-microphone" }
  | { readonly name: "connecting" }
  | { readonly name: "live"; readonly sinceMs: number }
  | {
      readonly name: "reconnecting";
      readonly sinceMs: number;
      /** Connects that failed so far. */
      readonly attempt: number;
      /** Why the connection, or the newest attempt to restore it, failed; undefined when it was moved on purpose. */
      readonly error: CallError | undefined;
    }
  | { readonly name: "ended"; readonly atMs: number; readonly outcome: Outcome };

export type Outcome =
  | { readonly type: "hung-up" }
  /** The agent called `end_call`. */
  | { readonly type: "agent-hung-up"; readonly reason: string }
  /** It goes on in another tab; or one goes on there, and this one never began. */
  | { readonly type: "elsewhere" }
  | { readonly type: "failed"; readonly error: CallError };

/** `thinking`: a turn of the person is with the service and nothing came back yet. */
export type AgentActivity = "listening" | "thinking" | "speaking";

/** Who has the floor, as far as the sound goes. */
export interface Floor {
  /** The agent turn the service is in; undefined between turns. */
  readonly arriving: number | undefined;
  /** All sound of the arriving turn has been sent. */
  readonly generated: boolean;
  /** The newest agent turn with sound that is not yet heard. */
  readonly queued: number | undefined;
  /**
   * When the newest piece of a cut turn came. While set, arriving sound and text belong to that turn and are dropped.
   */
  readonly discardingAtMs: number | undefined;
  readonly voice: Voice;
}

/** The person's own voice as this device hears it. */
export interface Voice {
  readonly speaking: boolean;
  readonly startedAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
}

export interface Ending {
  readonly reason: string;
  readonly askedAtMs: number;
  /** The service closed a turn since: nothing more will be said. */
  readonly turnOver: boolean;
}

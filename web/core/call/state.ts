import type { AudioTrouble } from "../audio/audio-change.ts";
import type { CallError } from "../errors.ts";
import type { LiveEvent, ToolCall, ToolOutcome, ToolResponse, Usage } from "../live/messages.ts";
import type { Budget } from "../numbers/cost.ts";
import type { Gap } from "../recording/track.ts";
import type { Card } from "../tools/card.ts";
import type { PictureStop } from "../video/picture-keeper.ts";
import type { DeviceChange, DeviceNoticeType } from "./audio-changes.ts";
import type { PictureState } from "./kept-pictures.ts";
import type { ReturnedCall } from "./returned.ts";
import type { Share, ShareSource, ShareTrouble } from "./share.ts";
import type { Talk, TalkPlan } from "./talk-plan.ts";
import type { Unsure } from "./uplink.ts";

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
  /** How often the agent's sound ran dry while more of it was to come; known once the call is over. */
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

export type LogEntry = Turn | ToolCallEntry;

/** One uninterrupted stretch by one voice. */
export interface Turn {
  readonly kind: "turn";
  readonly id: number;
  readonly role: "user" | "agent";
  /** Verbatim concatenation of the fragments; trimmed only for show. */
  readonly text: string;
  readonly status: "open" | "complete" | "interrupted";
  readonly startedAtMs: number;
  readonly endedAtMs: number | undefined;
  /** User turns: written, not spoken. */
  readonly typed: boolean;
  /** Agent turns: audio received so far. */
  readonly audioMs: number;
  /** Agent turns: when the first of its sound came in. */
  readonly cameAtMs?: number;
  /** Agent turns: when the first of its sound was heard. */
  readonly soundedAtMs?: number;
  /** Agent turns: how much audio had been received when the text had this length. Text runs ahead of the sound. */
  readonly marks: readonly TextMark[];
  /** Interrupted agent turns: the part that was heard, once the speaker told. */
  readonly heard: HeardPart | undefined;
}

export interface TextMark {
  readonly chars: number;
  readonly audioMs: number;
}

export interface HeardPart {
  readonly audioMs: number;
  /** Length of the heard beginning of `text`. */
  readonly chars: number;
}

export interface ToolCallEntry {
  readonly kind: "tool-call";
  readonly id: number;
  readonly call: ToolCall;
  /** The ids that are owed the answer: the call's own, unless withdrawn, and those under which it was asked again. */
  readonly ids: readonly string[];
  /** How the model gets the result: a retry has no id of the service, so it is told in words. */
  readonly answer: "response" | "text";
  /**
   * `asking`: waits for the person's approval. `cancelled`: withdrawn by the service or stopped by the person.
   */
  readonly status: "asking" | "running" | ToolOutcome["status"];
  readonly startedAtMs: number;
  readonly endedAtMs: number | undefined;
  /** What was answered; undefined while running and after a cancellation. */
  readonly response: Readonly<Record<string, unknown>> | undefined;
  /** The newest word on how far it got. */
  readonly progress: string | undefined;
  /** What it has shown so far. */
  readonly cards: readonly Card[];
}

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
  | { readonly type: "connected" }
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

/** One timer of each name at most; setting it again replaces it. */
export type TimerName =
  | "thinking"
  | "barge-in"
  | "mute"
  | "muted-speech"
  | "talk-end"
  | "turn-end"
  | "reopen"
  | "reconnect"
  | "link"
  | "ending"
  | "respond";

/** The state after an event, and what is to be done about it, in order. */
export type Step = readonly [CallState, readonly CallCommand[]];

/** Orders to the ports, carried out by `Call` in sequence. */
export type CallCommand =
  | { readonly type: "open-microphone" }
  /** Connects anew; a connect that is under way is given up. */
  | { readonly type: "connect"; readonly handle: string | undefined }
  /** Connects anew while the open session goes on, and closes that at the last moment. */
  | { readonly type: "move"; readonly handle: string | undefined }
  /** Closes the open session: it is of no use any more. */
  | { readonly type: "drop-session" }
  /** Tells how the open session looks. */
  | { readonly type: "read-link" }
  /** What may not have arrived goes to the next session once more. */
  | { readonly type: "rewind-uplink"; readonly unsure: Unsure }
  /** Reminds the service that the person has finished. */
  | { readonly type: "nudge" }
  | { readonly type: "send-text"; readonly text: string }
  | { readonly type: "set-muted"; readonly muted: boolean }
  /** Stops the uplink after telling the service that the microphone pauses. */
  | { readonly type: "pause-uplink" }
  | { readonly type: "resume-uplink" }
  /** From now on the microphone may be heard, or no longer. */
  | { readonly type: "set-gate"; readonly open: boolean }
  /** Tells the service that the person's turn is over. */
  | { readonly type: "end-turn" }
  | { readonly type: "finish-playback"; readonly turn: number }
  | { readonly type: "flush-playback" }
  | { readonly type: "duck"; readonly ducked: boolean }
  /** Begins to show this, in place of what was shown before. */
  | { readonly type: "open-share"; readonly source: ShareSource }
  | { readonly type: "close-share" }
  /** From now on both voices go to the tape, or no longer. */
  | { readonly type: "set-taping"; readonly taping: boolean }
  | { readonly type: "run-tool"; readonly call: ToolCall }
  | { readonly type: "cancel-tools"; readonly ids: readonly string[] }
  /** Answers to calls, each id once in a call. */
  | { readonly type: "respond"; readonly responses: readonly ToolResponse[] }
  /**
   * Up to `spreadMs` is added at random, so that not everybody comes back at the same moment; `afterSound` adds what
   * it takes until sound that the speaker has played is heard.
   */
  | {
      readonly type: "set-timer";
      readonly timer: TimerName;
      readonly delayMs: number;
      readonly spreadMs?: number;
      readonly afterSound?: boolean;
    }
  | { readonly type: "clear-timer"; readonly timer: TimerName }
  /** Ends everything the call holds: microphone, speaker, socket, tools, timers. */
  | { readonly type: "release" };

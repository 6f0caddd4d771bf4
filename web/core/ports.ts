import type { AudioChange } from "./audio/audio-change.ts";
import type { CaptureChunk } from "./audio/capture-messages.ts";
import type { ClockPair } from "./audio/clock-pair.ts";
import type { PlaybackReport } from "./audio/playback-messages.ts";
import type { VoiceProcessing } from "./audio/voice-processing.ts";
import type { ActiveCall } from "./call/active-call.ts";
import type { CallError, SessionError, StorageError } from "./errors.ts";
import type { LiveEvent, ToolCall, ToolOutcome, ToolResponse } from "./live/messages.ts";
import type { FunctionDeclaration, SessionRequest } from "./live/session-request.ts";
import type { ServerConfig, TokenResponse } from "./live/token-contract.ts";
import type { TrackName } from "./recording/track.ts";
import type { Settings } from "./settings.ts";
import type { Card } from "./tools/card.ts";
import type { ToolState } from "./tools/tool-state.ts";
import type { Picture } from "./video/picture.ts";

/** Time, injected so that tests own it. */
export interface Clock {
  /** Milliseconds since the epoch, never going backwards within a page. */
  now(): number;
  /** Calls once after the delay; the answer cancels. */
  setTimer(delayMs: number, callback: () => void): () => void;
}

/** Devices of one kind. */
export interface DeviceList {
  /** What there is to choose from; names are empty until a microphone was allowed once. */
  list(): Promise<readonly DeviceInfo[]>;
  /** Calls whenever devices come or go; the answer stops that. */
  onListChange(callback: () => void): () => void;
}

export interface DeviceInfo {
  readonly deviceId: string;
  readonly label: string;
}

/** Where the person's voice comes from. */
export interface Microphone extends DeviceList {
  /**
   * Opens the microphone and calls `onChunk` every 20 ms until closed. Call it synchronously from the click that
   * starts a call: the audio context needs the gesture.
   * @throws MicrophoneError; AbortError when the signal aborts first (nothing stays open then).
   */
  open(options: MicrophoneOptions, signal: AbortSignal): Promise<MicrophoneStream>;
}

export interface MicrophoneOptions {
  /** A preferred device; the default one is taken if it is gone. */
  readonly deviceId?: string;
  /** Undefined: all of it. */
  readonly processing?: VoiceProcessing;
  /** The chunk's buffer belongs to the callee. */
  readonly onChunk: (chunk: CaptureChunk) => void;
  /** Called when something happened to the microphone and it goes on, as from another device. */
  readonly onChanged?: (change: AudioChange) => void;
  /**
   * Called once if the microphone ends by itself and no other takes its place: `denied` when the person has withdrawn
   * the permission, else `lost`.
   */
  readonly onLost: (error: CallError) => void;
}

/** An open microphone. */
export interface MicrophoneStream {
  /** While muted, chunks go on with silence. */
  setMuted(muted: boolean): void;
  /** RMS 0–1 of the newest chunk, also while muted. */
  level(): number;
  /**
   * Changes to this device, undefined: the system's default, without a hole; `onChanged` tells which one it is then.
   * Settles in every case.
   */
  use(deviceId: string | undefined): Promise<void>;
  /** Has the sound processed like this from now on, without a hole. Settles in every case. */
  process(processing: VoiceProcessing): Promise<void>;
  /** Goes on after `blocked`. Call it synchronously from a click. */
  wake(): void;
  /** Releases the device; safe to call twice. */
  close(): void;
}

/** Where the agent's voice goes. */
export interface Speaker {
  /**
   * Opens the output. Call it synchronously from the click that starts a call.
   * @throws MicrophoneError with `unsupported` where the browser has no AudioWorklet; AbortError.
   */
  open(options: SpeakerOptions, signal: AbortSignal): Promise<SpeakerStream>;
}

export interface SpeakerOptions extends SpeakerEvents {
  /** A preferred device; the system's default is taken if it is gone, or where the browser does not let choose. */
  readonly deviceId?: string;
  /** 0–1 of full; undefined: full. */
  readonly volume?: number;
}

/** A segment is the audio of one agent turn. */
export interface SpeakerEvents {
  readonly onStarted: (segment: number) => void;
  /** A finished segment was heard to its end. */
  readonly onDrained: (segment: number, heardMs: number) => void;
  /** A segment was cut after `heardMs` of it, by a flush or because the output broke. */
  readonly onFlushed: (segment: number, heardMs: number) => void;
  /** What came out, in order; the block's buffer belongs to the callee. */
  readonly onPlayed: (block: PlayedBlock) => void;
  /** Called when something happened to the output and it goes on, as through another device. */
  readonly onChanged?: (change: AudioChange) => void;
  /** Called once if the output ends by itself and cannot be had again. */
  readonly onLost?: (error: CallError) => void;
}

/** Sound as it left the speaker: PCM s16le mono at 24 kHz, at most 200 ms of it. */
export interface PlayedBlock {
  /** Position of the first frame on the output's clock, at 24 kHz. */
  readonly firstFrame: number;
  readonly pcm: ArrayBuffer;
  /** When a frame of that clock is heard, as exactly as the platform tells at this moment. */
  readonly clock: ClockPair;
}

/** An open output. */
export interface SpeakerStream {
  /** Queues PCM s16 mono of any length and rate; takes the buffer. Ignored for a segment that was flushed. */
  write(samples: Int16Array, sampleRateHz: number, segment: number): void;
  /** No more audio comes for the segment. */
  finish(segment: number): void;
  /** Silence within 20 ms; everything queued is dropped and never comes back. */
  flush(): void;
  /** Lowers the voice while it is unclear whether the person interrupts. */
  duck(ducked: boolean): void;
  /** 0–1 of full: how loud it is heard. What is handed to `onPlayed` does not change. */
  setVolume(volume: number): void;
  /** Changes to this device, undefined: the system's default; `onChanged` tells which one it is then. Settles in every case. */
  use(deviceId: string | undefined): Promise<void>;
  /** Goes on after `blocked`. Call it synchronously from a click. */
  wake(): void;
  /** RMS 0–1 of what is being played. */
  level(): number;
  /** How long it takes until what was played is heard, in ms, as far as the browser tells. */
  latencyMs(): number;
  /** The newest word of the playback worklet, if anything was ever played. */
  report(): PlaybackReport | undefined;
  /** Releases the output; safe to call twice. Settles when all that was heard has been handed to `onPlayed`. */
  close(): Promise<void>;
}

/** Where pictures for the agent come from. */
export interface FrameSource {
  /**
   * Opens a camera or a screen and calls `onFrame` once a second until closed. Call it synchronously from a click.
   * @throws what the browser says, `NotAllowedError` where the person has not allowed it; AbortError
   */
  open(what: "camera" | "screen", options: FrameOptions, signal: AbortSignal): Promise<FrameStream>;
}

export interface FrameOptions {
  /** How many bytes a frame should have at most; asked before each. */
  readonly limitBytes: () => number;
  readonly onFrame: (frame: VideoFrameData) => void;
  /** Called once when the device stops by itself, as by the browser's own button. */
  readonly onEnded: () => void;
}

/** A frame: a JPEG of at most 1024 px on its longest side. */
export interface VideoFrameData {
  readonly jpeg: ArrayBuffer;
  readonly width: number;
  readonly height: number;
}

/** An open camera or screen. */
export interface FrameStream {
  /** Changes to the camera on the other side; stays where it is if there is none. Settles in every case. */
  flip(): Promise<void>;
  /** Releases the device; safe to call twice. */
  close(): void;
}

/** Where pictures are kept that the agent was shown. */
export interface PictureAlbum {
  /** How many there are of a call. @throws StorageError */
  count(callId: string): Promise<number>;
  /** Adds a copy of one. @throws StorageError, also when the call is gone */
  add(callId: string, picture: Picture): Promise<void>;
}

/** The way to the Live service. */
export interface LiveTransport {
  /**
   * Begins to load what a connect needs; with its request, a token for it is minted ahead. Never fails: what is missing
   * shows when it connects.
   */
  prepare(request?: SessionRequest): void;
  /**
   * Mints a token, connects, and settles within 15 s in every case. Events may arrive before it resolves.
   * @throws TokenError, SessionError, AbortError. After a rejection nothing stays open.
   */
  connect(request: SessionRequest, events: LiveSessionEvents, signal: AbortSignal): Promise<LiveSession>;
}

export interface LiveSessionEvents {
  /** Called once when all is there but the socket, right before it is opened: time to close the session before. */
  readonly onOpening?: () => void;
  readonly onEvent: (event: LiveEvent) => void;
  /** Called once when an open session closes by itself; never after `close()`. */
  readonly onClosed: (error: SessionError) => void;
}

/** An open Live session. Sending on a closed one does nothing. */
export interface LiveSession {
  /** Whom it is with, by what the server said; undefined where nobody did. */
  readonly model?: string | undefined;
  /** A stand-in answers. */
  readonly isFree?: boolean;
  /** PCM s16le mono 16 kHz; takes the buffer. */
  sendAudio(pcm: ArrayBuffer): void;
  /** The microphone pauses: the service ends the turn now instead of waiting for silence. */
  endAudioStream(): void;
  /** The person's turn begins. Only in a session with manual activity, which any other closes for. */
  startActivity(): void;
  /** The person's turn is over; the model answers. */
  endActivity(): void;
  /** A typed message; the model answers at once. */
  sendText(text: string): void;
  respond(responses: readonly ToolResponse[]): void;
  /** A frame of video, JPEG; takes the buffer. What is sent after it has to wait until it is through. */
  sendFrame(jpeg: ArrayBuffer): void;
  /** Bytes that were sent and not yet taken by the network, frames apart, as far as it is known by now. */
  queuedBytes(): number;
  /** The same of frames. */
  queuedFrameBytes(): number;
  /** How long nothing came from the service, in ms; empty messages count. */
  quietMs(): number;
  /**
   * From the open socket to the accepted setup, in ms: a round trip and what the service needed for it. Browsers have
   * no pings.
   */
  roundTripMs(): number | undefined;
  close(): void;
}

/** The token server. */
export interface TokenSource {
  /** @throws TokenError, AbortError */
  config(signal: AbortSignal): Promise<ServerConfig>;
  /** A fresh token for one connect. @throws TokenError, AbortError */
  mint(request: SessionRequest, accessCode: string | undefined, signal: AbortSignal): Promise<TokenResponse>;
}

/** The functions agents can call. */
export interface Toolbox {
  /**
   * The tools of one conversation.
   * @throws TokenError with `unreachable` when the tools' code cannot be fetched
   */
  open(options: ToolboxPlan): Promise<CallTools>;
}

export interface ToolboxPlan {
  /** Undefined: the server's default. */
  readonly model: string | undefined;
  readonly settings: Settings;
  /** Names of tools that are not to be offered. */
  readonly toolsOff: readonly string[];
  /** Names of the only tools that are to be offered; undefined: all but those. */
  readonly toolsOnly?: readonly string[] | undefined;
}

/** What the agent can call in one conversation. */
export interface CallTools {
  /** What is declared to the model. */
  readonly declarations: readonly FunctionDeclaration[];
  /** Whether the model waits for this tool's answer before it says anything. */
  blocks(name: string): boolean;
  /** Runs a call; every way it can go wrong is an outcome. Never rejects. */
  run(call: ToolCall, host: ToolHost, signal: AbortSignal): Promise<ToolOutcome>;
}

/** What a conversation offers to one running tool call. */
export interface ToolHost {
  readonly state: ToolState;
  endCall(reason: string): void;
  /** Shows how far it got; `response` also tells the model. */
  progress(text: string, response: ToolResponse | undefined): void;
  show(card: Card): void;
  /**
   * Asks the person, unless they have allowed for good what is kept under this name; resolves to whether it may run.
   * Rejects with AbortError when the call is withdrawn.
   */
  approve(permission: string): Promise<boolean>;
}

/** Keeps what the tools remember in the running call, so that a reload does not lose it. */
export interface ContextStore {
  /** What a call that was cut off left behind; undefined after a call that ended. */
  load(): Readonly<Record<string, unknown>> | undefined;
  save(values: Readonly<Record<string, unknown>>): void;
  clear(): void;
}

/** Whether the device has a network. */
export interface Network {
  /** Calls when the device loses its network, or has one again; the answer stops that. */
  onChange(callback: (online: boolean) => void): () => void;
}

/** Keeps what it takes to return to the running call, so that it outlives the browser. Rejects with a StorageError. */
export interface ActiveCallStore {
  /** Of the call that runs, or whose page is gone; undefined after one that ended. */
  load(): Promise<ActiveCall | undefined>;
  /** Takes the place of what was kept. */
  save(call: ActiveCall): Promise<void>;
  clear(): Promise<void>;
}

/** Keeps the sound of calls. */
export interface Recorder {
  /** The tape of a call that begins. @param onFailed called once when nothing more can be stored; the tape then ignores all */
  start(callId: string, onFailed: (error: StorageError) => void): Tape;
}

/** Stores what is said in a call, about once a second, so that a crash loses no more than that. */
export interface Tape {
  /** A chunk of the person, PCM s16le mono 16 kHz; copied. `atMs` is when the chunk came in, `Clock.now()`. */
  user(chunk: CaptureChunk, atMs: number): void;
  /** What came out of the speaker; copied. */
  agent(block: PlayedBlock): void;
  /** The frames of this track count from 0 again from here on: its device was opened anew. */
  restart(track: TrackName): void;
  /** Stores what is not stored yet. Settles in every case. */
  flush(): Promise<void>;
  /** The same, for the last time: the call is over. */
  finish(): Promise<void>;
}

/** Makes a small file out of two long tracks. */
export interface Encoder {
  /** Gets ready what it has on the device, for an `encode` that is about to come. Settles in every case. */
  prepare(signal: AbortSignal): Promise<void>;
  /**
   * Mixes and encodes to MP3.
   * @param onProgress share of a step that is done, 0–1, never falling within it
   * @throws RecordingError, AbortError. Nothing keeps running afterwards.
   */
  encode(
    sound: MixInput,
    onProgress: (progress: EncodeProgress) => void,
    signal: AbortSignal,
  ): Promise<ArrayBuffer>;
}

/** Both tracks as raw PCM s16le mono at their rates, from the same moment on; the shorter one ends in silence. */
export interface MixInput {
  readonly user: Blob;
  readonly agent: Blob;
  readonly durationMs: number;
  /** The most that both add up to at a moment; 1 is full scale. What is louder is limited. */
  readonly loudest: number;
  readonly channels: 1 | 2;
  readonly tags: { readonly title: string; readonly artist: string; readonly date: string };
}

/** `loading`: the encoder's code is on its way; `share` is 0–1. */
export interface EncodeProgress {
  readonly step: "loading" | "encoding";
  readonly share: number;
}

/** The encoder's code on this device. */
export interface EncoderFiles {
  /** What it takes on the device. */
  readonly bytes: number;
  /** Whether all of it is here, so that it works without a network. Never rejects. */
  isKept(): Promise<boolean>;
  /**
   * Fetches what is not here yet.
   * @param onShare share of all of it that is here, 0–1
   * @returns whether it is kept: where the browser has no room, the encoder still works with a network
   * @throws RecordingError `encoder-load`, AbortError
   */
  keep(onShare: (share: number) => void, signal: AbortSignal): Promise<boolean>;
}

/** Keeps the settings over reloads. */
export interface SettingsStore {
  /** Whatever was saved last, unchecked; undefined if nothing was or it cannot be read. */
  load(): unknown;
  save(settings: Readonly<Record<string, unknown>>): void;
  /** Calls whenever another page has saved. */
  onChange(callback: () => void): void;
}

import { atom, type ReadableAtom } from "nanostores";
import { invariant, unreachable } from "../assert.ts";
import type { AudioChange } from "../audio/audio-change.ts";
import type { VoiceProcessing } from "../audio/voice-processing.ts";
import { type CallError, isAbort, isCallError, MicrophoneError, SessionError } from "../errors.ts";
import type { LiveEvent, ToolCall } from "../live/messages.ts";
import type { SessionRequest, WantedSession } from "../live/session-request.ts";
import type { Budget } from "../numbers/cost.ts";
import type {
  CallTools,
  Clock,
  ContextStore,
  FrameSource,
  LiveSession,
  LiveTransport,
  Microphone,
  MicrophoneStream,
  Network,
  Recorder,
  Speaker,
  SpeakerStream,
  Tape,
  Toolbox,
  ToolHost,
  VideoFrameData,
} from "../ports.ts";
import type { TrackName } from "../recording/track.ts";
import { Scope } from "../scope.ts";
import type { Settings } from "../settings.ts";
import { createToolState, type ToolState } from "../tools/tool-state.ts";
import { arrivingTurn } from "./agent-turn.ts";
import { EventLog, type LoggedEvent } from "./event-log.ts";
import type { Playhead } from "./heard.ts";
import { idleCall } from "./idle.ts";
import { memoryNote, rememberingRequest } from "./memory.ts";
import type { CallMeters } from "./meters.ts";
import { reduce } from "./reduce.ts";
import type { ReturnedCall } from "./returned.ts";
import type { ShareSource } from "./share.ts";
import { Sharing } from "./sharing.ts";
import type { CallAbout, CallCommand, CallState, Happening, Outcome, TimerName } from "./state.ts";
import { type GatedChunk, silenced, TalkGate } from "./talk-gate.ts";
import { openMicrophone, type TalkPlan, type WayToTalk } from "./talk-plan.ts";
import { Uplink, type VoiceUplink } from "./uplink.ts";

/** What a call reaches the world through. */
export interface CallPorts {
  readonly microphone: Microphone;
  readonly speaker: Speaker;
  readonly transport: LiveTransport;
  readonly toolbox: Toolbox;
  readonly clock: Clock;
  readonly contexts: ContextStore;
  readonly recorder: Recorder;
  readonly network: Network;
  /** Undefined: nothing can be shown to the agent. */
  readonly frames?: FrameSource;
  /** 0 ≤ n < 1, for what should not happen to everybody at once. Default: `Math.random`. */
  readonly random?: () => number;
}

/** What one call is to be like. */
export interface CallPlan {
  /** Of the call in history; empty for one that goes on, which brings its own. */
  readonly id: string;
  readonly about: CallAbout;
  /** Whether its sound is kept. */
  readonly record: boolean;
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

/** What is open while a call runs; gone with its scope. */
interface Running {
  readonly plan: CallPlan;
  readonly tools: Promise<CallTools>;
  /** The same, as soon as they are there; before the first session at the latest. */
  offered: CallTools | undefined;
  readonly scope: Scope;
  readonly uplink: VoiceUplink;
  readonly gate: TalkGate;
  readonly timers: Map<TimerName, () => void>;
  readonly toolRuns: Map<string, RunningTool>;
  /** Tools that the person has allowed for good. */
  readonly allowed: Set<string>;
  toolState: ToolState;
  microphone: MicrophoneStream | undefined;
  speaker: SpeakerStream | undefined;
  session: LiveSession | undefined;
  /** Ends the connect that is under way. */
  connecting: AbortController | undefined;
  sharing: Sharing | undefined;
  /** Tools that the model waits for. */
  waits: number;
  tape: Tape | undefined;
  /** Both voices go to the tape. */
  taping: boolean;
  voice: boolean;
}

/** What a session is asked for with, and what is to be said in it first. */
interface Opening {
  readonly request: SessionRequest;
  readonly memory: string | undefined;
}

/** A tool call at work. */
interface RunningTool {
  readonly call: ToolCall;
  readonly controller: AbortController;
  /** Set while the person is asked. */
  decide: ((allowed: boolean) => void) | undefined;
}

/** The person's word on a tool call that asks. */
export type Approval = "allow" | "always" | "deny";

/** Feeds what happens to `reduce` and carries out its commands through the ports. One call at a time, many in a row. */
export class Call {
  readonly #ports: CallPorts;
  readonly #state = atom<CallState>(idleCall);
  readonly #events = new EventLog();
  readonly #pending: Happening[] = [];
  #dispatching = false;
  #running: Running | undefined;

  constructor(ports: CallPorts) {
    this.#ports = ports;
  }

  get state(): ReadableAtom<CallState> {
    return this.#state;
  }

  /** Starts a call, synchronously up to the microphone request: call it inside the click. Ignored while one runs. */
  start(plan: CallPlan): void {
    if (this.#running !== undefined) return;
    // What the connect needs is on its way while the person is asked for the microphone.
    this.#ports.transport.prepare();
    const { settings, toolsOff, toolsOnly } = plan;
    const tools = this.#ports.toolbox.open({ model: modelOf(plan), settings, toolsOff, toolsOnly });
    // A failure counts once it connects.
    tools.catch(() => undefined);
    const { way } = plan.talk ?? openMicrophone;
    const running: Running = {
      plan,
      tools,
      offered: undefined,
      scope: new Scope(),
      uplink: plan.uplink ?? this.#newUplink(way),
      gate: new TalkGate(way, (gated) => this.#onGated(running, gated)),
      timers: new Map(),
      toolRuns: new Map(),
      allowed: new Set(plan.settings.allowedTools),
      toolState: this.#toolState({ ...this.#ports.contexts.load(), ...plan.startValues }),
      microphone: undefined,
      speaker: undefined,
      session: undefined,
      connecting: undefined,
      sharing: undefined,
      waits: 0,
      tape: undefined,
      taping: false,
      voice: false,
    };
    this.#running = running;
    this.#watchNetwork(running);
    void this.#prepareConnect(running);
    const { id, about, greeting, record, talk, budget } = plan;
    this.#dispatch({ type: "start", id, about, greeting, record, talk, budget });
    this.#onContext();
  }

  /** What the running call is like. */
  get plan(): CallPlan | undefined {
    return this.#running?.plan;
  }

  /** Lets go of the call, which another tab goes on with; nothing stays open. */
  leave(): void {
    this.#dispatch({ type: "leave", outcome: { type: "elsewhere" } });
  }

  /** The page goes and may come back: the service is told that nobody listens. The call itself is not over. */
  suspend(): void {
    const running = this.#running;
    if (running !== undefined) this.#closeSession(running);
  }

  /** The page is back: the way on is that of any lost connection. */
  resume(): void {
    if (this.#running?.session !== undefined || this.#state.get().phase.name !== "live") return;
    this.#dispatch({ type: "closed", error: new SessionError("closed"), quietMs: 0 });
  }

  /** Ends the call, however far it got; nothing stays open. */
  hangUp(): void {
    this.#dispatch({ type: "hang-up" });
  }

  setMuted(muted: boolean): void {
    this.#dispatch({ type: "mute", muted });
  }

  /** With push-to-talk: the person holds the button, or lets go of it. */
  holdToTalk(held: boolean): void {
    this.#dispatch({ type: "hold-to-talk", held });
  }

  /** Changes the microphone of the running call; undefined: the system's default. */
  useMicrophone(deviceId: string | undefined): void {
    void this.#running?.microphone?.use(deviceId);
  }

  /** Has the microphone's sound processed like this in the running call. */
  process(processing: VoiceProcessing): void {
    void this.#running?.microphone?.process(processing);
  }

  /** Changes the output of the running call; undefined: the system's default. */
  useSpeaker(deviceId: string | undefined): void {
    void this.#running?.speaker?.use(deviceId);
  }

  /** 0–1 of full. */
  setVolume(volume: number): void {
    this.#running?.speaker?.setVolume(volume);
  }

  /** Goes on with the sound where the browser waits for a click. Call it inside the click. */
  wakeAudio(): void {
    this.#running?.microphone?.wake();
    this.#running?.speaker?.wake();
  }

  /** Keeps neither sound nor text of what follows, or keeps them again. Ignored in a call that is not recorded. */
  setOffRecord(off: boolean): void {
    this.#dispatch({ type: "off-record", off });
  }

  /** Sends a written message; ignored unless the call is live. */
  sendText(text: string): void {
    this.#dispatch({ type: "text", text });
  }

  /** Stops a tool; the agent is told that the person did. */
  cancelTool(callId: string): void {
    this.#running?.toolRuns.get(callId)?.controller.abort();
  }

  /** Runs a tool call again that went wrong. */
  retryTool(callId: string): void {
    this.#dispatch({ type: "tool-retry", callId });
  }

  /** The person's word on a tool call that asks; ignored when it does not ask (any more). */
  decideTool(callId: string, approval: Approval): void {
    const tool = this.#running?.toolRuns.get(callId);
    if (approval === "always" && tool !== undefined) this.#running?.allowed.add(tool.call.name);
    tool?.decide?.(approval !== "deny");
  }

  /** Moves to a fresh connection at the next quiet moment, as when answers have become slow. */
  refresh(): void {
    this.#dispatch({ type: "refresh" });
  }

  /** The person wants to go on although the agent is hanging up. */
  keepTalking(): void {
    this.#dispatch({ type: "keep-talking" });
  }

  /**
   * Shows the agent a camera or a screen, one frame a second; undefined: nothing any more. Call it synchronously from a
   * click.
   */
  share(source: ShareSource | undefined): void {
    this.#dispatch({ type: "share", source });
  }

  /** Sends the picture that a photo was opened for. */
  takePhoto(): void {
    this.#running?.sharing?.takePhoto();
  }

  /** Changes between the cameras at the front and at the back. */
  flipCamera(): void {
    this.#running?.sharing?.flip();
  }

  /** What the agent is shown right now, or would be as a photo. */
  newestFrame(): VideoFrameData | undefined {
    return this.#running?.sharing?.newest;
  }

  /** How the sound and the connection are right now; undefined without a call. */
  meters(): CallMeters | undefined {
    const { speaker, session } = this.#running ?? {};
    if (this.#running === undefined) return undefined;
    const report = speaker?.report();
    return {
      bufferedMs: report === undefined ? 0 : (report.bufferedFrames / report.sampleRateHz) * 1_000,
      underruns: report?.underruns ?? 0,
      queuedBytes: session?.queuedBytes() ?? 0,
      roundTripMs: session?.roundTripMs(),
    };
  }

  /** What happened in this call, or in the last one, oldest first. */
  events(): readonly LoggedEvent[] {
    return this.#events.events;
  }

  /** RMS 0–1 of the person's voice right now; 0 without a call. */
  userLevel(): number {
    return this.#running?.microphone?.level() ?? 0;
  }

  /** RMS 0–1 of the agent's voice right now; 0 without a call. */
  agentLevel(): number {
    return this.#running?.speaker?.level() ?? 0;
  }

  /** Where the speaker is in what the agent says; undefined before it has said anything. */
  playhead(): Playhead | undefined {
    const speaker = this.#running?.speaker;
    const report = speaker?.report();
    if (speaker === undefined || report === undefined) return undefined;
    const playedMs = (report.playedFrames / report.sampleRateHz) * 1_000;
    // What was played last is on its way through the device, unless nothing came after it.
    const onItsWayMs = report.bufferedFrames > 0 ? speaker.latencyMs() : 0;
    return { turn: report.segment, heardMs: Math.max(0, playedMs - onItsWayMs) };
  }

  /** Commands may make things happen at once; those wait until the step they belong to is carried out. */
  #dispatch(happening: Happening): void {
    this.#pending.push(happening);
    if (this.#dispatching) return;
    this.#dispatching = true;
    try {
      for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift())
        this.#step(next);
    } finally {
      this.#dispatching = false;
    }
  }

  #step(happening: Happening): void {
    const atMs = this.#ports.clock.now();
    this.#events.note(happening, atMs);
    const [state, commands] = reduce(this.#state.get(), { ...happening, atMs });
    this.#state.set(state);
    const running = this.#running;
    if (running === undefined) return;
    for (const command of commands) this.#perform(command, running);
  }

  /** What happens to a call that is over does not reach the next one. */
  #dispatchFrom(running: Running, happening: Happening): void {
    if (this.#running === running) this.#dispatch(happening);
  }

  #perform(command: CallCommand, running: Running): void {
    switch (command.type) {
      case "open-microphone":
        return this.#openAudio(running);
      case "connect":
        return void this.#connect(running, command.handle);
      case "move":
        return void this.#move(running, command.handle);
      case "drop-session":
        return this.#closeSession(running);
      case "read-link":
        return this.#readLink(running);
      case "rewind-uplink":
        return running.uplink.rewind(command.unsure);
      case "nudge":
        return running.uplink.nudge();
      case "send-text":
        return running.session?.sendText(command.text);
      case "set-muted":
        // The voice is reported afresh after unmuting, also in the middle of a word.
        if (!command.muted) running.voice = false;
        return running.microphone?.setMuted(command.muted);
      case "pause-uplink":
        return running.uplink.pause();
      case "resume-uplink":
        return running.uplink.resume();
      case "set-gate":
        return running.gate.setOpen(command.open);
      case "end-turn":
        return running.uplink.endTurn();
      case "finish-playback":
        return running.speaker?.finish(command.turn);
      case "flush-playback":
        return running.speaker?.flush();
      case "duck":
        return running.speaker?.duck(command.ducked);
      case "open-share":
        return this.#openShare(running, command.source);
      case "close-share":
        return closeShare(running);
      case "set-taping":
        return this.#setTaping(running, command.taping);
      case "run-tool":
        return void this.#runTool(running, command.call);
      case "cancel-tools":
        for (const id of command.ids) running.toolRuns.get(id)?.controller.abort();
        return;
      case "respond":
        return running.session?.respond(command.responses);
      case "set-timer":
        return this.#setTimer(running, command);
      case "clear-timer":
        return clearTimer(running, command.timer);
      case "release":
        return this.#release(running);
      default:
        return unreachable(command);
    }
  }

  /** What was said until the tape stops is stored at once. */
  #setTaping(running: Running, taping: boolean): void {
    running.gate.flush();
    running.taping = taping;
    if (taping)
      running.tape ??= this.#ports.recorder.start(this.#state.get().id, () =>
        this.#dispatchFrom(running, { type: "recording-failed" }),
      );
    else void running.tape?.flush();
  }

  #openShare(running: Running, source: ShareSource): void {
    closeShare(running);
    // Any input would make a model that waits for a tool drop the call.
    const session = () => (running.waits === 0 ? running.session : undefined);
    const sharing = new Sharing(source, session, {
      onOpened: () => this.#dispatchFrom(running, { type: "share-opened" }),
      onEnded: (trouble) => {
        if (running.sharing === sharing) this.#dispatchFrom(running, { type: "share-ended", trouble });
      },
    });
    running.sharing = sharing;
    sharing.open(this.#ports.frames);
  }

  /** Microphone and speaker open side by side, both within the click. */
  #openAudio(running: Running): void {
    const { signal } = running.scope;
    const { microphoneId, sound } = running.plan;
    const microphone = this.#ports.microphone.open(
      {
        ...(microphoneId === undefined ? {} : { deviceId: microphoneId }),
        ...(sound === undefined ? {} : { processing: sound.processing }),
        onChunk: (chunk) => running.gate.push(chunk, this.#ports.clock.now()),
        onChanged: (change) => this.#onAudioChange(running, "user", change),
        onLost: (error) => this.#dispatchFrom(running, { type: "microphone-failed", error }),
      },
      signal,
    );
    const speaker = this.#ports.speaker.open(
      {
        ...(sound?.speakerId === undefined ? {} : { deviceId: sound.speakerId }),
        ...(sound === undefined ? {} : { volume: sound.volume }),
        onStarted: (turn) => this.#dispatchFrom(running, { type: "playback-started", turn }),
        onDrained: (turn, heardMs) =>
          this.#dispatchFrom(running, { type: "playback-drained", turn, heardMs }),
        onFlushed: (turn, heardMs) =>
          this.#dispatchFrom(running, { type: "playback-flushed", turn, heardMs }),
        onPlayed: (block) => {
          if (running.taping) running.tape?.agent(block);
        },
        onChanged: (change) => this.#onAudioChange(running, "agent", change),
        onLost: (error) => this.#dispatchFrom(running, { type: "microphone-failed", error }),
      },
      signal,
    );
    void this.#awaitAudio(running, microphone, speaker);
  }

  async #awaitAudio(
    running: Running,
    microphone: Promise<MicrophoneStream>,
    speaker: Promise<SpeakerStream>,
  ): Promise<void> {
    try {
      const [entry] = await Promise.all([
        running.plan.entry,
        microphone.then((stream) => {
          running.microphone = stream;
          running.scope.add(() => stream.close());
        }),
        speaker.then((stream) => {
          running.speaker = stream;
          running.scope.add(() => stream.close());
        }),
      ]);
      this.#enter(running, entry ?? { type: "new" });
    } catch (cause) {
      if (isAbort(cause)) return;
      const error = isCallError(cause) ? cause : new MicrophoneError("unsupported", { cause });
      this.#dispatchFrom(running, { type: "microphone-failed", error });
    }
  }

  #enter(running: Running, entry: CallEntry): void {
    switch (entry.type) {
      case "new":
        return this.#dispatchFrom(running, { type: "microphone-ready" });
      case "returned":
        running.toolState = this.#toolState(entry.call.context);
        this.#dispatchFrom(running, { type: "returned", call: entry.call });
        return this.#onContext();
      case "none":
        return this.#dispatchFrom(running, { type: "leave", outcome: entry.outcome });
      default:
        return unreachable(entry);
    }
  }

  #toolState(values: Readonly<Record<string, unknown>>): ToolState {
    return createToolState(values, () => this.#onContext());
  }

  /** With push-to-talk it is the button that tells whether the person speaks. */
  #onGated(running: Running, { chunk: heard, atMs, open }: GatedChunk): void {
    const marked = this.#state.get().talk.way === "push-to-talk";
    const chunk = open ? heard : silenced(heard);
    if (running.taping) running.tape?.user(chunk, atMs);
    if (marked && !open) return running.uplink.catchUp();
    running.uplink.push(chunk.pcm, chunk.voice);
    if (marked || chunk.voice === running.voice) return;
    running.voice = chunk.voice;
    this.#dispatchFrom(running, { type: "voice", speaking: chunk.voice });
  }

  #onAudioChange(running: Running, track: TrackName, change: AudioChange): void {
    if (change.type === "new-clock") running.tape?.restart(track);
    else this.#dispatchFrom(running, { type: "audio-changed", change });
  }

  #newUplink(way: WayToTalk): Uplink {
    return new Uplink({
      marked: way === "push-to-talk",
      now: () => this.#ports.clock.now(),
      onPoor: (poor) => this.#dispatch({ type: "uplink-poor", poor }),
      onDropped: (ms) => this.#dispatch({ type: "uplink-dropped", ms }),
    });
  }

  #watchNetwork(running: Running): void {
    running.scope.add(
      this.#ports.network.onChange((online) => this.#dispatchFrom(running, { type: "network", online })),
    );
  }

  /** Connects without a session that is open. */
  async #connect(running: Running, handle: string | undefined): Promise<void> {
    try {
      await this.#open(running, handle, () => undefined);
    } catch (cause) {
      if (!isAbort(cause))
        this.#dispatchFrom(running, { type: "connect-failed", error: sessionFailure(cause) });
    }
  }

  /** The session that is open goes on until nothing is missing for the next one but its socket. */
  async #move(running: Running, handle: string | undefined): Promise<void> {
    let left = false;
    const leave = () => {
      left = true;
      const quietMs = running.session?.quietMs() ?? 0;
      this.#closeSession(running);
      this.#dispatchFrom(running, { type: "moving", quietMs });
    };
    try {
      await this.#open(running, handle, leave);
    } catch (cause) {
      if (isAbort(cause)) return;
      this.#dispatchFrom(
        running,
        left ? { type: "connect-failed", error: sessionFailure(cause) } : { type: "move-failed" },
      );
    }
  }

  /** Opens a session; one that is still being opened is given up. */
  async #open(running: Running, handle: string | undefined, onOpening: () => void): Promise<void> {
    running.connecting?.abort();
    const connecting = new AbortController();
    running.connecting = connecting;
    const giveUp = () => connecting.abort();
    running.scope.signal.addEventListener("abort", giveUp, { once: true });
    try {
      const session = await this.#openSession(running, handle, connecting.signal, onOpening);
      // Given up in the very moment in which it opened.
      if (connecting.signal.aborted) return session.close();
      running.session = session;
      running.uplink.attach(session);
      this.#dispatchFrom(running, { type: "connected" });
    } finally {
      running.scope.signal.removeEventListener("abort", giveUp);
    }
  }

  async #openSession(
    running: Running,
    handle: string | undefined,
    signal: AbortSignal,
    onOpening: () => void,
  ): Promise<LiveSession> {
    const offered = await running.tools;
    running.offered = offered;
    const { request, memory } = this.#request(running, offered, handle);
    const session = await this.#ports.transport.connect(
      request,
      {
        onOpening: () => {
          if (!signal.aborted) onOpening();
        },
        onEvent: (event) => this.#onLive(running, event),
        onClosed: (error) => {
          const quietMs = running.session?.quietMs() ?? 0;
          running.session = undefined;
          running.uplink.detach();
          this.#dispatchFrom(running, { type: "closed", error, quietMs });
        },
      },
      signal,
    );
    if (memory !== undefined) session.sendText(memoryNote(memory));
    return session;
  }

  #request({ plan }: Running, { declarations }: CallTools, handle: string | undefined): Opening {
    const { memory, ...wanted } = rememberingRequest(plan.request, this.#state.get(), handle);
    // The server knows those of its own agents.
    const tools = wanted.agent === undefined ? { tools: declarations } : {};
    return { request: { ...wanted, ...tools, ...(handle === undefined ? {} : { handle }) }, memory };
  }

  /** The token of a new call is minted while the microphone opens. One that goes on asks for something else. */
  async #prepareConnect(running: Running): Promise<void> {
    const tools = running.tools.catch(() => undefined);
    const [offered, entry] = await Promise.all([tools, running.plan.entry]);
    const isNew = entry === undefined || entry.type === "new";
    if (offered === undefined || !isNew) return;
    if (this.#running !== running || running.connecting !== undefined) return;
    this.#ports.transport.prepare(this.#request(running, offered, undefined).request);
  }

  #closeSession(running: Running): void {
    running.session?.close();
    running.session = undefined;
    running.uplink.detach();
  }

  #readLink(running: Running): void {
    const { session } = running;
    if (session === undefined) return;
    const reading = { quietMs: session.quietMs(), queuedBytes: session.queuedBytes() };
    this.#dispatchFrom(running, { type: "link-read", ...reading });
  }

  /** Sound takes its own way: the state sees its length only, and says which turn it belongs to. */
  #onLive(running: Running, event: LiveEvent): void {
    if (event.type !== "audio") return this.#dispatchFrom(running, { type: "live", event });
    const durationMs = (event.samples.length / event.sampleRateHz) * 1_000;
    this.#dispatchFrom(running, { type: "agent-audio", durationMs });
    const turn = arrivingTurn(this.#state.get());
    if (turn !== undefined) running.speaker?.write(event.samples, event.sampleRateHz, turn);
  }

  async #runTool(running: Running, call: ToolCall): Promise<void> {
    const tool: RunningTool = { call, controller: new AbortController(), decide: undefined };
    running.toolRuns.set(call.id, tool);
    const tools = running.offered;
    invariant(tools !== undefined, "tools are there before a session can call one");
    const blocks = tools.blocks(call.name);
    if (blocks) {
      running.uplink.hold();
      running.waits += 1;
    }
    const outcome = await tools.run(call, this.#hostOf(running, tool), tool.controller.signal);
    if (blocks) {
      running.uplink.release();
      running.waits -= 1;
    }
    running.toolRuns.delete(call.id);
    this.#dispatchFrom(running, { type: "tool-settled", outcome });
  }

  #hostOf(running: Running, tool: RunningTool): ToolHost {
    const callId = tool.call.id;
    return {
      state: running.toolState,
      endCall: (reason) => this.#dispatchFrom(running, { type: "end-asked", reason }),
      progress: (text, response) =>
        this.#dispatchFrom(running, { type: "tool-progress", callId, text, response }),
      show: (card) => this.#dispatchFrom(running, { type: "tool-card", callId, card }),
      approve: () => this.#approve(running, tool),
    };
  }

  #approve(running: Running, tool: RunningTool): Promise<boolean> {
    if (running.allowed.has(tool.call.name)) return Promise.resolve(true);
    const callId = tool.call.id;
    this.#dispatchFrom(running, { type: "tool-asking", callId, asking: true });
    return new Promise((resolve) => {
      tool.decide = (allowed) => {
        tool.decide = undefined;
        this.#dispatchFrom(running, { type: "tool-asking", callId, asking: false });
        resolve(allowed);
      };
    });
  }

  #setTimer(
    running: Running,
    { timer, delayMs, spreadMs = 0, afterSound = false }: Extract<CallCommand, { type: "set-timer" }>,
  ): void {
    clearTimer(running, timer);
    const { clock, random = Math.random } = this.#ports;
    const soundMs = afterSound ? (running.speaker?.latencyMs() ?? 0) : 0;
    const cancel = clock.setTimer(delayMs + spreadMs * random() + soundMs, () => {
      running.timers.delete(timer);
      this.#dispatchFrom(running, { type: "timer", timer });
    });
    running.timers.set(timer, cancel);
  }

  #onContext(): void {
    const values = this.#running?.toolState.dump();
    if (values === undefined) return;
    this.#ports.contexts.save(values);
    this.#dispatch({ type: "context", values });
  }

  #release(running: Running): void {
    this.#ports.contexts.clear();
    this.#noteStopped(running);
    running.gate.flush();
    this.#running = undefined;
    for (const timer of [...running.timers.keys()]) clearTimer(running, timer);
    for (const { controller } of running.toolRuns.values()) controller.abort();
    closeShare(running);
    running.session?.close();
    running.scope.dispose();
    void this.#finishTape(running);
  }

  /** What was not heard when the call ended is not part of it. */
  #noteStopped({ speaker }: Running): void {
    if (speaker === undefined) return;
    const report = speaker.report();
    const heardMs = report === undefined ? 0 : (report.playedFrames / report.sampleRateHz) * 1_000;
    const underruns = report?.underruns ?? 0;
    this.#dispatch({ type: "playback-stopped", turn: report?.segment, heardMs, underruns });
  }

  /** The speaker's last words still come in after it was closed. */
  async #finishTape({ speaker, tape }: Running): Promise<void> {
    await speaker?.close();
    await tape?.finish();
  }
}

/** The model of an agent of the site is not asked for, though known. */
function modelOf({ request, about }: CallPlan): string | undefined {
  return request.agent === undefined ? request.model : about.model;
}

function sessionFailure(cause: unknown): CallError {
  return isCallError(cause) ? cause : new SessionError("unreachable", { cause });
}

function closeShare(running: Running): void {
  running.sharing?.close();
  running.sharing = undefined;
}

function clearTimer(running: Running, timer: TimerName): void {
  running.timers.get(timer)?.();
  running.timers.delete(timer);
}

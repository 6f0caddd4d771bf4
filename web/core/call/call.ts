import { atom, type ReadableAtom } from "nanostores";
import { unreachable } from "../assert.ts";
import type { VoiceProcessing } from "../audio/voice-processing.ts";
import { SessionError } from "../errors.ts";
import type { LiveEvent } from "../live/messages.ts";
import type {
  CallTools,
  Clock,
  ContextStore,
  FrameSource,
  LiveTransport,
  Microphone,
  Network,
  PictureAlbum,
  Recorder,
  Speaker,
  Toolbox,
  VideoFrameData,
} from "../ports.ts";
import { Scope } from "../scope.ts";
import type { Picture } from "../video/picture.ts";
import { PictureKeeper } from "../video/picture-keeper.ts";
import { arrivingTurn } from "./agent-turn.ts";
import { CallAudio } from "./call-audio.ts";
import type { CallEntry, CallPlan } from "./call-plan.ts";
import { CallSessions, type Opening } from "./call-sessions.ts";
import { CallTimers } from "./call-timers.ts";
import type { CallCommand } from "./command.ts";
import { EventLog, type LoggedEvent } from "./event-log.ts";
import type { Happening } from "./happening.ts";
import type { Playhead } from "./heard.ts";
import { idleCall } from "./idle.ts";
import { keepsPictures } from "./kept-pictures.ts";
import { rememberingRequest } from "./memory.ts";
import type { CallMeters } from "./meters.ts";
import { reduce } from "./reduce.ts";
import type { ShareSource } from "./share.ts";
import { Sharing } from "./sharing.ts";
import type { CallState } from "./state.ts";
import { openMicrophone } from "./talk-plan.ts";
import { type Approval, ToolRuns } from "./tool-runs.ts";
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
  /** Undefined: nothing of what is shown can be kept. */
  readonly album?: PictureAlbum;
  /** 0 ≤ n < 1, for what should not happen to everybody at once. Default: `Math.random`. */
  readonly random?: () => number;
}

/** What is open while a call runs; gone with its scope. */
interface Running {
  readonly plan: CallPlan;
  readonly scope: Scope;
  readonly uplink: VoiceUplink;
  readonly audio: CallAudio;
  readonly tools: ToolRuns;
  readonly sessions: CallSessions;
  readonly timers: CallTimers;
  /** Says what happened, unless the call is over by then: it does not reach the next one. */
  readonly tell: (happening: Happening) => void;
  sharing: Sharing | undefined;
  /** There once the first picture was sent that is to be kept. */
  pictures: PictureKeeper | undefined;
}

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
    const running = this.#begin(plan);
    this.#running = running;
    this.#watchNetwork(running);
    void running.sessions.prepare(plan.entry);
    const { id, about, greeting, record, keepPictures, talk, budget } = plan;
    this.#dispatch({ type: "start", id, about, greeting, record, keepPictures, talk, budget });
    this.#dispatch({ type: "audible", audible: plan.sound?.volume !== 0 });
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
    this.#running?.sessions.close();
  }

  /** The page is back: the way on is that of any lost connection. */
  resume(): void {
    if (this.#running?.sessions.open !== undefined || this.#state.get().phase.name !== "live") return;
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
    this.#running?.audio.toMicrophone((microphone) => void microphone.use(deviceId));
  }

  /** Has the microphone's sound processed like this in the running call. */
  process(processing: VoiceProcessing): void {
    this.#running?.audio.toMicrophone((microphone) => void microphone.process(processing));
  }

  /** Changes the output of the running call; undefined: the system's default. */
  useSpeaker(deviceId: string | undefined): void {
    this.#running?.audio.toSpeaker((speaker) => void speaker.use(deviceId));
  }

  /** 0–1 of full. */
  setVolume(volume: number): void {
    this.#running?.audio.toSpeaker((speaker) => speaker.setVolume(volume));
    this.#dispatch({ type: "audible", audible: volume > 0 });
  }

  /** Goes on with the sound where the browser waits for a click. Call it inside the click. */
  wakeAudio(): void {
    this.#running?.audio.microphone?.wake();
    this.#running?.audio.speaker?.wake();
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
    this.#running?.tools.cancel([callId]);
  }

  /** Runs a tool call again that went wrong. */
  retryTool(callId: string): void {
    this.#dispatch({ type: "tool-retry", callId });
  }

  /**
   * The person's word on a tool call that asks; ignored when it does not ask (any more).
   * @returns what is allowed for good by it, see `Tool.permission`
   */
  decideTool(callId: string, approval: Approval): string | undefined {
    return this.#running?.tools.decide(callId, approval);
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
    if (this.#running === undefined) return undefined;
    const { audio, sessions } = this.#running;
    const report = audio.speaker?.report();
    return {
      bufferedMs: report === undefined ? 0 : (report.bufferedFrames / report.sampleRateHz) * 1_000,
      underruns: this.#state.get().underruns + (report?.underruns ?? 0),
      queuedBytes: sessions.open?.queuedBytes() ?? 0,
      roundTripMs: sessions.open?.roundTripMs(),
    };
  }

  /** What happened in this call, or in the last one, oldest first. */
  events(): readonly LoggedEvent[] {
    return this.#events.events;
  }

  /** RMS 0–1 of the person's voice right now; 0 without a call. */
  userLevel(): number {
    return this.#running?.audio.microphone?.level() ?? 0;
  }

  /** RMS 0–1 of the agent's voice right now; 0 without a call. */
  agentLevel(): number {
    return this.#running?.audio.speaker?.level() ?? 0;
  }

  /** Where the speaker is in what the agent says; undefined before it has said anything. */
  playhead(): Playhead | undefined {
    return this.#running?.audio.playhead();
  }

  #begin(plan: CallPlan): Running {
    const { microphone, speaker, recorder, clock, random = Math.random, ...ports } = this.#ports;
    const { settings, toolsOff, toolsOnly, startValues } = plan;
    const tell = (happening: Happening) => {
      if (this.#running === running) this.#dispatch(happening);
    };
    const scope = new Scope();
    const uplink = plan.uplink ?? this.#newUplink(plan, tell);
    const tools = new ToolRuns({
      tools: ports.toolbox.open({ model: modelOf(plan), settings, toolsOff, toolsOnly }),
      allowed: settings.allowedTools,
      values: { ...ports.contexts.load(), ...startValues },
      onState: () => this.#onContext(),
      uplink,
      tell,
    });
    const audio = new CallAudio({
      ports: { microphone, speaker, recorder, clock },
      plan,
      scope,
      uplink,
      callId: () => this.#state.get().id,
      onReady: (entry) => this.#enter(running, entry),
      tell,
    });
    const sessions = new CallSessions({
      transport: ports.transport,
      offered: () => tools.offered(),
      opening: (offered, handle) => this.#opening(plan, offered, handle),
      uplink,
      signal: scope.signal,
      onEvent: (event) => this.#onLive(running, event),
      tell,
    });
    const timers = new CallTimers({
      clock,
      random,
      soundLatencyMs: () => audio.speaker?.latencyMs() ?? 0,
      onTimer: (timer) => tell({ type: "timer", timer }),
    });
    const running: Running = {
      plan,
      scope,
      uplink,
      audio,
      tools,
      sessions,
      timers,
      tell,
      sharing: undefined,
      pictures: undefined,
    };
    return running;
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

  #perform(command: CallCommand, running: Running): void {
    switch (command.type) {
      case "open-microphone":
        return running.audio.open();
      case "connect":
        return void running.sessions.connect(command.handle);
      case "move":
        return void running.sessions.move(command.handle);
      case "drop-session":
        return running.sessions.close();
      case "read-link":
        return running.sessions.read();
      case "rewind-uplink":
        return running.uplink.rewind(command.unsure);
      case "nudge":
        return running.uplink.nudge();
      case "send-text":
        return running.sessions.open?.sendText(command.text);
      case "set-muted":
        return running.audio.setMuted(command.muted);
      case "pause-uplink":
        return running.uplink.pause();
      case "resume-uplink":
        return running.uplink.resume();
      case "set-gate":
        return running.audio.setGate(command.open);
      case "end-turn":
        return running.uplink.endTurn();
      case "finish-playback":
        return running.audio.speaker?.finish(command.turn);
      case "flush-playback":
        return running.audio.speaker?.flush();
      case "duck":
        return running.audio.speaker?.duck(command.ducked);
      case "open-share":
        return this.#openShare(running, command.source);
      case "close-share":
        return closeShare(running);
      case "set-taping":
        return running.audio.setTaping(command.taping);
      case "run-tool":
        return void running.tools.run(command.call);
      case "await-tool":
        return running.tools.await(command.callId);
      case "await-no-tool":
        return running.tools.awaitNone();
      case "cancel-tools":
        return running.tools.cancel(command.ids);
      case "respond":
        return running.sessions.open?.respond(command.responses);
      case "set-timer":
        return running.timers.set(command);
      case "clear-timer":
        return running.timers.clear(command.timer);
      case "release":
        return this.#release(running);
      default:
        return unreachable(command);
    }
  }

  #openShare(running: Running, source: ShareSource): void {
    closeShare(running);
    const { tools, sessions, tell } = running;
    // Any input would make a model that waits for a tool drop the call.
    const session = () => (tools.isWaitedFor ? undefined : sessions.open);
    const sharing = new Sharing(source, session, {
      onOpened: () => tell({ type: "share-opened" }),
      onSent: (frame) => this.#keepPicture(running, { ...frame, source, atMs: this.#ports.clock.now() }),
      onEnded: (trouble) => {
        if (running.sharing === sharing) tell({ type: "share-ended", trouble });
      },
    });
    running.sharing = sharing;
    sharing.open(this.#ports.frames);
  }

  #keepPicture(running: Running, picture: Picture): void {
    const { album } = this.#ports;
    const state = this.#state.get();
    if (album === undefined || !keepsPictures(state)) return;
    running.pictures ??= new PictureKeeper(state.id, album, (why) =>
      running.tell({ type: "pictures-stopped", why }),
    );
    running.pictures.take(picture);
  }

  #enter(running: Running, entry: CallEntry): void {
    switch (entry.type) {
      case "new":
        return running.tell({ type: "microphone-ready" });
      case "returned":
        running.tools.restore(entry.call.context);
        running.tell({ type: "returned", call: entry.call });
        return this.#onContext();
      case "none":
        return running.tell({ type: "leave", outcome: entry.outcome });
      default:
        return unreachable(entry);
    }
  }

  #newUplink({ talk = openMicrophone }: CallPlan, tell: Running["tell"]): Uplink {
    return new Uplink({
      marked: talk.way === "push-to-talk",
      now: () => this.#ports.clock.now(),
      onPoor: (poor) => tell({ type: "uplink-poor", poor }),
      onDropped: (ms) => tell({ type: "uplink-dropped", ms }),
    });
  }

  #watchNetwork({ scope, tell }: Running): void {
    scope.add(this.#ports.network.onChange((online) => tell({ type: "network", online })));
  }

  #opening(plan: CallPlan, { declarations }: CallTools, handle: string | undefined): Opening {
    const { memory, ...wanted } = rememberingRequest(plan.request, this.#state.get(), handle);
    // The server knows those of its own agents.
    const tools = wanted.agent === undefined ? { tools: declarations } : {};
    return { request: { ...wanted, ...tools, ...(handle === undefined ? {} : { handle }) }, memory };
  }

  /** Sound takes its own way: the state sees its length only, and says which turn it belongs to. */
  #onLive({ audio, tell }: Running, event: LiveEvent): void {
    if (event.type !== "audio") return tell({ type: "live", event });
    const durationMs = (event.samples.length / event.sampleRateHz) * 1_000;
    tell({ type: "agent-audio", durationMs });
    const turn = arrivingTurn(this.#state.get());
    if (turn !== undefined) audio.speaker?.write(event.samples, event.sampleRateHz, turn);
  }

  #onContext(): void {
    const values = this.#running?.tools.values();
    if (values === undefined) return;
    this.#ports.contexts.save(values);
    this.#dispatch({ type: "context", values });
  }

  #release(running: Running): void {
    const { audio, sessions, scope, timers, tools } = running;
    this.#ports.contexts.clear();
    audio.stop();
    this.#running = undefined;
    timers.clearAll();
    tools.cancelAll();
    closeShare(running);
    sessions.close();
    scope.dispose();
    void audio.finishTape();
  }
}

/** The model of an agent of the site is not asked for, though known. */
function modelOf({ request, about }: CallPlan): string | undefined {
  return request.agent === undefined ? request.model : about.model;
}

function closeShare(running: Running): void {
  running.sharing?.close();
  running.sharing = undefined;
}

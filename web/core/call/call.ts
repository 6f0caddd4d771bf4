import { atom, type ReadableAtom } from "nanostores";
import { unreachable } from "../assert.ts";
import type { CaptureChunk } from "../audio/capture-messages.ts";
import { type CallError, isAbort, isCallError, MicrophoneError, SessionError } from "../errors.ts";
import type { LiveEvent, ToolCall } from "../live/messages.ts";
import type { FunctionDeclaration, SessionRequest } from "../live/session-request.ts";
import type {
  Clock,
  LiveSession,
  LiveTransport,
  Microphone,
  MicrophoneStream,
  Speaker,
  SpeakerStream,
  Toolbox,
} from "../ports.ts";
import { Scope } from "../scope.ts";
import type { ToolState } from "../tools/tool.ts";
import { createToolState } from "../tools/tool-state.ts";
import { arrivingTurn } from "./agent-turn.ts";
import { idleCall } from "./lifecycle.ts";
import { reduce } from "./reduce.ts";
import type { CallCommand, CallState, Happening, TimerName } from "./state.ts";
import { Uplink } from "./uplink.ts";

/** What a call reaches the world through. */
export interface CallPorts {
  readonly microphone: Microphone;
  readonly speaker: Speaker;
  readonly transport: LiveTransport;
  readonly toolbox: Toolbox;
  readonly clock: Clock;
}

/** What one call is to be like. */
export interface CallPlan {
  /** Without tools and handle: the call adds them. */
  readonly request: SessionRequest;
  /** First text to the agent, so that it speaks first; undefined: the person begins. */
  readonly greeting: string | undefined;
  /** Preferred microphone; undefined: the system's default. */
  readonly microphoneId: string | undefined;
}

/** What is open while a call runs; gone with its scope. */
interface Running {
  readonly plan: CallPlan;
  readonly declarations: Promise<readonly FunctionDeclaration[]>;
  readonly scope: Scope;
  readonly uplink: Uplink;
  readonly timers: Map<TimerName, () => void>;
  readonly tools: Map<string, AbortController>;
  readonly toolState: ToolState;
  microphone: MicrophoneStream | undefined;
  speaker: SpeakerStream | undefined;
  session: LiveSession | undefined;
  voice: boolean;
}

/** Feeds what happens to `reduce` and carries out its commands through the ports. One call at a time, many in a row. */
export class Call {
  readonly #ports: CallPorts;
  readonly #state = atom<CallState>(idleCall);
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
    const declarations = this.#ports.toolbox.declarations(plan.request.model);
    // A failure counts once it connects.
    declarations.catch(() => undefined);
    this.#running = {
      plan,
      declarations,
      scope: new Scope(),
      uplink: new Uplink(),
      timers: new Map(),
      tools: new Map(),
      toolState: createToolState(),
      microphone: undefined,
      speaker: undefined,
      session: undefined,
      voice: false,
    };
    this.#dispatch({ type: "start", greeting: plan.greeting });
  }

  /** Ends the call, however far it got; nothing stays open. */
  hangUp(): void {
    this.#dispatch({ type: "hang-up" });
  }

  setMuted(muted: boolean): void {
    this.#dispatch({ type: "mute", muted });
  }

  /** Sends a written message; ignored unless the call is live. */
  sendText(text: string): void {
    this.#dispatch({ type: "text", text });
  }

  /** RMS 0–1 of the person's voice right now; 0 without a call. */
  userLevel(): number {
    return this.#running?.microphone?.level() ?? 0;
  }

  /** RMS 0–1 of the agent's voice right now; 0 without a call. */
  agentLevel(): number {
    return this.#running?.speaker?.level() ?? 0;
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
    const [state, commands] = reduce(this.#state.get(), { ...happening, atMs: this.#ports.clock.now() });
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
      case "finish-playback":
        return running.speaker?.finish(command.turn);
      case "flush-playback":
        return running.speaker?.flush();
      case "duck":
        return running.speaker?.duck(command.ducked);
      case "run-tool":
        return void this.#runTool(running, command.call);
      case "cancel-tools":
        for (const id of command.ids) running.tools.get(id)?.abort();
        return;
      case "respond":
        return running.session?.respond([command.response]);
      case "set-timer":
        return this.#setTimer(running, command.timer, command.delayMs);
      case "clear-timer":
        return clearTimer(running, command.timer);
      case "release":
        return this.#release(running);
      default:
        return unreachable(command);
    }
  }

  /** Microphone and speaker open side by side, both within the click. */
  #openAudio(running: Running): void {
    const { signal } = running.scope;
    const { microphoneId } = running.plan;
    const microphone = this.#ports.microphone.open(
      {
        ...(microphoneId === undefined ? {} : { deviceId: microphoneId }),
        onChunk: (chunk) => this.#onChunk(running, chunk),
        onLost: (error) => this.#dispatchFrom(running, { type: "microphone-failed", error }),
      },
      signal,
    );
    const speaker = this.#ports.speaker.open(
      {
        onStarted: (turn) => this.#dispatchFrom(running, { type: "playback-started", turn }),
        onDrained: (turn, heardMs) =>
          this.#dispatchFrom(running, { type: "playback-drained", turn, heardMs }),
        onFlushed: (turn, heardMs) =>
          this.#dispatchFrom(running, { type: "playback-flushed", turn, heardMs }),
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
      await Promise.all([
        microphone.then((stream) => {
          running.microphone = stream;
          running.scope.add(() => stream.close());
        }),
        speaker.then((stream) => {
          running.speaker = stream;
          running.scope.add(() => stream.close());
        }),
      ]);
      this.#dispatchFrom(running, { type: "microphone-ready" });
    } catch (cause) {
      if (isAbort(cause)) return;
      const error = isCallError(cause) ? cause : new MicrophoneError("unsupported", { cause });
      this.#dispatchFrom(running, { type: "microphone-failed", error });
    }
  }

  #onChunk(running: Running, chunk: CaptureChunk): void {
    running.uplink.push(chunk.pcm);
    if (chunk.voice === running.voice) return;
    running.voice = chunk.voice;
    this.#dispatchFrom(running, { type: "voice", speaking: chunk.voice });
  }

  async #connect(running: Running, handle: string | undefined): Promise<void> {
    try {
      const session = await this.#openSession(running, handle);
      running.session = session;
      running.scope.add(() => session.close());
      running.uplink.attach(session);
      this.#dispatchFrom(running, { type: "connected" });
    } catch (cause) {
      if (isAbort(cause)) return;
      const error: CallError = isCallError(cause) ? cause : new SessionError("unreachable", { cause });
      this.#dispatchFrom(running, { type: "connect-failed", error });
    }
  }

  async #openSession(running: Running, handle: string | undefined): Promise<LiveSession> {
    const { request } = running.plan;
    const tools = await running.declarations;
    return this.#ports.transport.connect(
      { ...request, tools, ...(handle === undefined ? {} : { handle }) },
      {
        onEvent: (event) => this.#onLive(running, event),
        onClosed: (error) => {
          running.session = undefined;
          running.uplink.detach();
          this.#dispatchFrom(running, { type: "closed", error });
        },
      },
      running.scope.signal,
    );
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
    const controller = new AbortController();
    running.tools.set(call.id, controller);
    const host = {
      state: running.toolState,
      endCall: (reason: string) => this.#dispatchFrom(running, { type: "end-asked", reason }),
    };
    const outcome = await this.#ports.toolbox.run(call, host, controller.signal);
    running.tools.delete(call.id);
    this.#dispatchFrom(running, { type: "tool-settled", outcome });
  }

  #setTimer(running: Running, timer: TimerName, delayMs: number): void {
    clearTimer(running, timer);
    const cancel = this.#ports.clock.setTimer(delayMs, () => {
      running.timers.delete(timer);
      this.#dispatchFrom(running, { type: "timer", timer });
    });
    running.timers.set(timer, cancel);
  }

  #release(running: Running): void {
    this.#running = undefined;
    for (const timer of [...running.timers.keys()]) clearTimer(running, timer);
    for (const controller of running.tools.values()) controller.abort();
    running.scope.dispose();
  }
}

function clearTimer(running: Running, timer: TimerName): void {
  running.timers.get(timer)?.();
  running.timers.delete(timer);
}

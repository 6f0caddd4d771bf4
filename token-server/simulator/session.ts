import type { WebSocket } from "ws";
import { type ClientMessage, parseFrame, readMessage } from "./client-message.ts";
import { type Clock, SessionTime } from "./clock.ts";
import { type Close, closes, ProtocolError } from "./closes.ts";
import { type Constraints, effectiveSetup, resumptionHandle } from "./constraints.ts";
import { type ConnectionStep, Dialogue, isConnectionStep } from "./dialogue.ts";
import { Hearing } from "./hearing.ts";
import { asString, dig, type JsonObject } from "./json.ts";
import { LiveSocket } from "./live-socket.ts";
import type { ModelTraits } from "./models.ts";
import type { SimulatorEvent } from "./options.ts";
import { seededRandom } from "./random.ts";
import { emptyMemory, type HandleStore, type Memory } from "./resumption.ts";
import { ResumptionUpdates } from "./resumption-updates.ts";
import { type Answer, defaultProfile, type PlannedEvent, type Profile, type Scenario } from "./scenario.ts";
import { type ApiVersion, checkFields, checkSetup, declaredTools } from "./setup-check.ts";
import type { AdmittedToken } from "./tokens.ts";
import type { SessionTrace } from "./trace.ts";
import { Usage } from "./usage.ts";
import { defaultVoice } from "./voices.ts";

/** What a session is given. */
export interface SessionDeps {
  readonly version: ApiVersion;
  /** The token that opened the connection; undefined if an API key did. */
  readonly token: AdmittedToken | undefined;
  readonly scenario: Scenario;
  readonly answer: Answer;
  readonly handles: HandleStore;
  readonly clock: Clock;
  readonly timeScale: number;
  readonly frames: "binary" | "text";
  readonly trace: SessionTrace;
  readonly log: (event: SimulatorEvent) => void;
}

type Phase =
  | { readonly kind: "new" }
  /** The setup is being looked at; what comes meanwhile is kept. */
  | { readonly kind: "starting"; readonly inbox: ClientMessage[] }
  | {
      readonly kind: "live";
      readonly dialogue: Dialogue;
      readonly hearing: Hearing;
      readonly traits: ModelTraits;
    }
  | { readonly kind: "stalled" | "closed" };

/** After a call is sent, audio that was under way is not held against the client. */
const audioGraceMs = 400;

/** One connection: setup first, then a dialogue until somebody closes. */
export class Session {
  readonly #deps: SessionDeps;
  readonly #ended = new AbortController();
  readonly #time: SessionTime;
  readonly #socket: LiveSocket;
  readonly #profile: Profile;
  #phase: Phase = { kind: "new" };
  #blockedSinceMs: number | undefined;

  constructor(socket: WebSocket, deps: SessionDeps) {
    this.#deps = deps;
    this.#profile = { ...defaultProfile, ...deps.scenario.profile };
    this.#time = new SessionTime(deps.clock, deps.timeScale, this.#ended.signal);
    this.#socket = new LiveSocket(socket, deps.trace, this.#time, deps.frames, {
      onFrame: (text) => this.#guard(() => this.#receive(text)),
      onClose: () => this.#end(),
    });
    this.#limitLife();
    this.#moment("open");
  }

  /** Ends the session from this side. */
  close(close: Close): void {
    if (this.#phase.kind === "closed") return;
    this.#socket.close(close);
    this.#end();
  }

  #end(): void {
    if (this.#phase.kind === "closed") return;
    this.#phase = { kind: "closed" };
    this.#ended.abort(new DOMException("The session has ended.", "AbortError"));
    this.#deps.log({ type: "session-closed" });
  }

  #limitLife(): void {
    const { token, clock } = this.#deps;
    const { connectionLifeMs, goAwayBeforeMs } = this.#profile;
    this.#time.after(connectionLifeMs, () => this.close(closes.deadline));
    if (goAwayBeforeMs !== undefined) {
      const timeLeft = `${goAwayBeforeMs / 1000}s`;
      this.#time.after(connectionLifeMs - goAwayBeforeMs, () => this.#socket.send({ goAway: { timeLeft } }));
    }
    if (token === undefined) return;
    const cancel = clock.setTimer(token.grant.expiresAtMs - clock.now(), () =>
      this.close(closes.tokenRanOut),
    );
    this.#ended.signal.addEventListener("abort", cancel, { once: true });
  }

  #guard(handle: () => void): void {
    try {
      handle();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#deps.log({ type: "session-refused", detail: error.message });
      this.close(error.close);
    }
  }

  #receive(text: string): void {
    if (this.#phase.kind === "stalled" || this.#phase.kind === "closed") return;
    const frame = parseFrame(text);
    const messages = readMessage(frame);
    this.#traceReceived(frame, messages);
    for (const message of messages) this.#accept(message);
  }

  #traceReceived(frame: JsonObject, messages: readonly ClientMessage[]): void {
    const { trace } = this.#deps;
    const audio = messages.find((message) => message.type === "audio");
    const message =
      audio === undefined ? frame : { realtimeInput: { audio: `<${audio.bytes.length} bytes>` } };
    trace.received.push({ atMs: this.#time.now(), message });
    if (audio === undefined) trace.changed();
    else trace.addAudio(audio.bytes, audio.rateHz);
  }

  #accept(message: ClientMessage): void {
    const phase = this.#phase;
    switch (phase.kind) {
      case "new":
        if (message.type !== "setup")
          throw new ProtocolError(closes.invalidArgument, "the first message must be setup");
        this.#setUp(message.setup);
        break;
      case "starting":
        if (message.type === "setup") throw new ProtocolError(closes.invalidArgument, "setup must come once");
        phase.inbox.push(message);
        break;
      case "live":
        this.#hear(phase, message);
        break;
      case "stalled":
      case "closed":
        break;
      default:
        phase satisfies never;
    }
  }

  #setUp(clientSetup: JsonObject): void {
    const { version, token, scenario, trace } = this.#deps;
    trace.setup = clientSetup;
    checkFields(clientSetup, version);
    const constraints: Constraints = token?.grant.constraints ?? { kind: "none" };
    const setup = effectiveSetup(constraints, clientSetup, scenario.faults?.ignoreClientHandle !== true);
    trace.effectiveSetup = setup;
    trace.changed();
    checkFields(setup, version);
    const memory = this.#admit(setup);
    const traits = checkSetup(setup, version, constraints.kind === "full" ? "TEXT" : "AUDIO");
    this.#phase = { kind: "starting", inbox: [] };
    const delayMs = scenario.faults?.setupDelayMs ?? 0;
    if (delayMs === "never") return;
    if (delayMs === 0) this.#goLive(setup, traits, memory);
    else this.#time.after(delayMs, () => this.#guard(() => this.#goLive(setup, traits, memory)));
  }

  /** Takes up the conversation behind a handle, or counts a new session on the token. */
  #admit(setup: JsonObject): Memory {
    const handle = resumptionHandle(setup);
    if (handle === undefined) {
      const refusal = this.#deps.token?.spend();
      if (refusal !== undefined) throw new ProtocolError(refusal);
      return emptyMemory;
    }
    const redeemed = this.#deps.handles.redeem(handle, asString(setup["model"]) ?? "");
    if ("code" in redeemed) throw new ProtocolError(redeemed);
    return redeemed.memory;
  }

  #goLive(setup: JsonObject, traits: ModelTraits, memory: Memory): void {
    const inbox = this.#phase.kind === "starting" ? this.#phase.inbox : [];
    const model = asString(setup["model"]) ?? "";
    this.#socket.send({ setupComplete: {} });
    this.#deps.log({ type: "session-ready", model, resumed: memory !== emptyMemory });
    const updates = this.#updates(setup, traits, model);
    const dialogue = this.#dialogue(setup, traits, memory, (busy) => updates?.setBusy(busy));
    const hearing = new Hearing(setup, this.#profile.interruptDelayMs, {
      onSpeechStarted: () => dialogue.speechStarted(),
      onBargeIn: (delayMs) => dialogue.bargeIn(delayMs),
      onSpeechEnded: (durationMs) => dialogue.speechEnded(durationMs),
    });
    const live = { kind: "live", dialogue, hearing, traits } as const;
    this.#phase = live;
    updates?.start();
    this.#moment("setup");
    for (const message of inbox) this.#hear(live, message);
  }

  #updates(setup: JsonObject, traits: ModelTraits, model: string): ResumptionUpdates | undefined {
    if (setup["sessionResumption"] === undefined && !traits.volunteers) return undefined;
    if (this.#deps.scenario.faults?.noResumptionHandles === true) return undefined;
    return new ResumptionUpdates({
      time: this.#time,
      intervalMs: this.#profile.handleIntervalMs,
      issue: () => this.#deps.handles.issue(model, this.#memory),
      send: (message) => this.#socket.send(message),
    });
  }

  get #memory(): Memory {
    return this.#phase.kind === "live" ? this.#phase.dialogue.memory : emptyMemory;
  }

  #dialogue(
    setup: JsonObject,
    traits: ModelTraits,
    memory: Memory,
    onBusy: (busy: boolean) => void,
  ): Dialogue {
    const { scenario, answer, log } = this.#deps;
    const usage = new Usage();
    usage.addText(JSON.stringify([setup["systemInstruction"], setup["tools"], memory.lines]));
    const voice = dig(
      setup,
      "generationConfig",
      "speechConfig",
      "voiceConfig",
      "prebuiltVoiceConfig",
      "voiceName",
    );
    return new Dialogue(
      {
        time: this.#time,
        traits,
        profile: this.#profile,
        faults: scenario.faults ?? {},
        random: seededRandom(scenario.seed ?? 1),
        tools: declaredTools(setup, traits),
        voice: asString(voice) ?? defaultVoice,
        transcribeInput: setup["inputAudioTranscription"] !== undefined,
        transcribeOutput: setup["outputAudioTranscription"] !== undefined || traits.volunteers,
        hears: scenario.hears ?? [],
        answer,
        usage,
        send: (message) => this.#socket.send(message),
        sendRaw: (data) => this.#socket.sendRaw(data),
        act: (step) => this.#act(step),
        onBusy,
        onMoment: (type, turn) => this.#moment(type, turn),
        onFailure: (error) => this.#fail(error, log),
      },
      memory,
    );
  }

  #fail(error: unknown, log: (event: SimulatorEvent) => void): void {
    if (this.#phase.kind === "closed") return;
    log({ type: "failure", message: error instanceof Error ? error.message : String(error) });
    this.close(closes.internal);
  }

  #hear(live: Extract<Phase, { kind: "live" }>, message: ClientMessage): void {
    const { dialogue, hearing } = live;
    switch (message.type) {
      case "setup":
        throw new ProtocolError(closes.invalidArgument, "setup must come once");
      case "audio":
        this.#checkAudioAllowed(live);
        hearing.audio(message.bytes, message.rateHz);
        break;
      case "audio-stream-end":
        hearing.streamEnd();
        break;
      case "activity-start":
        hearing.activityStart();
        break;
      case "activity-end":
        hearing.activityEnd();
        break;
      case "text":
        dialogue.typed({ type: "text", text: message.text });
        break;
      case "content":
        if (!message.turnComplete) dialogue.context(message.text);
        else dialogue.typed(message.text === "" ? { type: "nothing" } : { type: "text", text: message.text });
        break;
      case "tool-response":
        dialogue.toolResponse(message.responses);
        break;
      case "video":
      case "context-update":
        break;
      default:
        message satisfies never;
    }
  }

  /** 2.5 does not take audio while a BLOCKING call is pending. */
  #checkAudioAllowed({ dialogue, traits }: Extract<Phase, { kind: "live" }>): void {
    if (!traits.refusesAudioDuringCall || !dialogue.blocked) {
      this.#blockedSinceMs = undefined;
      return;
    }
    this.#blockedSinceMs ??= this.#time.now();
    if (this.#time.now() - this.#blockedSinceMs > audioGraceMs)
      throw new ProtocolError(closes.audioDuringCall);
  }

  #act(step: ConnectionStep): void {
    switch (step.type) {
      case "go-away":
        this.#socket.send({ goAway: step.timeLeft === undefined ? {} : { timeLeft: step.timeLeft } });
        break;
      case "close":
        this.close({ code: step.code, reason: step.reason ?? "" });
        break;
      case "drop":
        this.#socket.drop();
        break;
      case "stall":
        this.#socket.stall();
        this.#phase = { kind: "stalled" };
        break;
      case "send":
        this.#socket.send(step.message);
        break;
      case "raw":
        this.#socket.sendRaw(step.data);
        break;
      default:
        step satisfies never;
    }
  }

  /** Starts what the scenario has planned for this moment. */
  #moment(type: PlannedEvent["at"]["type"], turn?: number): void {
    for (const { at, steps } of this.#deps.scenario.events ?? []) {
      if (at.type !== type || ("turn" in at && at.turn !== turn)) continue;
      this.#time.after(at.afterMs ?? 0, () => this.#perform(steps));
    }
  }

  #perform(steps: PlannedEvent["steps"]): void {
    if (this.#phase.kind === "live") {
      this.#phase.dialogue.perform(steps);
      return;
    }
    for (const step of steps) if (isConnectionStep(step)) this.#act(step);
  }
}

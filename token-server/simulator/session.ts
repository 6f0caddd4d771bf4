import type { WebSocket } from "ws";
import { type ClientMessage, parseFrame, readMessage } from "./client-message.ts";
import { SessionTime } from "./clock.ts";
import { type Close, closes, ProtocolError } from "./closes.ts";
import { type Constraints, effectiveSetup, resumptionHandle } from "./constraints.ts";
import { type ConnectionStep, isConnectionStep } from "./dialogue-deps.ts";
import { asString, type JsonObject } from "./json.ts";
import { LiveConversation } from "./live-conversation.ts";
import { LiveSocket } from "./live-socket.ts";
import type { ModelTraits } from "./models.ts";
import { emptyMemory, type HandleOwner, type Memory } from "./resumption.ts";
import { defaultProfile, type PlannedEvent, type Profile } from "./scenario.ts";
import type { SessionDeps } from "./session-deps.ts";
import { limitContext, limitLife } from "./session-life.ts";
import { checkFields, checkSetup } from "./setup-check.ts";

type Phase =
  | { readonly kind: "new" }
  /** The setup is being looked at; what comes meanwhile is kept. */
  | { readonly kind: "starting"; readonly inbox: ClientMessage[] }
  | { readonly kind: "live"; readonly live: LiveConversation }
  | { readonly kind: "stalled" | "closed" };

/** One connection: setup first, then a dialogue until somebody closes. */
export class Session {
  readonly #deps: SessionDeps;
  readonly #ended = new AbortController();
  readonly #time: SessionTime;
  readonly #socket: LiveSocket;
  readonly #profile: Profile;
  readonly #owner: HandleOwner = { endedAtMs: undefined };
  #phase: Phase = { kind: "new" };

  constructor(socket: WebSocket, deps: SessionDeps) {
    this.#deps = deps;
    this.#profile = { ...defaultProfile, ...deps.scenario.profile };
    this.#time = new SessionTime(deps.clock, deps.timeScale, this.#ended.signal);
    this.#socket = new LiveSocket(socket, deps.trace, this.#time, deps.frames, {
      onFrame: (text) => this.#guard(() => this.#receive(text)),
      onClose: () => this.#end(),
    });
    limitLife(deps, this.#profile, this.#time, this.#ended.signal, {
      send: (message) => this.#socket.send(message),
      close: (close) => this.close(close),
    });
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
    this.#owner.endedAtMs = this.#deps.clock.now();
    this.#ended.abort(new DOMException("The session has ended.", "AbortError"));
    this.#deps.log({ type: "session-closed" });
  }

  #guard(handle: () => void): void {
    try {
      handle();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      if (this.#phase.kind === "stalled") return;
      this.#deps.log({ type: "session-refused", detail: error.message });
      this.close(error.close);
    }
  }

  #receive(text: string): void {
    if (this.#phase.kind === "closed") return;
    const frame = parseFrame(text);
    const messages = readMessage(frame);
    this.#deps.trace.addReceived(this.#time.now(), frame, messages);
    for (const message of messages) this.#accept(message);
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
        phase.live.hear(message);
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
    trace.addSetup(this.#time.now(), resumptionHandle(setup));
    checkFields(setup, version);
    const { refuseSetup } = scenario.faults ?? {};
    if (refuseSetup !== undefined) throw new ProtocolError({ reason: "", ...refuseSetup });
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
    const { refuseResume, refuseOverlap } = this.#deps.scenario.faults ?? {};
    if (refuseResume !== undefined) throw new ProtocolError({ reason: "", ...refuseResume });
    const redeemed = this.#deps.handles.redeem(handle, asString(setup["model"]) ?? "");
    if ("code" in redeemed) throw new ProtocolError(redeemed);
    if (refuseOverlap === true && redeemed.owner.endedAtMs === undefined)
      throw new ProtocolError(closes.internal, "the connection that the handle is from is still open");
    return redeemed.memory;
  }

  #goLive(setup: JsonObject, traits: ModelTraits, memory: Memory): void {
    const inbox = this.#phase.kind === "starting" ? this.#phase.inbox : [];
    const model = asString(setup["model"]) ?? "";
    const resumed = memory !== emptyMemory;
    this.#deps.trace.readyAtMs = this.#time.now();
    this.#socket.send({ setupComplete: {} });
    this.#deps.log({ type: "session-ready", model, resumed });
    limitContext(setup, memory, this.#profile, this.#time, (close) => this.close(close));
    const live = new LiveConversation(setup, traits, memory, {
      ...this.#deps,
      time: this.#time,
      profile: this.#profile,
      send: (message) => this.#socket.send(message),
      sendRaw: (data) => this.#socket.sendRaw(data),
      act: (step) => this.#act(step),
      onMoment: (type, turn) => this.#moment(type, turn),
      onFailure: (error) => this.#fail(error),
      owner: this.#owner,
    });
    this.#phase = { kind: "live", live };
    live.start();
    this.#moment("setup");
    if (resumed) this.#moment("resume");
    for (const message of inbox) live.hear(message);
  }

  #fail(error: unknown): void {
    if (this.#phase.kind === "closed") return;
    this.#deps.log({ type: "failure", message: error instanceof Error ? error.message : String(error) });
    this.close(closes.internal);
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
      this.#phase.live.perform(steps);
      return;
    }
    for (const step of steps) if (isConnectionStep(step)) this.#act(step);
  }
}

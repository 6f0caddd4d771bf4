import type { DialogueDeps } from "./dialogue-deps.ts";
import type { JsonObject } from "./json.ts";
import type { ModelTurn } from "./model-turn.ts";
import { between } from "./random.ts";
import type { Input, PlannedCall, Step, ToolResult } from "./scenario.ts";
import { Speaker } from "./speaker.ts";
import { newCallId, type OpenCall, type ToolCalls } from "./tool-calls.ts";

/** What a turn needs of the dialogue that it is part of. */
export interface TurnSurroundings {
  readonly calls: ToolCalls;
  /** What follows on the results of BLOCKING calls. */
  readonly answer: (input: Input, turn: ModelTurn) => readonly Step[];
  readonly said: (text: string) => void;
  /** The script ends the running turn. */
  readonly interrupt: () => void;
  readonly onFirstAudio: (turn: ModelTurn) => void;
}

/** Carries out a turn: speaks, calls and waits, step by step, until it is complete or its signal aborts. */
export class TurnRunner {
  readonly #deps: DialogueDeps;
  readonly #around: TurnSurroundings;
  readonly #speaker: Speaker;

  constructor(deps: DialogueDeps, around: TurnSurroundings) {
    this.#deps = deps;
    this.#around = around;
    this.#speaker = new Speaker({
      time: deps.time,
      profile: deps.profile,
      faults: deps.faults,
      random: deps.random,
      voice: deps.voice,
      transcribe: deps.transcribeOutput,
      send: (turn, message) => this.#send(turn, message),
      onFirstAudio: around.onFirstAudio,
    });
  }

  /** A whole turn. */
  async run(turn: ModelTurn, steps: readonly Step[]): Promise<void> {
    if (this.#deps.faults.malformedFrames === true) this.#deps.sendRaw('{"serverContent": {"modelTurn":');
    await this.perform(turn, steps);
    await this.#finish(turn, "IDLE");
  }

  /** The steps alone. */
  async perform(turn: ModelTurn, steps: readonly Step[]): Promise<void> {
    for (const step of steps) await this.#step(turn, step);
  }

  /** Ends the turn for the client. */
  complete(turn: ModelTurn, status: "IDLE" | "IN_PROGRESS" = "IDLE"): void {
    if (turn.complete) return;
    turn.complete = true;
    const { faults, traits, usage, send, onBusy, onMoment } = this.#deps;
    const usageMetadata = usage.endTurn(turn.audioMs);
    const interactionStatus = traits.interactionStatus ? { interactionStatus: status } : {};
    if (faults.missingTurnComplete !== true) {
      send({ serverContent: { turnComplete: true, ...interactionStatus }, usageMetadata });
    }
    onBusy(false);
    onMoment("turn-end", turn.number);
  }

  /** Audio that was on its way when the turn was cut off. */
  sendLate(turn: ModelTurn, parts: ModelTurn["unsent"]): void {
    for (const part of parts) this.#speaker.sendPart(turn, { ...part, text: "" });
  }

  async #step(turn: ModelTurn, step: Step): Promise<void> {
    switch (step.type) {
      case "say":
        await this.#speaker.say(turn, step.text);
        this.#around.said(step.text);
        break;
      case "call":
        await this.#call(turn, step.calls);
        break;
      case "wait":
        await this.#deps.time.sleep(step.ms, turn.signal);
        break;
      case "interrupt":
        this.#around.interrupt();
        turn.signal.throwIfAborted();
        break;
      default:
        this.#deps.act(step);
    }
  }

  async #call(turn: ModelTurn, planned: readonly PlannedCall[]): Promise<void> {
    const { traits, time, profile, random } = this.#deps;
    if (traits.interactionStatus) {
      if (turn.firstAudioAtMs === undefined) await this.#speaker.say(turn, "Let me look into that.");
      await this.#finish(turn, "IN_PROGRESS");
    }
    const calls = planned.map((call) => this.#openCall(call));
    this.#sendCalls(turn, calls);
    const blocking = calls.filter((call) => call.blocking);
    if (blocking.length === 0) return;
    const results = await this.#results(turn, blocking);
    const steps = this.#around.answer({ type: "tool-results", results }, turn);
    await time.sleep(between(profile.toolAnswerDelayMs, random), turn.signal);
    await this.perform(turn, steps);
  }

  #openCall({ name, args = {}, behavior }: PlannedCall): OpenCall {
    const declared = this.#deps.tools.find((tool) => tool.name === name)?.behavior;
    const settled = behavior ?? declared ?? this.#deps.traits.toolBehaviors[0];
    const call: OpenCall = { id: newCallId(), name, args, blocking: settled === "BLOCKING" };
    this.#around.calls.add(call);
    return call;
  }

  #sendCalls(turn: ModelTurn, calls: readonly OpenCall[]): void {
    const message = { toolCall: { functionCalls: calls.map(({ name, args, id }) => ({ name, args, id })) } };
    this.#send(turn, message);
    if (this.#deps.faults.duplicateToolCall === true) this.#send(turn, message);
  }

  #results(turn: ModelTurn, calls: readonly OpenCall[]): Promise<readonly ToolResult[]> {
    return new Promise((resolve, reject) => {
      turn.signal.addEventListener("abort", () => reject(turn.signal.reason), { once: true });
      this.#around.calls.awaitAll(calls, resolve);
    });
  }

  /** Says that everything is sent, waits until it must have been heard, and completes the turn. */
  async #finish(turn: ModelTurn, status: "IDLE" | "IN_PROGRESS"): Promise<void> {
    if (!turn.visible || turn.complete) return;
    if (turn.firstAudioAtMs !== undefined) {
      this.#send(turn, { serverContent: { generationComplete: true } });
      turn.generated = true;
      await this.#deps.time.sleep(Math.max(0, turn.playedAtMs - this.#deps.time.now()), turn.signal);
    }
    this.complete(turn, status);
  }

  #send(turn: ModelTurn, message: JsonObject): void {
    if (!turn.visible) this.#deps.onBusy(true);
    turn.visible = true;
    this.#deps.send(message);
    if (turn.emptyFrames >= this.#deps.profile.emptyFrames) return;
    turn.emptyFrames += 1;
    this.#deps.send({});
  }
}

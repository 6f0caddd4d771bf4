import type { DialogueDeps } from "./dialogue-deps.ts";
import { InputTranscripts } from "./input-transcripts.ts";
import type { Picture } from "./jpeg.ts";
import { ModelTurn } from "./model-turn.ts";
import { between } from "./random.ts";
import type { Memory } from "./resumption.ts";
import type { Input, PlannedCall, Seen, Step, ToolResult } from "./scenario.ts";
import { type OpenCall, readToolAnswer, type Scheduling, ToolCalls } from "./tool-calls.ts";
import { TurnRunner } from "./turn-runner.ts";

/** Until a dropped call that found the model busy is tried again. */
const retryMs = 200;

/** Who speaks when: takes the user's turns and tool results, starts the model's turns, and lets the user cut them off. */
export class Dialogue {
  readonly #deps: DialogueDeps;
  readonly #runner: TurnRunner;
  readonly #transcripts: InputTranscripts;
  readonly #calls = new ToolCalls();
  #memory: Memory;
  #turn: ModelTurn | undefined;
  #waiting: Input[] = [];
  #userSpeaking = false;
  #answers = 0;
  #seen: Seen | undefined;

  constructor(deps: DialogueDeps, memory: Memory) {
    this.#deps = deps;
    this.#memory = memory;
    // The turns that awaited them are gone with their connection: whatever is answered starts a new one.
    for (const call of memory.calls) this.#calls.add({ ...call, blocking: false });
    this.#runner = new TurnRunner(deps, {
      calls: this.#calls,
      answer: (input, turn) => deps.answer(input, this.#context(turn)),
      said: (text) => this.#noteAgent(text),
      interrupt: () => this.#interruptByScript(),
      onFirstAudio: ({ number }) => {
        deps.onMoment("first-audio", number);
        this.#transcripts.answerBegan();
      },
    });
    this.#transcripts = new InputTranscripts(deps);
  }

  /** The conversation as it stands. */
  get memory(): Memory {
    const ageMs = this.#memory.ageMs + this.#deps.time.now();
    return { ...this.#memory, calls: this.#calls.open, ageMs };
  }

  /** Whether a BLOCKING call waits for its answer. */
  get blocked(): boolean {
    return this.#calls.blocked;
  }

  /** A complete turn in text (or an empty one): cuts off what is being said and is answered. */
  typed(input: Input & { type: "text" | "nothing" }): void {
    if (input.type === "text") this.#deps.usage.addText(input.text);
    this.interrupt();
    this.#noteUser(input.type === "text" ? input.text : "");
    this.#start(input);
  }

  /** Content that does not complete a turn: interrupts and is remembered, no more. */
  context(text: string): void {
    this.interrupt();
    this.#deps.usage.addText(text);
    this.#memory = { ...this.#memory, lines: [...this.#memory.lines, { role: "user", text }] };
  }

  /** A frame of what the user shows. It starts no turn: the next one knows of it. */
  sees(picture: Picture): void {
    this.#deps.usage.addPicture();
    this.#seen = { ...picture, count: (this.#seen?.count ?? 0) + 1 };
  }

  /** The user's voice is heard: an answer that nobody has noticed yet is held back. */
  speechStarted(): void {
    this.#userSpeaking = true;
    const turn = this.#turn;
    if (turn === undefined || turn.visible) return;
    this.#drop(turn);
    if (turn.input?.type === "tool-results") this.#waiting.unshift(turn.input);
  }

  /** The user's turn by voice is over. Too short a sound during the agent's turn is not one. */
  speechEnded(durationMs: number): void {
    this.#userSpeaking = false;
    this.#deps.usage.addAudio(durationMs);
    if (this.#turn !== undefined && durationMs < 400) return;
    const heard = this.#transcripts.speechEnded(durationMs);
    this.#noteUser(heard);
    const input: Input = { type: "speech", durationMs, heard };
    if (this.#turn === undefined) this.#start(input);
    else this.#waiting.push(input);
  }

  /** The entries of one `toolResponse`. */
  toolResponse(responses: readonly unknown[]): void {
    const results: Record<Scheduling, ToolResult[]> = { SILENT: [], WHEN_IDLE: [], INTERRUPT: [] };
    for (const answer of responses.map(readToolAnswer)) {
      const call = this.#calls.answer(answer);
      const scheduling = this.#deps.traits.scheduling ? answer.scheduling : "WHEN_IDLE";
      if (call === undefined || call.blocking || Object.keys(answer.response).length === 0) continue;
      results[scheduling].push({ name: call.name, args: call.args, response: answer.response });
    }
    if (results.INTERRUPT.length > 0) this.#sayAtOnce({ type: "tool-results", results: results.INTERRUPT });
    if (results.WHEN_IDLE.length > 0)
      this.#waiting.push({ type: "tool-results", results: results.WHEN_IDLE });
    this.#next();
  }

  /** Steps that no input asked for: a turn if they speak or call, otherwise just done. */
  perform(steps: readonly Step[]): void {
    const speaks = steps.some(({ type }) => type === "say" || type === "call");
    const turn = new ModelTurn(undefined, this.#memory.turns);
    if (speaks) {
      this.interrupt();
      this.#turn = turn;
    }
    this.#watch(turn, speaks ? this.#runner.run(turn, steps) : this.#runner.perform(turn, steps));
  }

  /** The user speaks over the agent: cuts off the turn that runs now, if it still runs after the delay. */
  bargeIn(delayMs: number): void {
    const turn = this.#turn;
    this.#deps.time.after(delayMs, () => {
      if (this.#turn === turn) this.interrupt();
    });
  }

  /** Cuts the model's turn off: `interrupted`, `turnComplete`, nothing more of it. Pending BLOCKING calls are withdrawn. */
  interrupt(): void {
    const turn = this.#turn;
    if (turn === undefined) return;
    const withdrawn = this.#calls.withdraw();
    const { unsent } = turn;
    this.#drop(turn);
    if (!turn.visible) return;
    this.#announceWithdrawn(withdrawn, turn);
    if (!(turn.generated && this.#deps.faults.noInterruptedDuringPlayback === true)) {
      this.#deps.send({ serverContent: { interrupted: true } });
    }
    this.#runner.complete(turn);
    if (this.#deps.faults.lateAudioAfterInterrupted === true) {
      this.#runner.sendLate(turn, unsent.slice(0, 2));
    }
  }

  #noteUser(text: string): void {
    const lines = text === "" ? this.#memory.lines : [...this.#memory.lines, { role: "user" as const, text }];
    this.#memory = { ...this.#memory, turns: this.#memory.turns + 1, lines };
  }

  #sayAtOnce(input: Input): void {
    if (this.#userSpeaking && this.#deps.traits.waitsForUser) {
      this.#waiting.unshift(input);
      return;
    }
    this.interrupt();
    this.#start(input);
  }

  /** Takes up what waits, if nobody is speaking. */
  #next(): void {
    if (this.#turn !== undefined || this.#userSpeaking) return;
    const input = this.#waiting.shift();
    if (input !== undefined) this.#start(input);
  }

  #start(input: Input): void {
    const turn = new ModelTurn(input, this.#memory.turns);
    this.#turn = turn;
    this.#watch(turn, this.#answer(turn, input));
  }

  #watch(turn: ModelTurn, run: Promise<void>): void {
    run
      .catch((error: unknown) => {
        if (!turn.signal.aborted) this.#deps.onFailure(error);
      })
      .finally(() => {
        if (this.#turn === turn) this.#turn = undefined;
        this.#next();
      });
  }

  async #answer(turn: ModelTurn, input: Input): Promise<void> {
    const { time, profile, random, faults } = this.#deps;
    this.#deps.onMoment("turn-start", turn.number);
    const slowness = (faults.slowerEachTurn ?? 1) ** this.#answers;
    this.#answers += 1;
    const steps = this.#deps.answer(input, this.#context(turn));
    const delay = input.type === "tool-results" ? profile.toolAnswerDelayMs : profile.answerDelayMs;
    await time.sleep(slowness * between(delay, random), turn.signal);
    await this.#runner.run(turn, steps);
  }

  #context(turn: ModelTurn) {
    const { tools, voice } = this.#deps;
    return { tools, memory: this.#memory, turn: turn.number, voice, seen: this.#seen };
  }

  /** A script may also send `interrupted` while nothing is being said, as the service was seen to do. */
  #interruptByScript(): void {
    if (this.#turn === undefined) this.#deps.send({ serverContent: { interrupted: true } });
    else this.interrupt();
  }

  #noteAgent(text: string): void {
    this.#memory = { ...this.#memory, lines: [...this.#memory.lines, { role: "agent", text }] };
  }

  #drop(turn: ModelTurn): void {
    if (this.#turn === turn) this.#turn = undefined;
    turn.abort();
  }

  #announceWithdrawn(calls: readonly OpenCall[], turn: ModelTurn): void {
    if (calls.length === 0) return;
    if (this.#deps.faults.dropToolCalls !== true) {
      this.#deps.send({ toolCallCancellation: { ids: calls.map(({ id }) => id) } });
      return;
    }
    const again = calls.map(({ name, args }) => ({ name, args, behavior: "BLOCKING" as const }));
    const delayMs = between(this.#deps.profile.reissueDelayMs, this.#deps.random);
    this.#deps.time.after(delayMs, () => this.#reissue(again, turn.number));
  }

  /** The dropped call comes again, as a turn of its own, when nothing else is going on. */
  #reissue(calls: readonly PlannedCall[], number: number): void {
    if (this.#turn !== undefined) {
      this.#deps.time.after(retryMs, () => this.#reissue(calls, number));
      return;
    }
    const turn = new ModelTurn(undefined, number);
    this.#turn = turn;
    this.#watch(turn, this.#runner.run(turn, [{ type: "call", calls }]));
  }
}

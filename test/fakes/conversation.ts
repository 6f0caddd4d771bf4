import { arrivingTurn } from "../../web/core/call/agent-turn.ts";
import type { CallPlan } from "../../web/core/call/call-plan.ts";
import type { CallCommand } from "../../web/core/call/command.ts";
import type { Happening } from "../../web/core/call/happening.ts";
import { idleCall } from "../../web/core/call/idle.ts";
import type { ToolCallEntry, Turn } from "../../web/core/call/log-entry.ts";
import { reduce } from "../../web/core/call/reduce.ts";
import type { CallAbout, CallState } from "../../web/core/call/state.ts";
import type { LiveEvent } from "../../web/core/live/messages.ts";
import { defaultSettings } from "../../web/core/settings.ts";
import { ManualClock } from "./manual-clock.ts";

/** Whom a call may be with. */
export const exampleAbout: CallAbout = {
  agent: { id: "assistant", name: "Assistant" },
  model: "gemini-3.8-live",
  voice: "Kore",
};

/** A recorded call that asks for nothing. */
export const examplePlan: CallPlan = {
  id: "call-1",
  about: exampleAbout,
  record: true,
  request: {},
  greeting: undefined,
  microphoneId: undefined,
  settings: defaultSettings,
  toolsOff: [],
  startValues: {},
};

/** The start of a call that is recorded. */
export function started(greeting: string | undefined): Happening {
  return { type: "start", id: "call-1", about: exampleAbout, greeting, record: true };
}

/** A small language for scenes between the two voices, played through `reduce` alone. Times in ms. */
export class Conversation {
  readonly clock = new ManualClock(0);
  readonly commands: CallCommand[] = [];
  state: CallState = idleCall;
  readonly #timers = new Map<string, () => void>();

  /** Something happens; what it causes is noted in `commands`, timers run on `clock`. */
  happens(happening: Happening): this {
    const [state, commands] = reduce(this.state, { ...happening, atMs: this.clock.now() });
    this.state = state;
    for (const command of commands) this.#note(command);
    return this;
  }

  /** The service says something. */
  service(...events: readonly Exclude<LiveEvent, { type: "audio" }>[]): this {
    for (const event of events) this.happens({ type: "live", event });
    return this;
  }

  /** A live call; with a greeting the agent is asked to speak first. */
  connect(greeting?: string): this {
    this.happens(started(greeting)).happens({ type: "microphone-ready" });
    return this.happens({ type: "connected" });
  }

  wait(ms: number): this {
    this.clock.advance(ms);
    return this;
  }

  /** A piece of the agent's turn: text, then its sound. */
  agent(text: string, audioMs: number): this {
    return this.service({ type: "output-text", text }).happens({ type: "agent-audio", durationMs: audioMs });
  }

  /** The service has sent the whole turn and, some time later, closes it. */
  generated(): this {
    return this.service({ type: "generation-complete" });
  }

  turnComplete(): this {
    return this.service({ type: "turn-complete" });
  }

  /** The first sound of the queued turn is heard. */
  startsPlaying(): this {
    return this.happens({ type: "playback-started", turn: this.queuedTurn() });
  }

  /** The queued turn is heard to its end. */
  playsOut(): this {
    const turn = this.queuedTurn();
    return this.happens({ type: "playback-drained", turn, heardMs: this.turn(turn).audioMs });
  }

  /** The speaker tells how much of a cut turn was heard. */
  flushed(turn: number, heardMs: number): this {
    return this.happens({ type: "playback-flushed", turn, heardMs });
  }

  /** The person is heard talking for a while. */
  talk(ms: number): this {
    return this.happens({ type: "voice", speaking: true })
      .wait(ms)
      .happens({ type: "voice", speaking: false });
  }

  /** What the service understood of the person. */
  understood(text: string): this {
    return this.service({ type: "input-text", text });
  }

  queuedTurn(): number {
    const { queued } = this.state.floor;
    if (queued === undefined) throw new Error("nothing is queued for the speaker");
    return queued;
  }

  /** The turn that sound arriving now would be played as. */
  get audible(): number | undefined {
    return arrivingTurn(this.state);
  }

  turn(id: number): Turn {
    const found = this.turns.find((turn) => turn.id === id);
    if (found === undefined) throw new Error(`no turn ${id}`);
    return found;
  }

  get turns(): readonly Turn[] {
    return this.state.log.filter((entry) => entry.kind === "turn");
  }

  get toolCalls(): readonly ToolCallEntry[] {
    return this.state.log.filter((entry) => entry.kind === "tool-call");
  }

  /** The log as lines, for one look at the order: `user: …`, `agent: …`, `tool: …`. */
  get lines(): readonly string[] {
    return this.state.log.map((entry) =>
      entry.kind === "turn"
        ? `${entry.role}: ${entry.text.trim()}`
        : `tool: ${entry.call.name} ${entry.status}`,
    );
  }

  /** Commands since the last look, by type; looking forgets them. */
  take(): readonly string[] {
    return this.commands.splice(0).map((command) => command.type);
  }

  #note(command: CallCommand): void {
    this.commands.push(command);
    if (command.type === "set-timer") {
      this.#timers.get(command.timer)?.();
      const { timer } = command;
      this.#timers.set(
        timer,
        this.clock.setTimer(command.delayMs, () => this.happens({ type: "timer", timer })),
      );
    }
    if (command.type === "clear-timer") this.#timers.get(command.timer)?.();
  }
}

/** A live call in which nobody has spoken yet. */
export function conversation(): Conversation {
  const scene = new Conversation().connect();
  scene.take();
  return scene;
}

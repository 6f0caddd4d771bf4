import type { CallCommand, TimerName } from "../../../web/core/call/command.ts";
import type { Happening } from "../../../web/core/call/happening.ts";
import type { CallState } from "../../../web/core/call/state.ts";

/** A connect that the call has asked for. `move`: beside the open session, until that is left. */
type Connecting = { readonly kind: "connect" } | { readonly kind: "move"; readonly left: boolean };

/** What a call has around it, as far as its commands and what happened to it tell. Knows nothing of `reduce`. */
export class World {
  nowMs = 0;
  /** The newest state, for what can only be asked of it, as the ids of turns. */
  state: CallState;
  microphone: "closed" | "opening" | "open" = "closed";
  connecting: Connecting | undefined;
  socketOpen = false;
  /** Sockets that were open in this call. */
  sockets = 0;
  readonly timers = new Set<TimerName>();
  /** Tool calls at work. */
  readonly tools = new Set<string>();
  /** Which socket was the last to ask for a call, by id. */
  readonly asked = new Map<string, number>();
  /** Calls that were withdrawn while they ran. */
  readonly cancelled = new Set<string>();
  readonly answered = new Set<string>();
  releases = 0;

  constructor(state: CallState) {
    this.state = state;
  }

  get isResting(): boolean {
    return this.state.phase.name === "idle" || this.state.phase.name === "ended";
  }

  /** Takes in what happens, before the call does. */
  happens(event: Happening): void {
    switch (event.type) {
      case "start":
        if (this.isResting) this.#begin();
        break;
      case "microphone-ready":
        this.microphone = "open";
        break;
      case "connected":
        this.connecting = undefined;
        this.socketOpen = true;
        this.sockets += 1;
        break;
      case "connect-failed":
      case "move-failed":
        this.connecting = undefined;
        break;
      case "moving":
        this.connecting = { kind: "move", left: true };
        this.socketOpen = false;
        break;
      case "closed":
        this.socketOpen = false;
        break;
      case "timer":
        this.timers.delete(event.timer);
        break;
      case "tool-settled":
        this.tools.delete(event.outcome.response.id);
        break;
      case "live":
        this.#hears(event.event);
        break;
      default:
        break;
    }
  }

  /** Carries out a command of the call, after it was judged. */
  obey(command: CallCommand): void {
    switch (command.type) {
      case "open-microphone":
        this.microphone = "opening";
        break;
      case "connect":
        this.connecting = { kind: "connect" };
        break;
      case "move":
        this.connecting = { kind: "move", left: false };
        break;
      case "drop-session":
        this.socketOpen = false;
        break;
      case "set-timer":
        this.timers.add(command.timer);
        break;
      case "clear-timer":
        this.timers.delete(command.timer);
        break;
      case "run-tool":
        this.tools.add(command.call.id);
        break;
      case "respond":
        for (const { id, willContinue } of command.responses)
          if (willContinue !== true) this.answered.add(id);
        break;
      case "release":
        this.#release();
        break;
      default:
        break;
    }
  }

  #begin(): void {
    this.releases = 0;
    this.sockets = 0;
    this.asked.clear();
    this.cancelled.clear();
    this.answered.clear();
  }

  #hears(event: Extract<Happening, { type: "live" }>["event"]): void {
    if (event.type === "tool-calls") {
      for (const { id } of event.calls) {
        this.asked.set(id, this.sockets);
        // Who asks again wants an answer again.
        this.cancelled.delete(id);
      }
    } else if (event.type === "tool-calls-cancelled") {
      for (const id of event.ids) this.cancelled.add(id);
    }
  }

  #release(): void {
    this.releases += 1;
    this.microphone = "closed";
    this.connecting = undefined;
    this.socketOpen = false;
    this.timers.clear();
    this.tools.clear();
  }
}

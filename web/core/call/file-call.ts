import type { ReadableAtom } from "nanostores";
import { invariant, unreachable } from "../assert.ts";
import type { CallError } from "../errors.ts";
import type { ContextStore } from "../ports.ts";
import { Call, type CallPorts } from "./call.ts";
import type { CallPlan } from "./call-plan.ts";
import { hasAnswered, restMs } from "./file-answer.ts";
import { FileClock } from "./file-clock.ts";
import { FileMicrophone } from "./file-microphone.ts";
import { FileSpeaker } from "./file-speaker.ts";
import { MarkedUplink } from "./marked-uplink.ts";
import type { CallState, Outcome } from "./state.ts";

/** What a call from a file reaches the world through; it needs no device. */
export type FileCallPorts = Pick<CallPorts, "transport" | "toolbox" | "recorder" | "clock" | "network">;

export interface FileCallOptions {
  readonly ports: FileCallPorts;
  /** Greeting, microphone and detection of voice do not count. */
  readonly plan: CallPlan;
  /** What the person says: mono at 16 kHz, nominally −1…1, at least one sample. Kept until the call is over. */
  readonly samples: Float32Array;
  /** How much faster than spoken it is sent. */
  readonly speed: number;
  /** How much of it was sent, 0–1. It falls back to 0 when a broken connection makes it begin again. */
  readonly onSent: (share: number) => void;
}

/**
 * How a call from a file ended. `unanswered`: the agent said nothing in the time that it may take. `lost`: the connection broke each time before
 * the answer began.
 */
export type FileCallEnd = { readonly type: Ending } | { readonly type: "failed"; readonly error: CallError };

type Ending = "answered" | "unanswered" | "lost" | "cancelled";

/** A session that breaks before the answer begins may not know what it was sent, so it is sent all of it again. */
const attempts = 2;

/** A call whose person is a file: says it as one turn, hears the answer to its end, and hangs up. */
export class FileCall {
  readonly #options: FileCallOptions;
  readonly #clock: FileClock;
  readonly #microphone: FileMicrophone;
  readonly #call: Call;
  readonly #ended: Promise<FileCallEnd>;
  #settle: (end: FileCallEnd) => void = () => undefined;
  #begun = 0;
  /** When the last sample was sent; undefined before, and again once that was in vain. */
  #sentAtMs: number | undefined;
  #seen: CallState | undefined;
  #stopWaiting: () => void = () => undefined;
  /** Why this side hangs up; an agent that hangs up has answered. */
  #why: Ending = "answered";

  constructor(options: FileCallOptions) {
    const { ports, samples } = options;
    this.#options = options;
    this.#clock = new FileClock(ports.clock);
    this.#microphone = new FileMicrophone(this.#clock, samples, (share) => this.#onGiven(share));
    const speaker = new FileSpeaker(this.#clock);
    this.#call = new Call({
      ...ports,
      clock: this.#clock,
      microphone: this.#microphone,
      speaker,
      contexts: forgetful,
    });
    this.#ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Its times are those at which the file would have been spoken: they run ahead of the clock behind it. */
  get state(): ReadableAtom<CallState> {
    return this.#call.state;
  }

  /** Once. Resolves when the call is over, whichever way. */
  run(): Promise<FileCallEnd> {
    invariant(this.#seen === undefined, "a file call runs once");
    const { plan } = this.#options;
    this.#call.start({
      ...plan,
      request: { ...plan.request, activity: "manual" },
      greeting: undefined,
      microphoneId: undefined,
      sound: undefined,
      talk: undefined,
      uplink: new MarkedUplink(),
    });
    const stop = this.#call.state.subscribe((state) => this.#follow(state));
    return this.#ended.finally(stop);
  }

  /** Ends it; what was said until then stays. */
  cancel(): void {
    this.#hangUp("cancelled");
  }

  #follow(state: CallState): void {
    const before = this.#seen;
    this.#seen = state;
    if (state.phase !== before?.phase) this.#onPhase(state);
    if (state.log === before?.log && state.floor === before.floor) return;
    this.#refuseApprovals(state);
    this.#awaitRest();
  }

  #onPhase(state: CallState): void {
    switch (state.phase.name) {
      case "live":
        return this.#begin(state);
      case "ended":
        this.#pause();
        return this.#settle(this.#endOf(state.phase.outcome));
      case "idle":
      case "requesting-microphone":
      case "connecting":
      case "reconnecting":
        return this.#pause();
      default:
        return unreachable(state.phase);
    }
  }

  /** A session is ready: it is told everything from the beginning, unless the answer has already begun. */
  #begin(state: CallState): void {
    if (this.#sentAtMs !== undefined && hasAnswered(state, this.#sentAtMs)) return this.#awaitRest();
    if (this.#begun === attempts) return this.#hangUp("lost");
    this.#begun += 1;
    this.#sentAtMs = undefined;
    this.#options.onSent(0);
    this.#microphone.play();
    this.#clock.setSpeed(this.#options.speed);
  }

  #pause(): void {
    this.#stopWaiting();
    this.#microphone.stop();
    this.#clock.setSpeed(1);
  }

  #onGiven(share: number): void {
    this.#options.onSent(share);
    if (share < 1) return;
    this.#clock.setSpeed(1);
    this.#sentAtMs = this.#clock.now();
    this.#awaitRest();
  }

  /** Waits anew for the conversation to have come to an end, if it can. */
  #awaitRest(): void {
    this.#stopWaiting();
    const state = this.#call.state.get();
    const sentAtMs = this.#sentAtMs;
    if (state.phase.name !== "live" || sentAtMs === undefined) return;
    const delayMs = restMs(state, sentAtMs);
    if (delayMs === undefined) return;
    this.#stopWaiting = this.#clock.setTimer(delayMs, () =>
      this.#hangUp(hasAnswered(this.#call.state.get(), sentAtMs) ? "answered" : "unanswered"),
    );
  }

  /** Nobody is there to be asked. A tool can be answered once the state says that it asks. */
  #refuseApprovals({ log }: CallState): void {
    for (const entry of log)
      if (entry.kind === "tool-call" && entry.status === "asking")
        queueMicrotask(() => this.#call.decideTool(entry.call.id, "deny"));
  }

  #hangUp(why: Ending): void {
    this.#why = why;
    this.#call.hangUp();
  }

  #endOf(outcome: Outcome): FileCallEnd {
    return outcome.type === "failed" ? { type: "failed", error: outcome.error } : { type: this.#why };
  }
}

/** What tools remember between a reload and the next call belongs to the calls of people. */
const forgetful: ContextStore = { load: () => undefined, save: () => undefined, clear: () => undefined };

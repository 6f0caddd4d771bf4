import { invariant } from "../assert.ts";
import type { ToolCall } from "../live/messages.ts";
import type { CallTools, ToolHost } from "../ports.ts";
import { createToolState, type ToolState } from "../tools/tool-state.ts";
import type { Happening } from "./happening.ts";
import type { VoiceUplink } from "./uplink.ts";

/** The person's word on a tool call that asks. */
export type Approval = "allow" | "always" | "deny";

export interface ToolRunsOptions {
  /** What the agent can call. */
  readonly tools: Promise<CallTools>;
  /** What the person has allowed for good, see `Tool.permission`. */
  readonly allowed: readonly string[];
  /** What the tools find in their state. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Something in that state has changed. */
  readonly onState: () => void;
  /** Held while the model waits for a tool. */
  readonly uplink: Pick<VoiceUplink, "hold" | "release">;
  readonly tell: (happening: Happening) => void;
}

/** A tool call at work. */
interface ToolRun {
  readonly call: ToolCall;
  readonly controller: AbortController;
  /** The model waits for it, and so does the microphone. */
  isAwaited: boolean;
  /** Set while the person is asked. */
  asked: { readonly permission: string; readonly decide: (allowed: boolean) => void } | undefined;
}

/** The tools of one call: what the agent can call, what runs, and what they remember. */
export class ToolRuns {
  readonly #options: ToolRunsOptions;
  readonly #allowed: Set<string>;
  readonly #runs = new Map<string, ToolRun>();
  #offered: CallTools | undefined;
  #state: ToolState;

  constructor(options: ToolRunsOptions) {
    this.#options = options;
    this.#allowed = new Set(options.allowed);
    this.#state = createToolState(options.values, options.onState);
    // A failure counts once it connects.
    options.tools.catch(() => undefined);
  }

  /** What the agent can call. Asked for before every session. @throws TokenError `unreachable` */
  async offered(): Promise<CallTools> {
    this.#offered = await this.#options.tools;
    return this.#offered;
  }

  /** Whether the model waits for a tool: any input would make it drop the call. */
  get isWaitedFor(): boolean {
    return [...this.#runs.values()].some(({ isAwaited }) => isAwaited);
  }

  /** What the tools remember. */
  values(): Readonly<Record<string, unknown>> {
    return this.#state.dump();
  }

  /** The tools remember this instead, as of a call that goes on. */
  restore(values: Readonly<Record<string, unknown>>): void {
    this.#state = createToolState(values, this.#options.onState);
  }

  /** Runs a call to its end, and tells how it went. */
  async run(call: ToolCall): Promise<void> {
    const { tell } = this.#options;
    const run: ToolRun = { call, controller: new AbortController(), isAwaited: false, asked: undefined };
    this.#runs.set(call.id, run);
    const tools = this.#offered;
    invariant(tools !== undefined, "tools are there before a session can call one");
    const outcome = await tools.run(call, this.#hostOf(run), run.controller.signal);
    this.#runs.delete(call.id);
    tell({ type: "tool-settled", outcome });
    // After the answer: what was held back is input, too.
    this.#letGo(run);
  }

  /** The model has asked for this call, which runs: the microphone is held if it waits for the answer. */
  await(callId: string): void {
    const run = this.#runs.get(callId);
    if (run === undefined || run.isAwaited || this.#offered?.blocks(run.call.name) !== true) return;
    run.isAwaited = true;
    this.#options.uplink.hold();
  }

  /** The session that waited is gone: the next one listens, whatever runs. */
  awaitNone(): void {
    for (const run of this.#runs.values()) this.#letGo(run);
  }

  /** Stops calls; the agent is told that the person did. */
  cancel(callIds: readonly string[]): void {
    for (const id of callIds) this.#runs.get(id)?.controller.abort();
  }

  cancelAll(): void {
    this.cancel([...this.#runs.keys()]);
  }

  /**
   * The person's word on a call that asks; ignored when it does not ask (any more).
   * @returns what is allowed for good by it, see `Tool.permission`
   */
  decide(callId: string, approval: Approval): string | undefined {
    const asked = this.#runs.get(callId)?.asked;
    if (asked === undefined) return undefined;
    const forGood = approval === "always" ? asked.permission : undefined;
    if (forGood !== undefined) this.#allowed.add(forGood);
    asked.decide(approval !== "deny");
    return forGood;
  }

  #letGo(run: ToolRun): void {
    if (!run.isAwaited) return;
    run.isAwaited = false;
    this.#options.uplink.release();
  }

  #hostOf(run: ToolRun): ToolHost {
    const { tell } = this.#options;
    const callId = run.call.id;
    return {
      state: this.#state,
      endCall: (reason) => tell({ type: "end-asked", reason }),
      progress: (text, response) => tell({ type: "tool-progress", callId, text, response }),
      show: (card) => tell({ type: "tool-card", callId, card }),
      approve: (permission) => this.#approve(run, permission),
    };
  }

  #approve(run: ToolRun, permission: string): Promise<boolean> {
    if (this.#allowed.has(permission)) return Promise.resolve(true);
    const { tell } = this.#options;
    const callId = run.call.id;
    tell({ type: "tool-asking", callId, asking: true });
    return new Promise((resolve) => {
      const decide = (allowed: boolean) => {
        run.asked = undefined;
        tell({ type: "tool-asking", callId, asking: false });
        resolve(allowed);
      };
      run.asked = { permission, decide };
    });
  }
}

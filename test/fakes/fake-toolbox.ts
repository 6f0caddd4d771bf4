import type { ToolCall, ToolOutcome } from "../../web/core/live/messages.ts";
import type { FunctionDeclaration } from "../../web/core/live/session-request.ts";
import type { CallTools, Toolbox, ToolboxPlan, ToolHost } from "../../web/core/ports.ts";

/** One call that runs until the test settles it. */
export interface RunningTool {
  readonly call: ToolCall;
  readonly host: ToolHost;
  readonly signal: AbortSignal;
  /** Answers with `{output}`. */
  done(output: unknown): void;
  /** Answers with `{error}`. */
  failed(error: string): void;
}

/** Tools whose work is done by the test. */
export class FakeToolbox implements Toolbox {
  readonly opened: ToolboxPlan[] = [];
  readonly running: RunningTool[] = [];
  declared: readonly FunctionDeclaration[] = [{ name: "get_current_time", description: "Tells the time." }];
  /** Names of the tools whose answer the model waits for. */
  blocking: readonly string[] = [];

  async open(plan: ToolboxPlan): Promise<CallTools> {
    this.opened.push(plan);
    return {
      declarations: this.declared,
      blocks: (name) => this.blocking.includes(name),
      run: (call, host, signal) => this.#run(call, host, signal),
    };
  }

  #run(call: ToolCall, host: ToolHost, signal: AbortSignal): Promise<ToolOutcome> {
    return new Promise((resolve) => {
      const answer = (status: ToolOutcome["status"], response: Record<string, unknown>) =>
        resolve({ status, response: { id: call.id, name: call.name, response } });
      signal.addEventListener("abort", () => answer("cancelled", { error: "stopped" }));
      this.running.push({
        call,
        host,
        signal,
        done: (output) => answer("done", { output }),
        failed: (error) => answer("failed", { error }),
      });
    });
  }
}

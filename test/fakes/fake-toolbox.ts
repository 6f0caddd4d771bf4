import type { ToolCall, ToolOutcome } from "../../web/core/live/messages.ts";
import type { FunctionDeclaration } from "../../web/core/live/session-request.ts";
import type { Toolbox, ToolHost } from "../../web/core/ports.ts";

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
  readonly running: RunningTool[] = [];
  declared: readonly FunctionDeclaration[] = [{ name: "get_current_time", description: "Tells the time." }];

  async declarations(): Promise<readonly FunctionDeclaration[]> {
    return this.declared;
  }

  run(call: ToolCall, host: ToolHost, signal: AbortSignal): Promise<ToolOutcome> {
    return new Promise((resolve) => {
      const answer = (ok: boolean, response: Record<string, unknown>) =>
        resolve({ ok, response: { id: call.id, name: call.name, response } });
      this.running.push({
        call,
        host,
        signal,
        done: (output) => answer(true, { output }),
        failed: (error) => answer(false, { error }),
      });
    });
  }
}

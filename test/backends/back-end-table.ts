import type { Reporter, TestCase } from "vitest/node";

declare module "vitest" {
  interface TaskMeta {
    /** What a check of a back-end came to. */
    backEnd?: { readonly tool: string; readonly answer: string; readonly reason: string | undefined };
  }
}

/** Prints one line for each back-end instead of tests. */
export class BackEndTable implements Reporter {
  readonly #rows: (readonly string[])[] = [];
  readonly #reasons: (string | undefined)[] = [];

  onTestCaseResult(test: TestCase): void {
    const { tool, answer, reason } = test.meta().backEnd ?? {};
    const { state, errors } = test.result();
    const duration = `${Math.round(test.diagnostic()?.duration ?? 0)} ms`;
    const said = answer ?? errors?.[0]?.message ?? "";
    this.#rows.push([test.name, tool ?? "", state === "passed" ? "ok" : "FAILED", duration, said]);
    this.#reasons.push(reason);
  }

  onTestRunEnd(_modules: unknown, errors: readonly { readonly message?: string }[]): void {
    for (const { message } of errors) console.error(message);
    console.log(`\n${inColumns([["back-end", "tool", "", "time", "answer"], ...this.#rows])}`);
    if (this.#reasons.length > 0 && this.#reasons.every(isUnreachable)) {
      console.log(
        "\nThere is no network here: none of the back-ends can be reached. Run this where there is one.",
      );
    }
  }
}

function isUnreachable(reason: string | undefined): boolean {
  return reason === "unreachable" || reason === "offline";
}

function inColumns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

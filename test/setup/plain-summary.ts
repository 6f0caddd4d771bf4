import type { Reporter, TestCase, TestModule } from "vitest/node";

/** Closes a run with the plain line `N passed, N failed`, for scripts that read it, after what went wrong on the way. */
export class PlainSummary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0;
    let failed = errors.length;
    let skipped = 0;
    for (const module of modules) {
      if (module.errors().length > 0) failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") passed += 1;
        else if (state === "failed") failed += 1;
        else skipped += 1;
        if (test.diagnostic()?.flaky === true) tellFirstTry(test);
      }
    }
    console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  }
}

/** A test that passed at its second try says nothing of its first, which is what has to be mended. */
function tellFirstTry(test: TestCase): void {
  const errors = test.result().errors ?? [];
  console.log(`\nNeeded another try: ${test.module.relativeModuleId}, ${test.fullName}`);
  for (const { stack, message } of errors) console.log(stack ?? message);
}

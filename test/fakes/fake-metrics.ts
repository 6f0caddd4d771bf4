import type { Metrics, MetricsPage, MintOutcome } from "../../token-server/metrics.ts";
import type { ProblemKind } from "../../token-server/problems.ts";

/** Metrics that remember what was counted. */
export class FakeMetrics implements Metrics {
  readonly mints: { readonly expiresAtMs: number; readonly resumes: boolean }[] = [];
  readonly refusals: ProblemKind[] = [];
  readonly upstreams: { readonly outcome: MintOutcome; readonly seconds: number }[] = [];

  minted(expiresAtMs: number, resumes: boolean): void {
    this.mints.push({ expiresAtMs, resumes });
  }

  refused(kind: ProblemKind): void {
    this.refusals.push(kind);
  }

  upstream(outcome: MintOutcome, seconds: number): void {
    this.upstreams.push({ outcome, seconds });
  }

  async read(): Promise<MetricsPage> {
    return { contentType: "text/plain", text: `refusals ${this.refusals.length}` };
  }
}

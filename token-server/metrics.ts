import { MintError, type MintToken } from "./mint.ts";
import type { ProblemKind } from "./problems.ts";

/** How minting ends upstream. */
export type MintOutcome = "granted" | MintError["reason"];

/** Counts what the server does. Labels are closed words, so that no number tells whose it is. */
export interface Metrics {
  /** @param expiresAtMs since the epoch @param resumes the token is for a session that there is already */
  minted(expiresAtMs: number, resumes: boolean): void;
  refused(kind: ProblemKind): void;
  upstream(outcome: MintOutcome, seconds: number): void;
  /** All of it, as Prometheus reads it. */
  read(): Promise<MetricsPage>;
}

export interface MetricsPage {
  readonly contentType: string;
  readonly text: string;
}

/** The same mint, counted. @param now milliseconds from any moment on */
export function countMints(
  mint: MintToken,
  metrics: Metrics,
  now: () => number = () => performance.now(),
): MintToken {
  return async (request) => {
    const startedMs = now();
    const ended = (outcome: MintOutcome) => metrics.upstream(outcome, (now() - startedMs) / 1000);
    try {
      const minted = await mint(request);
      ended("granted");
      metrics.minted(Date.parse(minted.expiresAt), request.handle !== undefined);
      return minted;
    } catch (error) {
      if (error instanceof MintError) ended(error.reason);
      throw error;
    }
  };
}

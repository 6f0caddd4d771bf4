import type { Clock } from "./clock.ts";
import type { Profile, Scenario } from "./scenario.ts";

/** What the simulator tells its host. It never holds keys, tokens, handles or anything that was said. */
export type SimulatorEvent =
  | { readonly type: "minted"; readonly constraints: "none" | "full" | "masked" }
  | { readonly type: "mint-refused"; readonly message: string }
  | { readonly type: "session-opened"; readonly version: string; readonly constrained: boolean }
  /** `detail` says more than the close reason, which is as vague as the service's. */
  | { readonly type: "session-refused"; readonly detail: string }
  | { readonly type: "session-ready"; readonly model: string; readonly resumed: boolean }
  | { readonly type: "session-closed" }
  | { readonly type: "failure"; readonly message: string };

/** How a simulator is set up; every field is optional. */
export interface SimulatorOptions {
  /** Path below which it lives: "" (default) or for example "/sim". */
  readonly basePath?: string;
  /** Keys that may mint and connect; default `["demo-key"]`. */
  readonly apiKeys?: readonly string[];
  /** What the far end does, or a function that is asked for each connection (numbered from 0) and each mint. */
  readonly scenario?: Scenario | ((connection: number) => Scenario);
  /** What differs from the service's pace where the scenario does not say so itself. */
  readonly profile?: Partial<Profile>;
  /** Session time over real time: 1 (default) is real time, 0.1 ten times faster. Tokens always live in real time. */
  readonly timeScale?: number;
  readonly clock?: Clock;
  readonly log?: (event: SimulatorEvent) => void;
  /** Kind of the frames that are sent; the service's are binary (default). */
  readonly frames?: "binary" | "text";
}

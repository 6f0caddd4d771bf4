import type { Clock } from "./clock.ts";
import type { SimulatorEvent } from "./options.ts";
import type { HandleStore } from "./resumption.ts";
import type { Answer, Scenario } from "./scenario.ts";
import type { ApiVersion } from "./setup-check.ts";
import type { AdmittedToken } from "./tokens.ts";
import type { SessionTrace } from "./trace.ts";

/** What a session is given. */
export interface SessionDeps {
  readonly version: ApiVersion;
  /** The token that opened the connection; undefined if an API key did. */
  readonly token: AdmittedToken | undefined;
  readonly scenario: Scenario;
  readonly answer: Answer;
  readonly handles: HandleStore;
  readonly clock: Clock;
  readonly timeScale: number;
  readonly frames: "binary" | "text";
  readonly trace: SessionTrace;
  readonly log: (event: SimulatorEvent) => void;
}

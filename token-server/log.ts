import type { ProblemKind } from "./problems.ts";

/** From the calmest to the most talkative. */
export const logLevels = ["silent", "error", "warn", "info"] as const;

export type LogLevel = (typeof logLevels)[number];

/** Takes what the server tells whoever runs it. */
export interface Log {
  write(entry: LogEntry): void;
}

/** Closed words, numbers and places in the code: nothing that was sent, and no secret, has a field to get in by. */
export type LogEntry = AnsweredRequest | Failure | Notice | Ending;

export interface AnsweredRequest {
  readonly event: "request";
  readonly id: string;
  readonly method: string;
  /** Of the route, as `/api/token`: never what stood in the address, and never a query. */
  readonly route: string;
  readonly status: number;
  readonly problem?: ProblemKind | undefined;
  /** What the answer does not tell: upstream's status, or where the code failed. */
  readonly note?: string | undefined;
  readonly durationMs: number;
}

/** Something failed outside of any answer. */
export interface Failure {
  readonly event: "failure";
  readonly from: "promise" | "exception" | "listener";
  /** Kind and place, see `describeFailure`. */
  readonly error: string;
}

/** Something that whoever runs the server has to know. */
export interface Notice {
  readonly event: "notice";
  /** A sentence of the code's own, into which nothing is put. */
  readonly message: string;
}

export interface Ending {
  readonly event: "stopping" | "stopped";
  /** Answers under way. */
  readonly running: number;
}

/** How much an entry matters. */
export function levelOf(entry: LogEntry): Exclude<LogLevel, "silent"> {
  switch (entry.event) {
    case "failure":
      return "error";
    case "notice":
      return "warn";
    case "stopping":
    case "stopped":
      return "info";
    case "request":
      if (entry.problem === "internal") return "error";
      return entry.status >= 500 || entry.problem === "upstream-busy" ? "warn" : "info";
  }
}

/**
 * What a close of the Live socket means for the call.
 * - `fatal`: the same setup would be refused again.
 * - `quota`: refused for a good while.
 * - `token`: the token is spent or late; a fresh one helps.
 * - `stale-handle`: the handle is refused; only a new session helps.
 * - `transient`: trying again may help, resuming or not.
 */
export type CloseMeaning = "fatal" | "quota" | "token" | "stale-handle" | "transient";

interface Rule {
  readonly code: number;
  readonly reason: RegExp;
  readonly meaning: CloseMeaning;
}

/** First match wins. Reasons are matched by their stable beginning: the service cuts them to 123 bytes. */
const rules: readonly Rule[] = [
  { code: 1007, reason: /^Missing or malformed auth token/i, meaning: "token" },
  { code: 1007, reason: /^Invalid session handle/i, meaning: "stale-handle" },
  { code: 1007, reason: /CONTENT_TYPE_AUDIO is not supported/i, meaning: "transient" },
  { code: 1007, reason: /^/, meaning: "fatal" },
  { code: 1008, reason: /session not found|Requested entity was not found/i, meaning: "stale-handle" },
  { code: 1008, reason: /^Operation is not implemented/i, meaning: "transient" },
  { code: 1008, reason: /^The operation was aborted/i, meaning: "transient" },
  { code: 1008, reason: /^/, meaning: "fatal" },
  { code: 1011, reason: /token has expired|used too many times|new_session_expire_time/i, meaning: "token" },
  { code: 1011, reason: /exceeded your current quota/i, meaning: "quota" },
];

/** Reads a close code and the service's reason; what is not known counts as transient, as every loss of network does. */
export function closeMeaning(code: number | undefined, reason: string | undefined): CloseMeaning {
  const rule = rules.find((candidate) => candidate.code === code && candidate.reason.test(reason ?? ""));
  return rule?.meaning ?? "transient";
}

/**
 * What a closed connection asks for.
 *
 * - `fatal`: the same setup will be refused again; a person has to change something.
 * - `quota`: too much was used; wait for a minute or more, and say so.
 * - `transient`: the network or the service failed for now; wait a little, then resume.
 * - `resumable`: the connection's life was over, or one input was not wanted; resume at once.
 * - `stale-handle`: this handle leads nowhere; only a session without it can succeed.
 * - `token`: the token was spent, late or damaged; resume with a fresh one.
 */
export type CloseMeaning = "fatal" | "quota" | "transient" | "resumable" | "stale-handle" | "token";

interface Row {
  readonly code: number;
  /** Matches the reason; the service cuts it to 123 bytes, so only beginnings can be relied on. */
  readonly reason: RegExp;
  readonly meaning: CloseMeaning;
}

/** Reasons seen from the service, the first match wins. It has no error messages: every error is a close. */
const rows: readonly Row[] = [
  { code: 1007, reason: /^Missing or malformed auth token/i, meaning: "token" },
  { code: 1007, reason: /^Invalid session handle/i, meaning: "stale-handle" },
  // Says nothing; in a resumed session it is the handle, or a question in its history that fails again and again.
  { code: 1007, reason: /^Request contains an invalid argument/i, meaning: "stale-handle" },
  { code: 1007, reason: /CONTENT_TYPE_AUDIO is not supported/i, meaning: "resumable" },
  { code: 1008, reason: /session not found|^Requested entity was not found/i, meaning: "stale-handle" },
  { code: 1008, reason: /^Operation is not implemented, or supported, or enabled/i, meaning: "resumable" },
  { code: 1008, reason: /^The operation was aborted/i, meaning: "transient" },
  { code: 1011, reason: /quota/i, meaning: "quota" },
  { code: 1011, reason: /token has (?:expired|been used)|new_session_expire_time/i, meaning: "token" },
  { code: 1011, reason: /^Deadline expired/i, meaning: "resumable" },
];

/** What a code means where no row says more. A refused setup is never accepted by asking again. */
const byCode: ReadonlyMap<number, CloseMeaning> = new Map([
  [1000, "resumable"],
  [1005, "resumable"],
  [1002, "fatal"],
  [1003, "fatal"],
  [1007, "fatal"],
  [1008, "fatal"],
  [1009, "fatal"],
  [1010, "fatal"],
]);

/** What a close means for the next connect; without a code nothing was heard of the service, which may pass. */
export function closeMeaning(code: number | undefined, reason: string | undefined): CloseMeaning {
  if (code === undefined) return "transient";
  const row = rows.find((one) => one.code === code && one.reason.test(reason ?? ""));
  return row?.meaning ?? byCode.get(code) ?? "transient";
}

import { randomBytes } from "node:crypto";
import type { Clock } from "./clock.ts";
import { type Close, closes } from "./closes.ts";
import type { Constraints } from "./constraints.ts";

/** What a token allows. Times are wall time in milliseconds since the epoch. */
export interface TokenGrant {
  /** New sessions it may start; 0 means any number. Resuming does not count. */
  readonly uses: number;
  /** From then on nothing is accepted and running sessions are closed. */
  readonly expiresAtMs: number;
  /** From then on it opens no connection, resuming ones included. */
  readonly connectBeforeMs: number;
  readonly constraints: Constraints;
}

/** A token as the connection that presents it sees it. */
export interface AdmittedToken {
  readonly grant: TokenGrant;
  /** Counts one new session, or says why there can be none. Call it only for sessions that do not resume. */
  spend(): Close | undefined;
}

interface Entry {
  readonly grant: TokenGrant;
  spent: number;
}

/** The ephemeral tokens that are still good. */
export class TokenStore {
  readonly #entries = new Map<string, Entry>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Makes a token and returns its name, `auth_tokens/…`. */
  mint(grant: TokenGrant): string {
    this.#forgetLongExpired();
    const name = `auth_tokens/${randomBytes(24).toString("hex")}`;
    this.#entries.set(name, { grant, spent: 0 });
    return name;
  }

  /** Looks at a token that opens a connection: the token, or the close that refuses it. */
  admit(name: string | undefined): AdmittedToken | Close {
    const entry = this.#entries.get(name ?? "");
    if (entry === undefined) return closes.authTokenMalformed;
    const now = this.#clock.now();
    if (now >= entry.grant.expiresAtMs) return closes.tokenExpired;
    if (now >= entry.grant.connectBeforeMs) return closes.tokenTooLate;
    return { grant: entry.grant, spend: () => spend(entry) };
  }

  /** Expired tokens stay for an hour, so that they are still told apart from garbage. */
  #forgetLongExpired(): void {
    const limit = this.#clock.now() - 60 * 60_000;
    for (const [name, { grant }] of this.#entries) if (grant.expiresAtMs < limit) this.#entries.delete(name);
  }
}

function spend(entry: Entry): Close | undefined {
  const { uses } = entry.grant;
  if (uses > 0 && entry.spent >= uses) return closes.tokenSpent;
  entry.spent += 1;
  return undefined;
}

import type { Clock, TokenSource } from "../ports.ts";
import type { SessionRequest } from "./session-request.ts";
import type { TokenResponse } from "./token-contract.ts";

/** The shortest time that a server lets pass between minting a token and connecting is 10 s. */
const freshMs = 8_000;

/** A token on its way, and what it is for. */
interface EarlyToken {
  readonly purpose: string;
  readonly beganAtMs: number;
  readonly token: Promise<TokenResponse>;
}

/** Tokens minted while a call still waits for its microphone, so that the connect does not wait for the server. */
export class EarlyTokens {
  readonly #tokens: Pick<TokenSource, "mint">;
  readonly #clock: Pick<Clock, "now">;
  #early: EarlyToken | undefined;

  constructor(tokens: Pick<TokenSource, "mint">, clock: Pick<Clock, "now">) {
    this.#tokens = tokens;
    this.#clock = clock;
  }

  /** A connect with this request follows soon. Never fails: a refusal shows when it connects. */
  begin(request: SessionRequest, accessCode: string | undefined): void {
    const token = this.#tokens.mint(request, accessCode, new AbortController().signal);
    token.catch(() => undefined);
    const purpose = purposeOf(request, accessCode);
    this.#early = { purpose, beganAtMs: this.#clock.now(), token };
  }

  /** The token that was begun for this very request, once and while it is fresh, else a new one. @throws TokenError, AbortError */
  take(request: SessionRequest, accessCode: string | undefined, signal: AbortSignal): Promise<TokenResponse> {
    const early = this.#early;
    this.#early = undefined;
    const isFresh = early !== undefined && this.#clock.now() - early.beganAtMs < freshMs;
    if (isFresh && early.purpose === purposeOf(request, accessCode)) return early.token;
    return this.#tokens.mint(request, accessCode, signal);
  }
}

function purposeOf(request: SessionRequest, accessCode: string | undefined): string {
  return JSON.stringify([request, accessCode]);
}

import { type RateLimiterAbstract, RateLimiterRes } from "rate-limiter-flexible";
import type { Counters } from "./counters.ts";
import { network } from "./network.ts";
import { ProblemError, secondsUntil } from "./problems.ts";
import { type SessionLedger, sessionLedger } from "./session-ledger.ts";

/** How often and how long people may talk; what is missing is not limited. */
export interface LimitRules {
  readonly tokensPerMinute: number;
  readonly tokensPerMinutePerAddress: number;
  readonly tokensPerMinutePerUser: number;
  readonly sessionsPerUser: number | undefined;
  readonly minutesPerUserPerDay: number | undefined;
  readonly minutesPerDay: number | undefined;
  /** From minting to the end of the session. So long it is counted as running: its end is not told to the server. */
  readonly tokenLifetimeSeconds: number;
}

/** Who gets a token, and what for. */
export interface TokenUse {
  /** The user, or the address of somebody unknown. */
  readonly user: string;
  /** A session that runs already goes on with it. */
  readonly renews: boolean;
  /** Its token ends so soon; missing: as late as any. */
  readonly longestSeconds?: number | undefined;
}

/** What a token was counted as. */
export interface CountedToken {
  /**
   * Takes it back where no token came of it: nobody pays for what was not had. Never rejects: with counters that are away
   * it stays counted.
   */
  refund(): Promise<void>;
}

/** How often tokens may be had; methods throw a ProblemError: `rate-limited`, `used-up` or `limits-unavailable`. */
export interface Limits {
  /** Counts an attempt, granted or not, so that codes cannot be guessed either. */
  attempt(address: string): Promise<void>;
  /** Counts what reaches upstream and may cost money. */
  mint(use: TokenUse): Promise<CountedToken>;
  /** Whether counting works now: without it no token is given. */
  isReady(): boolean;
}

export function createLimits(rules: LimitRules, counters: Counters): Limits {
  const perMinute = (name: string, points: number) => counters.create({ name, points, seconds: 60 });
  const address = perMinute("address", rules.tokensPerMinutePerAddress);
  const user = perMinute("user", rules.tokensPerMinutePerUser);
  const total = perMinute("total", rules.tokensPerMinute);
  const ledger = sessionLedger(rules, counters);
  return {
    attempt: (from) => failClosed(() => rate(address, network(from), "You ask too often: wait a moment.")),
    mint: (use) => failClosed(() => mint({ user, total, ledger }, use)),
    isReady: () => counters.isReady(),
  };
}

interface MintCounters {
  readonly user: RateLimiterAbstract;
  readonly total: RateLimiterAbstract;
  readonly ledger: SessionLedger | undefined;
}

async function mint({ user, total, ledger }: MintCounters, use: TokenUse): Promise<CountedToken> {
  await rate(user, use.user, "You ask too often: wait a moment.");
  await rate(total, "all", "Too many people ask at once: wait a moment.");
  const counted = await ledger?.take(use);
  // Why there is no token is what the answer tells; that nothing can be counted, the next one tells.
  return { refund: () => counted?.refund().catch(() => undefined) ?? Promise.resolve() };
}

async function rate(limiter: RateLimiterAbstract, key: string, detail: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw new ProblemError("rate-limited", detail, { retryAfterSeconds: secondsUntil(refusal.msBeforeNext) });
  }
}

/** Counters that cannot be reached let nobody through: without them the bill has no limit. */
async function failClosed<Result>(count: () => Promise<Result>): Promise<Result> {
  try {
    return await count();
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw new ProblemError("limits-unavailable", "This server cannot count its calls now.", {
      retryAfterSeconds: 5,
    });
  }
}

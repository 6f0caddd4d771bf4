import { type RateLimiterAbstract, RateLimiterRes } from "rate-limiter-flexible";
import type { Counters } from "./counters.ts";
import type { CountedToken, LimitRules, TokenUse } from "./limits.ts";
import { ProblemError, secondsUntil } from "./problems.ts";

/** Sessions that run, and the minutes they are given. */
export interface SessionLedger {
  /** @throws ProblemError `rate-limited` or `used-up`; Error when the counters fail */
  take(use: TokenUse): Promise<CountedToken>;
}

/** With minutes to count and no limit of sessions, a user may have so many at once. */
const manySessions = 10;
const daySeconds = 86_400;

/**
 * Keeps a place for every session, from its first token to the end of its newest, and charges the time that a token
 * adds: the whole of a new session's, and of one that goes on the part by which its end moves.
 * @returns undefined where nothing of it is limited
 */
export function sessionLedger(rules: LimitRules, counters: Counters): SessionLedger | undefined {
  const { sessionsPerUser, minutesPerUserPerDay, minutesPerDay, tokenLifetimeSeconds } = rules;
  if ([sessionsPerUser, minutesPerUserPerDay, minutesPerDay].every((limit) => limit === undefined))
    return undefined;
  const places = new Places(
    counters.create({ name: "session", points: 1, seconds: tokenLifetimeSeconds }),
    sessionsPerUser ?? manySessions,
  );
  const daily = (name: string, minutes: number | undefined) =>
    minutes === undefined ? undefined : counters.create({ name, points: minutes * 60, seconds: daySeconds });
  const ofUser = daily("user-day", minutesPerUserPerDay);
  const ofAll = daily("day", minutesPerDay);

  return {
    async take({ user, renews, longestSeconds = tokenLifetimeSeconds }) {
      const place = await places.take(user, renews, Math.min(longestSeconds, tokenLifetimeSeconds));
      const undo = [place.undo];
      const refund = async () => {
        for (const step of undo.splice(0).reverse()) await step();
      };
      try {
        undo.push(await charge(ofUser, user, place.addedSeconds, "Your minutes of today are used up."));
        undo.push(await charge(ofAll, "all", place.addedSeconds, "The minutes of today are used up."));
      } catch (error) {
        await refund();
        throw error;
      }
      return { refund };
    },
  };
}

/** A place that was taken. */
interface Taken {
  /** By so much the end of the session moved. */
  readonly addedSeconds: number;
  readonly undo: () => Promise<void>;
}

/** A place, and for how long its session has it; 0: nobody has. */
interface Place {
  readonly key: string;
  readonly leftMs: number;
}

/** The places of each user: a counter of one point each, which is free again when the session's token has ended. */
class Places {
  readonly #limiter: RateLimiterAbstract;
  readonly #count: number;

  constructor(limiter: RateLimiterAbstract, count: number) {
    this.#limiter = limiter;
    this.#count = count;
  }

  async take(user: string, renews: boolean, seconds: number): Promise<Taken> {
    const places = await this.#look(user);
    const held = places.filter(({ leftMs }) => leftMs > 0);
    // Which of the user's sessions goes on is not told: the one that would end first has waited longest for it.
    const [first] = held.toSorted((one, other) => one.leftMs - other.leftMs);
    if (renews && first !== undefined) return this.#renew(first, seconds);
    return this.#takeFree(places, seconds, first?.leftMs ?? 0);
  }

  #look(user: string): Promise<readonly Place[]> {
    const keys = Array.from({ length: this.#count }, (_, index) => `${user}/${index}`);
    return Promise.all(
      keys.map(async (key) => ({ key, leftMs: (await this.#limiter.get(key))?.msBeforeNext ?? 0 })),
    );
  }

  /** No session ends earlier than it would have without the new token. */
  async #renew(place: Place, seconds: number): Promise<Taken> {
    const leftSeconds = Math.ceil(place.leftMs / 1000);
    const endSeconds = Math.max(leftSeconds, seconds);
    await this.#limiter.set(place.key, 1, endSeconds);
    return {
      addedSeconds: endSeconds - leftSeconds,
      undo: async () => void (await this.#limiter.set(place.key, 1, leftSeconds)),
    };
  }

  async #takeFree(places: readonly Place[], seconds: number, freeInMs: number): Promise<Taken> {
    for (const { key } of places) {
      if (await isTaken(this.#limiter.consume(key, 1, { customDuration: seconds }))) continue;
      return {
        addedSeconds: seconds,
        undo: async () => void (await this.#limiter.delete(key)),
      };
    }
    throw new ProblemError("rate-limited", "You have as many calls as you may have at once.", {
      retryAfterSeconds: secondsUntil(freeInMs),
    });
  }
}

async function isTaken(consumed: Promise<RateLimiterRes>): Promise<boolean> {
  try {
    await consumed;
    return false;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return true;
    throw refusal;
  }
}

/** @returns what gives it back */
async function charge(
  limiter: RateLimiterAbstract | undefined,
  key: string,
  points: number,
  detail: string,
): Promise<() => Promise<void>> {
  if (limiter === undefined || points === 0) return async () => undefined;
  try {
    const { msBeforeNext } = await limiter.consume(key, points);
    return () => giveBack(limiter, key, points, msBeforeNext);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    // A refused charge counts nevertheless, and would keep out shorter ones.
    await giveBack(limiter, key, points, refusal.msBeforeNext);
    throw new ProblemError("used-up", detail, { retryAfterSeconds: secondsUntil(refusal.msBeforeNext) });
  }
}

/**
 * To the day it was taken from, if that lasts: what is left of a day only shrinks, and the next one is no richer for it.
 * @param leftMs of the day when it was taken
 */
async function giveBack(limiter: RateLimiterAbstract, key: string, points: number, leftMs: number) {
  const today = await limiter.get(key);
  if (today !== null && today.msBeforeNext <= leftMs) await limiter.reward(key, points);
}

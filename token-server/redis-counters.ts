import { type Redis, Redis as RedisClient } from "ioredis";
import { RateLimiterRedis } from "rate-limiter-flexible";
import type { Counters } from "./counters.ts";

/** How long a count may take. Whoever waits for it is a person who wants to talk. */
const commandMs = 1_000;

/**
 * In Redis, for all instances together. While it is away every count fails, and it is tried again by itself.
 * @param url `redis://` or `rediss://`; may hold a password, so it is never logged
 */
export function redisCounters(url: string, log: (line: string) => void): Counters {
  const redis: Redis = new RedisClient(url, {
    // A count for later is of no use: it fails at once instead.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: commandMs,
    connectTimeout: 5_000,
    retryStrategy: (attempt) => Math.min(100 * attempt, 2_000),
  });
  let isAway = false;
  let isClosed = false;
  redis.on("ready", () => {
    if (isAway) log("The counters in Redis can be reached again.");
    isAway = false;
  });
  // Every attempt says so anew: the first time is enough. The error's own words may name the address.
  const onAway = () => {
    if (!isAway && !isClosed)
      log("The counters in Redis cannot be reached: no tokens are given until they can.");
    isAway = true;
  };
  redis.on("error", onAway);
  redis.on("close", onAway);
  return {
    create: ({ name, points, seconds }) =>
      new RateLimiterRedis({
        storeClient: redis,
        keyPrefix: `parley:${name}`,
        points,
        duration: seconds,
        rejectIfRedisNotReady: true,
      }),
    isReady: () => redis.status === "ready",
    close() {
      isClosed = true;
      redis.disconnect();
    },
  };
}

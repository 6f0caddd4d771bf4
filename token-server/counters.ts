import { type RateLimiterAbstract, RateLimiterMemory } from "rate-limiter-flexible";

/** What is counted: at most so many points in so many seconds, from the first point on. */
export interface CounterOptions {
  /** Names it among the others. */
  readonly name: string;
  readonly points: number;
  readonly seconds: number;
}

/** Where counts are kept. */
export interface Counters {
  create(options: CounterOptions): RateLimiterAbstract;
  /** Whether counting works now. */
  isReady(): boolean;
  close(): void;
}

/** In this process alone. */
export function memoryCounters(): Counters {
  return {
    create: ({ name, points, seconds }) =>
      new RateLimiterMemory({ keyPrefix: name, points, duration: seconds }),
    isReady: () => true,
    close: () => undefined,
  };
}

import { isIPv6 } from "node:net";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { ProblemError } from "./problems.ts";

/** How often tokens may be asked for; each method throws a `rate-limited` ProblemError when it is too often. */
export interface Limits {
  /** Counts an attempt, granted or not, so that codes cannot be guessed either. */
  attempt(address: string): Promise<void>;
  /** Counts what reaches upstream and may cost money. */
  mint(): Promise<void>;
}

export function createLimits(perMinute: number, perMinutePerAddress: number): Limits {
  const total = new RateLimiterMemory({ points: perMinute, duration: 60 });
  const perAddress = new RateLimiterMemory({ points: perMinutePerAddress, duration: 60 });
  return {
    attempt: (address) => take(perAddress, network(address), "You ask too often: wait a moment."),
    mint: () => take(total, "all", "Too many people ask at once: wait a moment."),
  };
}

async function take(limiter: RateLimiterMemory, key: string, detail: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const retryAfterSeconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    throw new ProblemError("rate-limited", detail, { retryAfterSeconds });
  }
}

/** An IPv6 client owns at least a /64, so one client is its first four groups; IPv4 clients are counted one by one. */
export function network(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !isIPv6(address)) return mapped ?? address;
  const [head = "", tail] = (address.split("%")[0] ?? "").split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array<string>(zeros).fill("0"), ...right].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Counters, memoryCounters } from "../../token-server/counters.ts";
import { createLimits, type LimitRules } from "../../token-server/limits.ts";
import { MintError } from "../../token-server/mint.ts";
import { redisCounters } from "../../token-server/redis-counters.ts";
import { hasRedis, type RedisServer, startRedis } from "./redis-server.ts";
import { generous, testApp } from "./test-app.ts";

const redisIsHere = hasRedis();
if (!redisIsHere)
  console.log("Skipped with Redis: there is no redis-server (Debian: apt-get install redis-server).");

let redis: RedisServer | undefined;
beforeAll(async () => {
  if (redisIsHere) redis = await startRedis();
});
afterAll(() => redis?.close());

/** Instances of the server that count together, where the counters can. */
async function instances(count: number, kind: "memory" | "redis") {
  if (kind === "memory") return [memoryCounters()];
  const log: string[] = [];
  const all = Array.from({ length: count }, () => redisCounters(redis?.url ?? "", (line) => log.push(line)));
  await Promise.all(all.map(isReady));
  return all;
}

async function isReady(counters: Counters): Promise<void> {
  await expect.poll(() => counters.isReady(), { timeout: 10_000, interval: 20 }).toBe(true);
}

const rules: LimitRules = { ...generous, tokenLifetimeSeconds: 600 };

describe.each(["memory", ...(redisIsHere ? (["redis"] as const) : [])] as const)("limits in %s", (kind) => {
  /** Requests of new users, who share nothing with those of other tests but the day's total. */
  async function limits(changed: Partial<LimitRules>, count = 1) {
    const all = await instances(count, kind);
    const made = all.map((counters) => createLimits({ ...rules, ...changed }, counters));
    const names = new Map<string, string>();
    const named = (user: string) => {
      if (!names.has(user)) names.set(user, `${user}-${randomUUID()}`);
      return names.get(user) ?? user;
    };
    const take = (user: string, renews = false, at = 0, longestSeconds?: number) =>
      made[at]?.mint({ user: named(user), renews, longestSeconds }) ??
      Promise.reject(new Error("There is no such instance."));
    const kindOf = (user: string, renews = false, at = 0) =>
      take(user, renews, at % made.length).then(
        () => "taken",
        (error) => error.kind,
      );
    return { take, kindOf, close: () => all.forEach((counters) => void counters.close()) };
  }

  it("give a user so many places, and a session that goes on keeps its own", async () => {
    const { kindOf, close } = await limits({ sessionsPerUser: 2 });
    expect([await kindOf("ada"), await kindOf("ada"), await kindOf("ada")]).toEqual([
      "taken",
      "taken",
      "rate-limited",
    ]);
    expect(await kindOf("ada", true)).toBe("taken");
    expect(await kindOf("grace")).toBe("taken");
    close();
  });

  it("give a place to a session that goes on after its own has ended", async () => {
    const { kindOf, close } = await limits({ sessionsPerUser: 1 });
    expect([await kindOf("ada", true), await kindOf("ada")]).toEqual(["taken", "rate-limited"]);
    close();
  });

  it("charge a new session whole, and one that goes on for what it is longer", async () => {
    const { kindOf, close } = await limits({ minutesPerUserPerDay: 20 });
    expect(await kindOf("ada")).toBe("taken");
    // At once, so they end no later: nothing to pay.
    for (let i = 0; i < 5; i += 1) expect(await kindOf("ada", true)).toBe("taken");
    expect([await kindOf("ada"), await kindOf("ada")]).toEqual(["taken", "used-up"]);
    expect(await kindOf("grace")).toBe("taken");
    close();
  });

  it("charge a token that ends sooner for what it lasts, and free its place then", async () => {
    const { take, kindOf, close } = await limits({ sessionsPerUser: 1, minutesPerUserPerDay: 11 });
    await take("ada", false, 0, 1);
    expect(await kindOf("ada")).toBe("rate-limited");
    await expect.poll(() => kindOf("ada"), { timeout: 5_000, interval: 200 }).toBe("taken");
    expect(await kindOf("grace")).toBe("taken");
    close();
  });

  it("take back what did not become a token, the place and the minutes", async () => {
    const { take, kindOf, close } = await limits({ sessionsPerUser: 1, minutesPerUserPerDay: 10 });
    for (let i = 0; i < 3; i += 1) await (await take("ada")).refund();
    expect([await kindOf("ada"), await kindOf("ada")]).toEqual(["taken", "rate-limited"]);
    close();
  });

  it("do not let a refused session use up the minutes of a shorter one, nor its place", async () => {
    const { take, kindOf, close } = await limits({ sessionsPerUser: 5, minutesPerUserPerDay: 15 });
    await take("ada");
    for (let i = 0; i < 4; i += 1) expect(await kindOf("ada")).toBe("used-up");
    expect(await kindOf("ada", true)).toBe("taken");
    close();
  });

  it("hold for a hundred at once", async () => {
    const { kindOf, close } = await limits({ sessionsPerUser: 7 }, 2);
    const all = await Promise.all(Array.from({ length: 100 }, (_, i) => kindOf("ada", false, i)));
    expect(all.filter((kind) => kind === "taken")).toHaveLength(7);
    expect(all.filter((kind) => kind === "rate-limited")).toHaveLength(93);
    close();
  });

  it("hold for all instances together, by the minute", async () => {
    const { kindOf, close } = await limits({ tokensPerMinutePerUser: 3 }, 2);
    const all = [];
    for (let i = 0; i < 5; i += 1) all.push(await kindOf("ada", false, i));
    expect(all).toEqual(["taken", "taken", "taken", "rate-limited", "rate-limited"]);
    close();
  });
});

it("let no more minutes a day be used than there are for everybody", async () => {
  const limits = createLimits({ ...rules, minutesPerDay: 25 }, memoryCounters());
  await limits.mint({ user: "ada", renews: false });
  await limits.mint({ user: "grace", renews: false });
  await expect(limits.mint({ user: "joan", renews: false })).rejects.toMatchObject({ kind: "used-up" });
});

it("cost nobody anything when the service gives no token", async () => {
  const limits = createLimits({ ...rules, minutesPerDay: 10 }, memoryCounters());
  let isWell = false;
  const { ask } = testApp({
    limits,
    mint: async () => {
      if (!isWell) throw new MintError("silent");
      return { token: "auth_tokens/1", expiresAt: "", newSessionExpiresAt: "" };
    },
  });
  expect([(await ask()).status, (await ask()).status]).toEqual([504, 504]);
  isWell = true;
  expect([(await ask()).status, (await ask()).status]).toEqual([200, 429]);
});

it("give nothing of a day that is over to the next one", async () => {
  const counters = memoryCounters();
  const made = new Map<string, ReturnType<Counters["create"]>>();
  const limits = createLimits(
    { ...rules, minutesPerDay: 20 },
    {
      ...counters,
      create(options) {
        const counter = counters.create(options);
        made.set(options.name, counter);
        return counter;
      },
    },
  );
  const day = made.get("day");
  const kindOf = () =>
    limits.mint({ user: randomUUID(), renews: false }).then(
      () => "taken",
      (error) => error.kind,
    );
  for (const isBegun of [false, true]) {
    // The day has five seconds left, and is over before the service has failed.
    await day?.set("all", 0, 5);
    const late = await limits.mint({ user: "ada", renews: false });
    await day?.delete("all");
    const before = isBegun ? [await kindOf()] : [];
    await late.refund();
    const kinds = [...before, await kindOf(), await kindOf(), await kindOf()];
    expect(kinds.filter((kind) => kind === "taken")).toHaveLength(2);
  }
});

it("tell why there is no token, also when nothing can be counted back", async () => {
  const counters = memoryCounters();
  let isAway = false;
  const limits = createLimits(
    { ...rules, minutesPerDay: 10 },
    {
      ...counters,
      create(options) {
        const counter = counters.create(options);
        const reward = counter.reward.bind(counter);
        counter.reward = (...given) =>
          isAway ? Promise.reject(new Error("Redis is away.")) : reward(...given);
        return counter;
      },
    },
  );
  const { ask } = testApp({
    limits,
    mint: async () => {
      isAway = true;
      throw new MintError("silent");
    },
  });
  expect(await (await ask()).json()).toMatchObject({ type: "urn:parley:upstream-silent" });
});

describe.runIf(redisIsHere)("a Redis that goes away", () => {
  it("lets nobody in until it is back, says so, and stops nothing else", async () => {
    const own = await startRedis();
    const log: string[] = [];
    const counters = redisCounters(own.url.replace("//", "//:marked-password@"), (line) => log.push(line));
    const open = redisCounters(own.url, (line) => log.push(line));
    try {
      await isReady(open);
      const minted: unknown[] = [];
      const { app, ask } = testApp({
        limits: createLimits(rules, open),
        mint: async (request) => {
          minted.push(request);
          return { token: "auth_tokens/1", expiresAt: "", newSessionExpiresAt: "" };
        },
      });
      const health = async () => (await app.request("/health")).json();
      expect((await ask()).status).toBe(200);
      expect(await health()).toMatchObject({ status: "ok" });

      await own.kill();
      await expect.poll(() => open.isReady(), { timeout: 5_000, interval: 20 }).toBe(false);
      const refused = await ask();
      expect(refused.status).toBe(503);
      expect(refused.headers.get("Retry-After")).toBe("5");
      expect(await refused.json()).toMatchObject({ type: "urn:parley:limits-unavailable" });
      expect(await health()).toMatchObject({ status: "degraded" });
      expect((await app.request("/api/config")).status).toBe(200);
      expect(minted).toHaveLength(1);

      await own.start();
      await isReady(open);
      expect((await ask()).status).toBe(200);
      expect(await health()).toMatchObject({ status: "ok" });
      expect(log).toContain("The counters in Redis can be reached again.");
      expect(log.join()).not.toContain("marked-password");
      expect(log.join()).not.toContain("127.0.0.1");
    } finally {
      counters.close();
      open.close();
      await own.close();
    }
  }, 30_000);
});

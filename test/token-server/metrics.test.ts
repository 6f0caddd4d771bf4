import { describe, expect, it } from "vitest";
import { LiveSessions } from "../../token-server/live-sessions.ts";
import { countMints } from "../../token-server/metrics.ts";
import { MintError, type MintedToken } from "../../token-server/mint.ts";
import type { AcceptedRequest } from "../../token-server/policy.ts";
import { createPrometheus } from "../../token-server/prometheus.ts";
import { FakeMetrics } from "../fakes/fake-metrics.ts";

const request: AcceptedRequest = { model: "gemini-3.8-live" };
const minted: MintedToken = {
  token: "auth_tokens/x",
  expiresAt: "2026-11-20T12:30:00.000Z",
  newSessionExpiresAt: "2026-11-20T12:02:00.000Z",
};

/** Each reading of the clock is 250 ms later than the one before. */
function ticking(): () => number {
  let ms = 0;
  return () => {
    ms += 250;
    return ms;
  };
}

describe("countMints", () => {
  it("counts a token with its end, whether it resumes, and how long upstream took", async () => {
    const metrics = new FakeMetrics();
    const mint = countMints(async () => minted, metrics, ticking());
    expect(await mint(request)).toBe(minted);
    await mint({ ...request, handle: "handle" });
    const expiresAtMs = Date.parse(minted.expiresAt);
    expect(metrics.mints).toEqual([
      { expiresAtMs, resumes: false },
      { expiresAtMs, resumes: true },
    ]);
    expect(metrics.upstreams).toEqual(Array(2).fill({ outcome: "granted", seconds: 0.25 }));
  });

  it("counts a refusal by its reason and passes it on", async () => {
    const metrics = new FakeMetrics();
    const error = new MintError("busy", 429);
    const mint = countMints(() => Promise.reject(error), metrics, ticking());
    await expect(mint(request)).rejects.toBe(error);
    expect(metrics.mints).toEqual([]);
    expect(metrics.upstreams).toEqual([{ outcome: "busy", seconds: 0.25 }]);
  });
});

describe("LiveSessions", () => {
  it("counts each until its end", () => {
    const sessions = new LiveSessions();
    sessions.begin(10_000, 0);
    sessions.begin(10_000, 0);
    sessions.begin(20_000, 0);
    expect([0, 9_999, 10_000, 20_000].map((ms) => sessions.count(ms))).toEqual([3, 3, 1, 0]);
  });

  it("takes a renewal for the one that ends first, which then ends later", () => {
    const sessions = new LiveSessions();
    sessions.begin(10_000, 0);
    sessions.begin(20_000, 0);
    sessions.renew(30_000, 5_000);
    expect([5_000, 15_000, 25_000, 30_000].map((ms) => sessions.count(ms))).toEqual([2, 2, 1, 0]);
  });

  it("takes a renewal for a new one where none is left, as after a restart", () => {
    const sessions = new LiveSessions();
    sessions.begin(10_000, 0);
    sessions.renew(30_000, 10_000);
    expect(sessions.count(10_000)).toBe(1);
  });

  it("counts ends that do not come in order", () => {
    const sessions = new LiveSessions();
    sessions.begin(90_000, 0);
    sessions.begin(10_000, 0);
    sessions.begin(90_000, 20_000);
    expect(sessions.count(20_000)).toBe(2);
  });
});

describe("the page for Prometheus", () => {
  const lines = async (metrics: ReturnType<typeof createPrometheus>) =>
    (await metrics.read()).text.split("\n").filter((line) => !line.startsWith("#"));

  it("tells of mints, refusals, upstream and live sessions", async () => {
    let nowMs = 0;
    const metrics = createPrometheus({ now: () => nowMs });
    metrics.minted(10_000, false);
    metrics.minted(20_000, false);
    metrics.minted(30_000, true);
    metrics.refused("rate-limited");
    metrics.upstream("granted", 0.4);
    metrics.upstream("silent", 10);
    nowMs = 15_000;
    expect(await lines(metrics)).toEqual(
      expect.arrayContaining([
        'parley_mints_total{session="new"} 2',
        'parley_mints_total{session="resumed"} 1',
        'parley_refusals_total{problem="rate-limited"} 1',
        'parley_refusals_total{problem="access-code"} 0',
        'parley_upstream_mint_seconds_bucket{le="0.3",outcome="granted"} 0',
        'parley_upstream_mint_seconds_bucket{le="0.5",outcome="granted"} 1',
        'parley_upstream_mint_seconds_count{outcome="silent"} 1',
        "parley_live_sessions_estimate 2",
      ]),
    );
  });

  it("is one server's own, and tells of the process when asked to", async () => {
    const first = createPrometheus();
    first.minted(1, false);
    const second = createPrometheus({ ofProcess: true });
    expect(await lines(second)).toContain('parley_mints_total{session="new"} 0');
    expect((await second.read()).text).toContain("process_resident_memory_bytes");
    expect((await first.read()).text).not.toContain("process_resident_memory_bytes");
  });
});

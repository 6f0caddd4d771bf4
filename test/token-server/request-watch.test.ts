import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { watchRequests } from "../../token-server/request-watch.ts";
import { FakeLog } from "../fakes/fake-log.ts";
import { FakeMetrics } from "../fakes/fake-metrics.ts";
import { testApp } from "./test-app.ts";

describe("the log of requests", () => {
  it("has one line for each answer of the API: what, how it ended and how long it took", async () => {
    const log = new FakeLog();
    const times = [1_000, 1_012.34];
    const app = new Hono();
    app.use(watchRequests({ log, now: () => times.shift() ?? Number.NaN }));
    app.post("/api/token", (context) => context.json({ token: "auth_tokens/x" }));
    const answer = await app.request("/api/token?key=AIza", { method: "POST" });
    expect(log.entries).toEqual([
      {
        event: "request",
        id: answer.headers.get("x-request-id"),
        method: "POST",
        route: "/api/token",
        status: 200,
        durationMs: 12.3,
      },
    ]);
  });

  it.each<[string, string, string, string, number, string | undefined]>([
    ["GET", "/api/config", "GET", "/api/config", 200, undefined],
    ["HEAD", "/api/tools", "HEAD", "/api/tools", 200, undefined],
    ["GET", "/api/token", "GET", "/api/token", 405, "method-not-allowed"],
    ["PUT", "/api/token?key=AIza", "PUT", "/api/token", 405, "method-not-allowed"],
    ["GET", "/api/AIza-very-secret", "GET", "/api/*", 404, "not-found"],
    ["SECRET", "/api/config", "OTHER", "/api/config", 405, "method-not-allowed"],
  ])(
    "names %s %s by the route, and its problem by the kind",
    async (method, path, said, route, status, problem) => {
      const { app, log } = testApp();
      await app.request(path, { method });
      expect(log.entries).toEqual([expect.objectContaining({ method: said, route, status, problem })]);
    },
  );

  it("is silent about health and pages, and tells when they fail", async () => {
    const { app, log } = testApp({
      files: async () => {
        throw new TypeError("AIza-very-secret");
      },
    });
    await app.request("/health");
    await app.request("/ready");
    expect(log.entries).toEqual([]);
    const answer = await app.request("/AIza-very-secret.js");
    expect(answer.status).toBe(500);
    expect(log.entries).toEqual([
      expect.objectContaining({
        route: "*",
        status: 500,
        problem: "internal",
        id: answer.headers.get("x-request-id"),
      }),
    ]);
  });

  it("counts refusals by their kind, and nothing else", async () => {
    const metrics = new FakeMetrics();
    const { app, ask } = testApp({ metrics });
    await ask();
    await ask({}, { Origin: "https://evil.example.com" });
    await app.request("/api/nothing");
    await app.request("/nothing.js");
    expect(metrics.refusals).toEqual(["foreign-origin", "not-found"]);
  });
});

describe("a request's id", () => {
  it("is the one that a proxy gave, if it is well formed", async () => {
    const { ask, log } = testApp();
    const answer = await ask({}, { "X-Request-Id": "proxy-1234" });
    expect(answer.headers.get("x-request-id")).toBe("proxy-1234");
    expect(log.entries).toEqual([expect.objectContaining({ id: "proxy-1234" })]);
  });

  it.each(["two words", "a".repeat(65), 'x","level":"error', "auth_tokens/abc", "ü"])(
    "is a fresh one instead of %s",
    async (given) => {
      const { ask } = testApp();
      const id = (await ask({}, { "X-Request-Id": given })).headers.get("x-request-id");
      expect(id).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it("is on refusals too, and pages of other origins may read it", async () => {
    const { ask } = testApp();
    const answer = await ask("{", { Origin: "https://talk.example.com" });
    expect(answer.status).toBe(400);
    expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers.get("access-control-expose-headers")).toContain("X-Request-Id");
  });
});

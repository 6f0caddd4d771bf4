import { describe, expect, it } from "vitest";
import { FakeMetrics } from "../fakes/fake-metrics.ts";
import { testApp } from "./test-app.ts";

const url = "http://localhost:8787";
const everywhere = { allowedOrigins: [], loopbackOnly: false };

describe("GET /ready", () => {
  it.each<[string, (() => Promise<boolean>) | undefined, number, string]>([
    ["nothing speaks against it", undefined, 200, "ready"],
    ["it can mint", async () => true, 200, "ready"],
    ["it stops, or cannot mint", async () => false, 503, "not ready"],
  ])("when %s", async (_when, ready, status, word) => {
    const answer = await testApp({ ready }).app.request("/ready");
    expect(answer.status).toBe(status);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await answer.json()).toEqual({ status: word });
  });

  it("leaves /health as it is", async () => {
    expect((await testApp({ ready: async () => false }).app.request("/health")).status).toBe(200);
  });
});

describe("GET /metrics", () => {
  const metrics = new FakeMetrics();

  it.each<[string, Parameters<typeof testApp>[0], string, Record<string, string>, number]>([
    ["this machine", {}, url, {}, 200],
    ["a name that was pointed at this machine", {}, "http://evil.example.com:8787", {}, 404],
    ["others through a proxy on this machine", {}, url, { "X-Forwarded-For": "192.0.2.1" }, 404],
    ["others through a proxy of another kind", {}, url, { Via: "1.1 proxy" }, 404],
    ["others through a proxy that says nothing of itself", { proxies: 1 }, url, {}, 404],
    ["anybody on a public server", { origins: everywhere }, url, {}, 404],
    ["this machine without the token", { metricsToken: "numbers" }, url, {}, 401],
    ["a wrong token", { metricsToken: "numbers" }, url, { Authorization: "Bearer number" }, 401],
    ["a token of another kind", { metricsToken: "numbers" }, url, { Authorization: "Basic numbers" }, 401],
    ["no token at all", { metricsToken: "numbers" }, url, { Authorization: "Bearer " }, 401],
    [
      "the token on a public server",
      { origins: everywhere, metricsToken: "numbers" },
      "https://talk.example.com",
      { Authorization: "Bearer numbers", "X-Forwarded-For": "192.0.2.1" },
      200,
    ],
    ["this machine where nothing is counted", { metrics: undefined }, url, {}, 404],
  ])("for %s", async (_who, overrides, base, headers, status) => {
    const { app } = testApp({ metrics, ...overrides });
    const answer = await app.request(`${base}/metrics`, { headers });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    if (status === 200) {
      expect(await answer.text()).toBe("refusals 0");
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(answer.headers.get("content-type")).toBe((await metrics.read()).contentType);
    } else {
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
    }
  });
});

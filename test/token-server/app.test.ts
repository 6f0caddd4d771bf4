import type { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { MintError } from "../../token-server/mint.ts";
import { accessCode, ownOrigin, type RouteRequest, refusals, senders, tokenRequest } from "./routes.ts";
import { origin, testApp, testLimits } from "./test-app.ts";

async function send(app: Hono, { method, path, headers, body }: RouteRequest): Promise<Response> {
  return app.request(ownOrigin + path, { method, headers, body: body ?? null });
}

describe("GET /health", () => {
  it("says that the server lives, in which mode and version, and asks nobody", async () => {
    const { app, minted } = testApp();
    const answer = await app.request("/health");
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status: "ok", mode: "gemini", version: "1.2.3" });
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(minted).toEqual([]);
  });
});

describe("GET /api/config", () => {
  it("tells the app all it needs to offer settings and to connect", async () => {
    const answer = await testApp().app.request("/api/config");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const config = await answer.json();
    expect(config).toMatchObject({
      mode: "gemini",
      defaultModel: "gemini-3.8-live",
      baseUrl: "https://live.example.com",
      apiVersion: "v1beta",
      accessCodeRequired: false,
    });
    expect(config.models).toContain("gemini-3.8-live");
    expect(config.voices).toHaveLength(30);
  });

  it("says so when an access code is needed", async () => {
    const answer = await testApp({ accessCode: "open-sesame" }).app.request("/api/config");
    expect(await answer.json()).toMatchObject({ accessCodeRequired: true });
  });
});

describe("GET /api/tools", () => {
  it("lists the tools that come with the app, and asks nobody", async () => {
    const { app, minted } = testApp();
    const answer = await app.request("/api/tools");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await answer.json()).toEqual({ tools: [{ name: "end_call", description: "Hangs up." }] });
    expect(minted).toEqual([]);
  });
});

describe("POST /api/token", () => {
  it("gives a token for the default session when nothing is wished for", async () => {
    const { ask, minted } = testApp();
    const answer = await ask({});
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await answer.json()).toEqual({
      token: "auth_tokens/minted",
      expiresAt: "2026-11-20T12:30:00.000Z",
      newSessionExpiresAt: "2026-11-20T12:02:00.000Z",
      model: "gemini-3.8-live",
      apiVersion: "v1beta",
      baseUrl: "https://live.example.com",
      mode: "gemini",
    });
    expect(minted).toEqual([{ model: "gemini-3.8-live" }]);
  });

  it("hands the whole wish to the mint, and answers with the model that was wished for", async () => {
    const { ask, minted } = testApp();
    const wish = {
      model: "gemini-3.1-flash-live-preview",
      voice: "Puck",
      instruction: "Be brief.",
      language: "de-DE",
      temperature: 1,
      thinkingLevel: "LOW",
      affectiveDialog: true,
      proactiveAudio: false,
      voiceActivity: "noisy",
      tools: [
        { name: "end_call", description: "Ends the call." },
        {
          name: "f",
          description: "",
          parametersJsonSchema: { type: "object", properties: { a: { type: "string" } } },
          behavior: "BLOCKING",
        },
      ],
      handle: "handle-1",
    };
    const answer = await ask(wish);
    expect(await answer.json()).toMatchObject({ model: "gemini-3.1-flash-live-preview" });
    expect(minted).toEqual([wish]);
  });

  it("takes JSON whatever parameters its type carries", async () => {
    const answer = await testApp().ask({}, { "Content-Type": "Application/JSON; charset=utf-8" });
    expect(answer.status).toBe(200);
  });
});

describe("a refused request", () => {
  it.each(refusals)(
    "for %s is %i %s as problem+json, with every security header",
    async (_what, status, kind, request) => {
      const answer = await send(testApp({ accessCode }).app, request);
      expect(answer.status).toBe(status);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(answer.headers.get("content-security-policy")).toContain("default-src 'self'");
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      const problem = await answer.json();
      expect(problem).toMatchObject({ type: `urn:parley:${kind}`, status, title: expect.any(String) });
      expect(problem.detail).toMatch(/\.$/);
    },
  );

  it("names the allowed methods", async () => {
    const { app } = testApp();
    expect((await app.request("/api/token")).headers.get("allow")).toBe("POST");
    expect((await app.request("/health", { method: "PUT" })).headers.get("allow")).toBe("GET, HEAD");
  });

  it("never reaches the mint", async () => {
    const { ask, minted } = testApp({ accessCode: "secret" });
    await ask({}, { Origin: "https://evil.example.com", "X-Access-Code": "secret" });
    await ask({}, { "X-Access-Code": "wrong" });
    await ask({ wish: 1 }, { "X-Access-Code": "secret" });
    await ask("x".repeat(70_000), { "X-Access-Code": "secret" });
    expect(minted).toEqual([]);
  });

  it("limits a body that does not say its size", async () => {
    const { app, minted } = testApp();
    const chunk = new TextEncoder().encode("x".repeat(16_384));
    let chunks = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => (chunks++ < 1000 ? controller.enqueue(chunk) : controller.close()),
    });
    const answer = await app.request(`${origin}/api/token`, {
      method: "POST",
      headers: { Origin: origin, "Content-Type": "application/json", "Transfer-Encoding": "chunked" },
      body: endless,
      // Node's own option for a streamed body, unknown to the DOM's types.
      ...{ duplex: "half" },
    });
    expect(answer.status).toBe(413);
    expect(chunks).toBeLessThan(100);
    expect(minted).toEqual([]);
  });
});

describe("who may ask", () => {
  it.each(senders)("where a code is asked for: %s", async (_who, headers, status) => {
    const answer = await send(testApp({ accessCode }).app, tokenRequest({}, headers));
    expect(answer.status).toBe(status);
  });

  it.each<[string, Record<string, string>, number]>([
    ["the server's own page", { Origin: origin }, 200],
    ["a listed origin", { Origin: "https://talk.example.com" }, 200],
    ["another port of this machine", { Origin: "http://localhost:9999" }, 403],
    ["an opaque origin", { Origin: "null" }, 403],
    ["a listed host by another scheme", { Origin: "http://talk.example.com" }, 403],
    ["a program that states no origin", { Origin: "" }, 403],
    ["a same-origin request without Origin", { Origin: "", "Sec-Fetch-Site": "same-origin" }, 200],
    ["a cross-site request without Origin", { Origin: "", "Sec-Fetch-Site": "cross-site" }, 403],
  ])("where none is asked for: %s", async (_who, headers, status) => {
    expect((await testApp().ask({}, headers)).status).toBe(status);
  });

  it("is no page under a name that was pointed at this machine", async () => {
    const fake = "http://evil.example.com:8787";
    const { app } = testApp();
    const init = {
      method: "POST",
      headers: { Origin: fake, "Content-Type": "application/json" },
      body: "{}",
    };
    expect((await app.request(`${fake}/api/token`, init)).status).toBe(403);
  });

  it("is the server's own page behind a proxy on this machine, whose name is not this machine's", async () => {
    const { app } = testApp({ proxies: 1 });
    const ask = (page: string) => {
      const headers = { Origin: page, "X-Forwarded-Proto": "https", "Content-Type": "application/json" };
      return app.request("http://parley.example.com/api/token", { method: "POST", headers, body: "{}" });
    };
    expect((await ask("https://parley.example.com")).status).toBe(200);
    expect((await ask("https://evil.example.com")).status).toBe(403);
  });

  it("lets listed origins read the answer, and nobody else", async () => {
    const { app, ask } = testApp();
    const listed = await ask({}, { Origin: "https://talk.example.com" });
    expect(listed.headers.get("access-control-allow-origin")).toBe("https://talk.example.com");
    const foreign = await ask({}, { Origin: "https://evil.example.com" });
    expect(foreign.headers.get("access-control-allow-origin")).toBeNull();
    const preflight = await app.request("/api/token", {
      method: "OPTIONS",
      headers: { Origin: "https://talk.example.com", "Access-Control-Request-Method": "POST" },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-headers")).toContain("X-Access-Code");
  });
});

describe("how often one may ask", () => {
  it("is counted per address, and the refusal says how long to wait", async () => {
    const { ask } = testApp({ limits: testLimits({ tokensPerMinutePerAddress: 2 }) });
    const from = (address: string) => ask({}, { "Test-Address": address });
    expect([(await from("10.0.0.1")).status, (await from("10.0.0.1")).status]).toEqual([200, 200]);
    const refused = await from("10.0.0.1");
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect(await refused.json()).toMatchObject({ type: "urn:parley:rate-limited" });
    expect((await from("10.0.0.2")).status).toBe(200);
  });

  it("does not believe an address that the sender writes into a header", async () => {
    const { ask } = testApp({
      limits: testLimits({ tokensPerMinutePerAddress: 1 }),
      addressOf: () => "10.0.0.1",
    });
    await ask({}, { "X-Forwarded-For": "1.1.1.1" });
    expect((await ask({}, { "X-Forwarded-For": "2.2.2.2" })).status).toBe(429);
  });

  it("is counted in total too, where refused requests do not use up what others may have", async () => {
    const { ask, minted } = testApp({ limits: testLimits({ tokensPerMinute: 1 }) });
    await ask({}, { Origin: "https://evil.example.com" });
    await ask({ unknown: 1 });
    expect((await ask({}, { "Test-Address": "10.0.0.1" })).status).toBe(200);
    expect((await ask({}, { "Test-Address": "10.0.0.2" })).status).toBe(429);
    expect(minted).toHaveLength(1);
  });

  it("slows down whoever guesses access codes", async () => {
    const { ask } = testApp({ limits: testLimits({ tokensPerMinutePerAddress: 3 }), accessCode: "secret" });
    for (const code of ["a", "b", "c"]) await ask({}, { "X-Access-Code": code });
    expect((await ask({}, { "X-Access-Code": "secret" })).status).toBe(429);
  });
});

describe("trouble upstream", () => {
  it.each<[MintError, number, string, string | null]>([
    [new MintError("refused", 400), 502, "upstream-refused", null],
    [new MintError("busy", 429), 429, "upstream-busy", "60"],
    [new MintError("unavailable", 503), 503, "upstream-unavailable", "5"],
    [new MintError("silent"), 504, "upstream-silent", null],
  ])("%s is %i %s, and a line in the log", async (error, status, kind, retryAfter) => {
    const { ask, log } = testApp({ mint: () => Promise.reject(error) });
    const answer = await ask();
    expect(answer.status).toBe(status);
    expect(answer.headers.get("retry-after")).toBe(retryAfter);
    expect(await answer.json()).toMatchObject({ type: `urn:parley:${kind}` });
    expect(log.entries).toEqual([
      expect.objectContaining({
        method: "POST",
        route: "/api/token",
        status,
        problem: kind,
        note: expect.any(String),
      }),
    ]);
  });

  it("that nobody foresaw is 500, and neither answer nor log repeats its message", async () => {
    const { ask, log } = testApp({ mint: () => Promise.reject(new TypeError("key AIza-secret leaked")) });
    const answer = await ask();
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain("AIza");
    expect(log.entries).toEqual([
      expect.objectContaining({ status: 500, note: expect.stringMatching(/^TypeError at app\.test\.ts:/) }),
    ]);
    expect(log.text()).not.toContain("AIza");
  });
});

describe("security headers", () => {
  it("are on every answer, and allow the app no more than it needs", async () => {
    const { headers } = await testApp().app.request("/health");
    const policy = Object.fromEntries(
      (headers.get("content-security-policy") ?? "").split("; ").map((one) => {
        const [name, ...sources] = one.split(" ");
        return [name, sources.join(" ")];
      }),
    );
    expect(policy).toEqual({
      "default-src": "'self'",
      "script-src": "'self' 'wasm-unsafe-eval'",
      "style-src": "'self'",
      "img-src": "'self' data: blob:",
      "media-src": "'self' blob:",
      "connect-src": "'self' https://live.example.com wss://live.example.com https://tools.example.com",
      "worker-src": "'self'",
      "object-src": "'none'",
      "base-uri": "'none'",
      "form-action": "'none'",
      "frame-ancestors": "'none'",
    });
    expect(headers.get("permissions-policy")).toBe(
      "microphone=(self), camera=(self), display-capture=(self)",
    );
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("x-frame-options")).toBe("DENY");
  });

  it("are on the stand-in's answers too", async () => {
    const standIn = { basePath: "/sim", fetch: () => Response.json({ stand: "in" }) };
    const answer = await testApp({ standIn }).app.request("/sim/v1beta/auth_tokens", { method: "POST" });
    expect(await answer.json()).toEqual({ stand: "in" });
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  });
});

import { describe, expect, inject, it } from "vitest";
import { browserClock } from "../../web/adapters/browser-clock.ts";
import { createToolFetcher, type ToolFetcherOptions } from "../../web/adapters/tool-fetcher.ts";
import { ToolFetchError, type ToolFetchOptions } from "../../web/core/tools/tool-fetch.ts";
import { ManualClock } from "../fakes/manual-clock.ts";

const [backEnd, otherBackEnd] = inject("toolBackEndUrls");

/** A room of the back-end, and a fetcher that may go to it. */
function scene(options: Partial<ToolFetcherOptions> = {}) {
  const room = `${backEnd}/${crypto.randomUUID()}`;
  const fetcher = createToolFetcher({ clock: browserClock, ...options });
  const never = new AbortController().signal;
  return {
    room,
    get: (steps: string, options: ToolFetchOptions = {}, signal = never) =>
      fetcher({ url: `${room}/${steps}`, options, origins: [backEnd], signal }),
    fetcher,
    requests: async () => Number(await (await fetch(`${room}/count`)).text()),
  };
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => "no failure",
    (error: unknown) => error,
  );

describe("createToolFetcher", () => {
  it("answers with status, text and JSON", async () => {
    const { get } = scene();
    const answer = await get("echo", {
      method: "POST",
      headers: { "X-Key": "secret", "Content-Type": "application/json" },
      body: '{"a":1}',
    });
    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({
      method: "POST",
      body: '{"a":1}',
      text: "grün",
      headers: { "x-key": "secret", "content-type": "application/json" },
    });
  });

  it("does not say who asks", async () => {
    const { headers } = (await scene().get("echo")).json() as { readonly headers: Record<string, string> };
    expect(headers).not.toHaveProperty("referer");
    expect(headers).not.toHaveProperty("cookie");
  });

  it("says that an answer is not JSON", async () => {
    const answer = await scene().get("200");
    expect(answer.text).toBe("answer 200");
    expect(() => answer.json()).toThrow(ToolFetchError);
    expect(() => answer.json()).toThrow("is not JSON");
  });

  it.each(["drop/200", "503/200", "half/200"])("tries a GET once more: %s", async (steps) => {
    const { get, requests } = scene();
    // The browser itself repeats a request on a connection that was used before and broke.
    const answer = await get(steps);
    expect(answer.text).toBe("answer 200");
    expect(await requests()).toBeGreaterThanOrEqual(2);
  });

  it("gives up after the second try", async () => {
    const { get, requests } = scene();
    expect(await failure(get("503/503/200"))).toMatchObject({
      reason: "refused",
      status: 503,
      text: "answer 503",
      message: expect.stringContaining("has trouble of its own"),
    });
    expect(await requests()).toBe(2);
  });

  it("says that nobody answers", async () => {
    expect(await failure(scene().get("drop"))).toMatchObject({
      reason: "unreachable",
      message: `${new URL(backEnd).host} cannot be reached.`,
    });
  });

  it.each([
    ["404/200", "GET"],
    ["429/200", "GET"],
    ["503/200", "POST"],
    ["500/200", "DELETE"],
  ] as const)("does not repeat %s of a %s", async (steps, method) => {
    const { get, requests } = scene();
    const status = Number(steps.slice(0, 3));
    expect(await failure(get(steps, { method }))).toMatchObject({ reason: "refused", status });
    expect(await requests()).toBe(1);
  });

  it("uses the answer to the same GET again for as long as it was told", async () => {
    const clock = new ManualClock();
    const { get, requests } = scene({ clock });
    const options = { cacheMs: 1_000 };
    expect((await get("200/201", options)).status).toBe(200);
    clock.advance(999);
    expect((await get("200/201", options)).status).toBe(200);
    expect((await get("200/201?x", options)).status).toBe(201);
    clock.advance(1);
    expect((await get("200/201", options)).status).toBe(201);
    expect(await requests()).toBe(3);
  });

  it("keeps no answers that nobody said to keep, none to a POST, and none for other headers", async () => {
    const { get, requests } = scene();
    await get("200");
    await get("200");
    await get("200", { method: "POST", cacheMs: 1_000 });
    await get("200", { method: "POST", cacheMs: 1_000 });
    await get("200", { headers: { a: "1" }, cacheMs: 1_000 });
    await get("200", { headers: { a: "2" }, cacheMs: 1_000 });
    expect(await requests()).toBe(6);
  });

  it("stops reading an answer that is too large", async () => {
    const { get, requests } = scene();
    expect(await failure(get("big"))).toMatchObject({
      reason: "too-large",
      message: expect.stringContaining("larger than 1 MiB"),
    });
    expect(await requests()).toBe(1);
  });

  it("waits no longer than its limit", async () => {
    const { get } = scene({ timeoutMs: 50 });
    expect(await failure(get("hang"))).toMatchObject({
      reason: "unreachable",
      message: expect.stringContaining("did not answer in 0.05 seconds"),
    });
  });

  it("ends as aborted when the call is withdrawn, before and while it waits", async () => {
    const { get, requests } = scene();
    expect(await failure(get("200", {}, AbortSignal.abort()))).toMatchObject({ name: "AbortError" });
    const call = new AbortController();
    const waiting = failure(get("hang", {}, call.signal));
    await expect.poll(requests).toBe(1);
    call.abort();
    expect(await waiting).toMatchObject({ name: "AbortError" });
  });

  it.each([otherBackEnd, "https://example.org", "nowhere", "http://example.org"])(
    "does not go to %s, which the tool does not name",
    async (url) => {
      const signal = new AbortController().signal;
      const { fetcher } = scene();
      expect(await failure(fetcher({ url, options: {}, origins: [backEnd], signal }))).toMatchObject({
        name: "ToolFetchError",
        reason: "blocked",
      });
    },
  );

  it("follows a server that leads on within itself, and not to another", async () => {
    const within = scene();
    const steps = (to: string) => `to:${encodeURIComponent(to)}/200`;
    expect((await within.get(steps(`${within.room}/x/201`))).status).toBe(201);
    const { get } = scene();
    expect(await failure(get(steps(`${otherBackEnd}/${crypto.randomUUID()}/200`)))).toMatchObject({
      reason: "blocked",
      message: expect.stringContaining(otherBackEnd),
    });
  });

  it("does not carry headers that may be secret to where a server leads on", async () => {
    const { get, room, requests } = scene();
    const to = `to:${encodeURIComponent(`${room}/x/201`)}/200`;
    const error = await failure(get(to, { headers: { "X-Key": "secret" } }));
    expect(error).toMatchObject({
      reason: "refused",
      message: expect.stringContaining("sends on to another"),
    });
    expect(await requests()).toBe(1);
    const plain = scene();
    const headers = { Accept: "text/plain", "Content-Type": "text/plain" };
    expect((await plain.get(to, { headers })).status).toBe(201);
  });

  it("says at once that the device is offline, and has what it kept", async () => {
    let online = true;
    const { get, requests } = scene({ isOnline: () => online });
    await get("200", { cacheMs: 60_000 });
    online = false;
    expect((await get("200", { cacheMs: 60_000 })).status).toBe(200);
    expect(await failure(get("200"))).toMatchObject({
      reason: "offline",
      message: "This device is offline.",
    });
    expect(await requests()).toBe(1);
  });
});

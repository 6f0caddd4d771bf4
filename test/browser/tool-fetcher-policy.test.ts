import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { browserClock } from "../../web/adapters/browser-clock.ts";
import type { createToolFetcher as CreateToolFetcher } from "../../web/adapters/tool-fetcher.ts";
import type { ToolFetchError } from "../../web/core/tools/tool-fetch.ts";

const [allowed, refused] = inject("toolBackEndUrls");

/** A page of its own, since a policy cannot be taken back. */
const frame = document.createElement("iframe");
let createToolFetcher: typeof CreateToolFetcher;

beforeAll(async () => {
  const loaded = new Promise<typeof CreateToolFetcher>((resolve) =>
    frame.addEventListener("fetcher", ({ detail }: CustomEventInit) => resolve(detail)),
  );
  const policy = `connect-src 'self' ws: ${allowed}`;
  frame.srcdoc = `<meta http-equiv="Content-Security-Policy" content="${policy}"><script type="module">
    import { createToolFetcher } from "/web/adapters/tool-fetcher.ts";
    frameElement.dispatchEvent(new CustomEvent("fetcher", { detail: createToolFetcher }));
  </script>`;
  document.body.append(frame);
  createToolFetcher = await loaded;
});
afterAll(() => frame.remove());
function get(url: string) {
  const fetcher = createToolFetcher({ clock: browserClock });
  const signal = new AbortController().signal;
  return fetcher({ url, options: {}, origins: [allowed, refused], signal });
}

const room = () => crypto.randomUUID();

describe("createToolFetcher on a page with a Content-Security-Policy", () => {
  it("reaches what the policy names", async () => {
    expect((await get(`${allowed}/${room()}/200`)).status).toBe(200);
  });

  it("says which origin the server must name when the policy refuses it", async () => {
    const error: ToolFetchError = await get(`${refused}/${room()}/200`).catch((reason) => reason);
    expect(error).toMatchObject({ name: "ToolFetchError", reason: "blocked" });
    expect(error.message).toBe(
      `This page may not connect to ${refused}: the server's ALLOWED_TOOL_ORIGINS must name it.`,
    );
  });

  it("tells a refusal from a server that does not answer, also when both happen at once", async () => {
    const [blocked, silent] = await Promise.all(
      [refused, allowed].map((url) => get(`${url}/${room()}/drop`).catch((error) => error.reason)),
    );
    expect([blocked, silent]).toEqual(["blocked", "unreachable"]);
  });

  it("blames the policy also for a redirect to where it does not lead", async () => {
    const to = encodeURIComponent(`${refused}/${room()}/200`);
    expect(await get(`${allowed}/${room()}/to:${to}/200`).catch((error) => error)).toMatchObject({
      reason: "blocked",
    });
  });
});

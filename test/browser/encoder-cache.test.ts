import { afterEach, describe, expect, it } from "vitest";
import { browserClock } from "../../web/adapters/browser-clock.ts";
import { type EncoderAsset, encoderFileList } from "../../web/adapters/encoder-assets.ts";
import { EncoderCache } from "../../web/adapters/encoder-cache.ts";
import { never } from "../contract/encoder.ts";

/** Files that the test server has, in place of 32 MB. */
const assets: readonly EncoderAsset[] = [
  { url: "/web/public/favicon.svg", type: "image/svg+xml", bytes: 400 },
  { url: "/web/install/icon.svg", type: "image/svg+xml", bytes: 600 },
];
const missing: EncoderAsset = { url: "/no-such-file.svg", type: "image/svg+xml", bytes: 100 };

const opened: string[] = [];
function open(wanted = assets, cacheName: string = crypto.randomUUID()) {
  opened.push(cacheName);
  return { cacheName, cache: new EncoderCache({ clock: browserClock, assets: wanted, cacheName }) };
}
afterEach(async () => {
  for (const name of opened.splice(0)) await caches.delete(name);
});

describe("EncoderCache", () => {
  it("knows the size of the installed encoder", async () => {
    const [, wasm] = encoderFileList;
    const response = await fetch(wasm?.url ?? "", { method: "HEAD" });
    expect(response.headers.get("content-type")).toBe("application/wasm");
    expect(Number(response.headers.get("content-length"))).toBe(wasm?.bytes);
  });

  it("fetches what is not here, once, and says how far it is", async () => {
    const { cache, cacheName } = open();
    expect([cache.bytes, await cache.isKept()]).toEqual([1_000, false]);
    const shares: number[] = [];
    expect(await cache.keep((share) => shares.push(share), never)).toBe(true);
    expect(await cache.isKept()).toBe(true);
    expect(shares.length).toBeGreaterThan(0);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(Math.max(...shares)).toBeLessThanOrEqual(1);
    const kept = await (await caches.open(cacheName)).match("/web/public/favicon.svg");
    expect(kept?.headers.get("content-type")).toBe("image/svg+xml");
    expect(await kept?.text()).toBe(await (await fetch("/web/public/favicon.svg")).text());
    const again: number[] = [];
    expect(await cache.keep((share) => again.push(share), never)).toBe(true);
    expect(again).toEqual([]);
  });

  it("drops what an older version kept, once the new one is complete", async () => {
    const { cacheName, cache } = open();
    const kept = await caches.open(cacheName);
    await kept.put("/assets/ffmpeg-core-old.wasm", new Response("old"));
    await cache.keep(() => {}, never);
    expect((await kept.keys()).map(({ url }) => new URL(url).pathname)).toEqual(assets.map(({ url }) => url));
  });

  it.each([
    ["the server does not have", missing],
    [
      "a hotel's network answers with its own page",
      { ...missing, url: "/web/public/screenshots/call-phone.webp" },
    ],
  ])("keeps nothing that %s, and says so", async (_what, asset) => {
    const { cache, cacheName } = open([asset]);
    await expect(cache.keep(() => {}, never)).rejects.toMatchObject({
      kind: "recording",
      reason: "encoder-load",
    });
    expect(await cache.isKept()).toBe(false);
    expect(await (await caches.open(cacheName)).keys()).toEqual([]);
  });

  it("goes on from what it has when it was stopped", async () => {
    const { cacheName } = open();
    const { cache: broken } = open([...assets.slice(0, 1), missing], cacheName);
    await broken.keep(() => {}, never).catch(() => undefined);
    const { cache } = open(assets, cacheName);
    const shares: number[] = [];
    await cache.keep((share) => shares.push(share), never);
    expect(Math.min(...shares)).toBeGreaterThan(0.4);
  });

  it("stops with an AbortError", async () => {
    const { cache } = open();
    await expect(cache.keep(() => {}, AbortSignal.abort())).rejects.toMatchObject({ name: "AbortError" });
    expect(await cache.isKept()).toBe(false);
  });
});

import { afterEach, expect, it } from "vitest";
import { takeSharedFiles } from "../../web/adapters/shared-files.ts";

const cacheName = "parley-shared";

afterEach(async () => {
  await caches.delete(cacheName);
});

/** As the service worker keeps it. */
async function share(at: string, name: string, text: string): Promise<void> {
  const cache = await caches.open(cacheName);
  const headers = { "X-File-Name": encodeURIComponent(name) };
  await cache.put(`/share/${at}`, new Response(new Blob([text]), { headers }));
}

it("gives what was shared once, in order, under its own name", async () => {
  await share("1-0", "Grüße & Küsse.m4a", "one");
  await share("1-1", "two.mp3", "two");
  const files = await takeSharedFiles();
  expect(await Promise.all(files.map(async ({ name, blob }) => [name, await blob.text()]))).toEqual([
    ["Grüße & Küsse.m4a", "one"],
    ["two.mp3", "two"],
  ]);
  expect(await takeSharedFiles()).toEqual([]);
});

it("gives each file to one tab", async () => {
  await share("1-0", "one.mp3", "one");
  const [first, second] = await Promise.all([takeSharedFiles(), takeSharedFiles()]);
  expect(first.length + second.length).toBe(1);
});

it("makes no cache where nothing was shared", async () => {
  expect(await takeSharedFiles()).toEqual([]);
  expect(await caches.has(cacheName)).toBe(false);
});

// Part of the service worker: takes sound files that other apps share with Parley. The page fetches them from the
// cache when it opens; see web/adapters/shared-files.ts, which shares the names below.
const address = new URL("share", self.registration.scope).pathname;
const cacheName = "parley-shared";
const field = "sound";

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "POST" || origin !== self.location.origin || pathname !== address) return;
  event.respondWith(keep(event.request));
});

async function keep(request) {
  const form = await request.formData();
  const files = form.getAll(field).filter((entry) => entry instanceof File);
  const cache = await caches.open(cacheName);
  const at = Date.now();
  for (const [index, file] of files.entries())
    await cache.put(
      `${address}/${at}-${index}`,
      new Response(file, { headers: { "X-File-Name": encodeURIComponent(file.name) } }),
    );
  return Response.redirect(`${self.registration.scope}#/history`, 303);
}

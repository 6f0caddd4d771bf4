/** As in web/public/share-target.js, which puts them there. */
const cacheName = "parley-shared";

/** A file that another app has shared. */
export interface SharedFile {
  readonly name: string;
  readonly blob: Blob;
}

/**
 * Takes the sound files that were shared with the installed app and not taken yet, oldest first. Each is given once;
 * none where the browser keeps no caches.
 */
export async function takeSharedFiles(): Promise<readonly SharedFile[]> {
  if (!("caches" in globalThis) || !(await caches.has(cacheName))) return [];
  const cache = await caches.open(cacheName);
  const files: SharedFile[] = [];
  for (const request of await cache.keys()) {
    const shared = await cache.match(request);
    // Another tab may have taken it meanwhile.
    if (shared === undefined || !(await cache.delete(request))) continue;
    files.push({
      name: decodeURIComponent(shared.headers.get("X-File-Name") ?? ""),
      blob: await shared.blob(),
    });
  }
  return files;
}

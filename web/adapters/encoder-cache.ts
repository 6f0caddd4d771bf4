import { isAbort, RecordingError } from "../core/errors.ts";
import type { Clock, EncoderFiles } from "../core/ports.ts";
import { type EncoderAsset, encoderFileList } from "./encoder-assets.ts";
import { silenceLimit } from "./silence-limit.ts";

/** The service worker answers from it: vite.config.ts has the same name. */
export const encoderCacheName = "parley-encoder";

/** Longest time without a byte from the server. */
const silenceMs = 30_000;

export interface EncoderCacheOptions {
  readonly clock: Clock;
  readonly assets?: readonly EncoderAsset[];
  readonly cacheName?: string;
}

/**
 * EncoderFiles in the browser's Cache Storage, from where the service worker hands them out. The page fills it itself:
 * so it knows how far it is, and it can on the first visit, when no service worker stands between yet.
 */
export class EncoderCache implements EncoderFiles {
  readonly bytes: number;
  readonly #clock: Clock;
  readonly #assets: readonly EncoderAsset[];
  readonly #cacheName: string;

  constructor({ clock, assets = encoderFileList, cacheName = encoderCacheName }: EncoderCacheOptions) {
    this.#clock = clock;
    this.#assets = assets;
    this.#cacheName = cacheName;
    this.bytes = assets.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  async isKept(): Promise<boolean> {
    const cache = await this.#open();
    return cache !== undefined && (await this.#missing(cache)).length === 0;
  }

  async keep(onShare: (share: number) => void, signal: AbortSignal): Promise<boolean> {
    const limit = silenceLimit(signal, silenceMs, this.#clock, () => new RecordingError("encoder-load"));
    try {
      return await Promise.race([this.#fill(onShare, limit), limit.reached]);
    } finally {
      limit.dispose();
    }
  }

  async #fill(onShare: (share: number) => void, limit: FillLimit): Promise<boolean> {
    const cache = await this.#open();
    if (cache === undefined) return false;
    const missing = await this.#missing(cache);
    let haveBytes = this.bytes - missing.reduce((sum, { bytes }) => sum + bytes, 0);
    const onBytes = (bytes: number) => {
      limit.heard();
      haveBytes += bytes;
      onShare(Math.min(1, haveBytes / this.bytes));
    };
    for (const asset of missing) {
      const response = await fetchAsset(asset, onBytes, limit.signal);
      if (!(await put(cache, asset, response))) return false;
    }
    await this.#dropOthers(cache);
    return true;
  }

  async #missing(cache: Cache): Promise<readonly EncoderAsset[]> {
    const found = await Promise.all(this.#assets.map(({ url }) => cache.match(url)));
    return this.#assets.filter((_asset, i) => found[i] === undefined);
  }

  /** What an older version of the app has kept. */
  async #dropOthers(cache: Cache): Promise<void> {
    const wanted = new Set(this.#assets.map(({ url }) => new URL(url, location.href).href));
    const others = (await cache.keys()).filter(({ url }) => !wanted.has(url));
    await Promise.all(others.map((request) => cache.delete(request)));
  }

  /** @returns undefined where the browser keeps nothing for this page */
  async #open(): Promise<Cache | undefined> {
    // It is there on https and localhost only, which its type does not know.
    if (!("caches" in globalThis)) return undefined;
    try {
      return await caches.open(this.#cacheName);
    } catch {
      // Blocked by a setting or a private window: the encoder works all the same, from the network.
      return undefined;
    }
  }
}

interface FillLimit {
  readonly signal: AbortSignal;
  readonly heard: () => void;
}

/** @throws RecordingError, AbortError */
async function fetchAsset(
  asset: EncoderAsset,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<Response> {
  const response = await fetch(asset.url, { signal }).catch((error: unknown) => {
    throw isAbort(error) ? error : new RecordingError("encoder-load", { cause: error });
  });
  const type = response.headers.get("content-type") ?? "";
  // The page of a hotel's network is no encoder, and would stay in its place.
  if (!response.ok || response.body === null || !type.startsWith(asset.type))
    throw new RecordingError("encoder-load", { cause: new Error(`${response.status} ${type} ${asset.url}`) });
  return new Response(response.body.pipeThrough(counted(onBytes)), {
    // Not the encoding: the browser has undone it.
    headers: { "Content-Type": asset.type },
  });
}

function counted(
  onBytes: (bytes: number) => void,
): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  return new TransformStream({
    transform(part, controller) {
      onBytes(part.byteLength);
      controller.enqueue(part);
    },
  });
}

/**
 * @returns false when the device has no room
 * @throws RecordingError, AbortError when the network gave up in between
 */
async function put(cache: Cache, { url }: EncoderAsset, response: Response): Promise<boolean> {
  try {
    await cache.put(url, response);
    return true;
  } catch (error) {
    if (error instanceof DOMException && error.name === "QuotaExceededError") return false;
    throw isAbort(error) ? error : new RecordingError("encoder-load", { cause: error });
  }
}

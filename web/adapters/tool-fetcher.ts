import type { Clock } from "../core/ports.ts";
import { AnswerCache } from "../core/tools/answer-cache.ts";
import {
  blockedByPage,
  carriesOwnHeaders,
  checkTarget,
  fetchBytes,
  fetchTimeoutMs,
  mayTryAgain,
  movedElsewhere,
  refusal,
} from "../core/tools/fetch-policy.ts";
import {
  ToolFetchError,
  type ToolFetcher,
  type ToolFetchOptions,
  type ToolFetchRequest,
  type ToolFetchResult,
} from "../core/tools/tool-fetch.ts";
import { watchBlockedConnects } from "./blocked-connects.ts";
import { timeLimit } from "./time-limit.ts";

export interface ToolFetcherOptions {
  readonly clock: Clock;
  /** Whether there is a network at all; default: what the browser says. */
  readonly isOnline?: () => boolean;
  /** For one fetch with its second try. */
  readonly timeoutMs?: number;
}

/** ToolFetcher over fetch: without cookies, without a word on who asks. */
export function createToolFetcher({
  clock,
  isOnline = () => navigator.onLine,
  timeoutMs = fetchTimeoutMs,
}: ToolFetcherOptions): ToolFetcher {
  const cache = new AnswerCache<ToolFetchResult>();
  return async ({ url, options, origins, signal }) => {
    const target = parse(url);
    checkTarget(target, origins);
    const key = options.cacheMs === undefined ? undefined : cacheKey(target, options);
    const known = key === undefined ? undefined : cache.get(key, clock.now());
    if (known !== undefined) return known;
    if (!isOnline()) throw new ToolFetchError("offline", "This device is offline.");
    const late = () =>
      new ToolFetchError("unreachable", `${target.host} did not answer in ${timeoutMs / 1000} seconds.`);
    const limit = timeLimit(signal, timeoutMs, clock, late);
    try {
      const result = await ask(target, { url, options, origins, signal: limit.signal });
      if (key !== undefined) cache.put(key, result, clock.now() + (options.cacheMs ?? 0));
      return result;
    } finally {
      limit.dispose();
    }
  };
}

function parse(url: string): URL {
  if (URL.canParse(url)) return new URL(url);
  throw new ToolFetchError("blocked", "This is not a web address.");
}

/** Only GETs are kept. */
function cacheKey({ href }: URL, { method = "GET", headers = {} }: ToolFetchOptions): string | undefined {
  return method === "GET" ? JSON.stringify([href, Object.entries(headers).sort()]) : undefined;
}

async function ask(target: URL, request: ToolFetchRequest): Promise<ToolFetchResult> {
  const first = await attempt(target, request);
  const last = mayTryAgain(request.options, first?.status) ? await attempt(target, request) : first;
  if (last === undefined) throw new ToolFetchError("unreachable", `${target.host} cannot be reached.`);
  if (last.status >= 400) throw refusal(target, last.status, last.text);
  return last;
}

/** Undefined when there is no answer. @throws ToolFetchError for what no second try can mend; what the signal aborts with */
async function attempt(target: URL, request: ToolFetchRequest): Promise<ToolFetchResult | undefined> {
  const { options, origins, signal } = request;
  const blocked = watchBlockedConnects(target);
  try {
    const response = await fetch(target, {
      method: options.method ?? "GET",
      ...(options.headers === undefined ? {} : { headers: { ...options.headers } }),
      ...(options.body === undefined ? {} : { body: options.body }),
      credentials: "omit",
      referrerPolicy: "no-referrer",
      redirect: carriesOwnHeaders(options) ? "manual" : "follow",
      signal,
    });
    if (response.type === "opaqueredirect") throw movedElsewhere(target);
    // Servers move pages within themselves; where else one leads to is held to the same rule.
    if (response.redirected) checkTarget(new URL(response.url), origins);
    return resultOf(target, response.status, await readText(target, response));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ToolFetchError) throw error;
    if (await blocked.seen()) throw blockedByPage(target);
    return undefined;
  } finally {
    blocked.stop();
  }
}

function resultOf({ host }: URL, status: number, text: string): ToolFetchResult {
  return {
    status,
    text,
    json() {
      try {
        return JSON.parse(text);
      } catch (cause) {
        throw new ToolFetchError("malformed", `The answer of ${host} is not JSON.`, { cause });
      }
    },
  };
}

/** Stops reading as soon as it is too much, whatever the server said about its size. */
async function readText({ host }: URL, { body }: Response): Promise<string> {
  if (body === null) return "";
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.byteLength;
    if (bytes > fetchBytes) {
      await reader.cancel();
      throw new ToolFetchError("too-large", `The answer of ${host} is larger than 1 MiB.`);
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}

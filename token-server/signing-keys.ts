import type { verifyWithJwks } from "hono/jwt";
import * as v from "valibot";
import { ProblemError } from "./problems.ts";

/** A public key of the sign-in provider, as it publishes it (RFC 7517). */
export type SigningKey = NonNullable<Parameters<typeof verifyWithJwks>[1]["keys"]>[number] & {
  readonly kid: string;
};

/** The keys that are good now, and who signs with them if that is known. */
export interface KeySet {
  readonly keys: readonly SigningKey[];
  /** From the discovery document. */
  readonly issuer: string | undefined;
}

/** Gets the keys. @param keyId that they should hold @throws ProblemError `sign-in-unavailable` */
export type GetKeys = (keyId: string) => Promise<KeySet>;

export interface SigningKeysOptions {
  /** Of the keys themselves, or of an OpenID discovery document that says where they are. */
  readonly url: string;
  /** Milliseconds of any one clock. */
  readonly now?: () => number;
  readonly timeoutMs?: number;
}

/** Providers change their keys every few hours or days, and publish the new ones before. */
const freshMs = 600_000;
/** Whoever sends tokens with keys that nobody knows makes us ask no more often than this. */
const leastPauseMs = 30_000;
/** A provider that is away for a while keeps nobody out. */
const usableMs = 24 * 3_600_000;

const keySet = v.object({ keys: v.array(v.looseObject({ kid: v.optional(v.string()) })) });
const discovery = v.object({ issuer: v.string(), jwks_uri: v.pipe(v.string(), v.url()) });

/** Fetches the provider's keys when they are needed and keeps them: a request for a token rarely waits for them. */
export function createSigningKeys({
  url,
  now = () => performance.now(),
  timeoutMs = 5_000,
}: SigningKeysOptions): GetKeys {
  let known: { readonly set: KeySet; readonly atMs: number } | undefined;
  let triedAtMs = Number.NEGATIVE_INFINITY;
  let fetching: Promise<void> | undefined;

  const refresh = async () => {
    triedAtMs = now();
    known = { set: await fetchKeys(url, timeoutMs), atMs: now() };
  };

  return async (keyId) => {
    const isFresh = known !== undefined && now() - known.atMs < freshMs;
    const isKnown = known?.set.keys.some(({ kid }) => kid === keyId) === true;
    const isGood = isFresh && isKnown;
    if (!isGood && (fetching !== undefined || now() - triedAtMs >= leastPauseMs)) {
      fetching ??= refresh().finally(() => {
        fetching = undefined;
      });
      // Those from before go on being good for a while; without any the answer below says it.
      await fetching.catch(() => undefined);
    }
    if (known === undefined || now() - known.atMs > usableMs)
      throw new ProblemError("sign-in-unavailable", "The sign-in service cannot be reached.", {
        retryAfterSeconds: Math.ceil(leastPauseMs / 1_000),
      });
    return known.set;
  };
}

async function fetchKeys(url: string, timeoutMs: number): Promise<KeySet> {
  const answer = await fetchJson(url, timeoutMs);
  const document = v.safeParse(discovery, answer);
  if (!document.success) return { keys: readKeys(answer), issuer: undefined };
  const { jwks_uri, issuer } = document.output;
  return { keys: readKeys(await fetchJson(jwks_uri, timeoutMs)), issuer };
}

async function fetchJson(url: string, timeoutMs: number): Promise<unknown> {
  // A redirect is then an answer that is not ok; Workers know no "error".
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: "manual" });
  if (!response.ok) throw new Error(`The sign-in service said ${response.status}.`);
  return response.json();
}

/** Secrets that both sides share are no public keys, even if someone publishes them. */
function readKeys(answer: unknown): readonly SigningKey[] {
  return v.parse(keySet, answer).keys.flatMap((key) => {
    const { kid } = key;
    return kid === undefined || key["kty"] === "oct" ? [] : [{ ...key, kid } as SigningKey];
  });
}

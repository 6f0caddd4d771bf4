import { createHash } from "node:crypto";
import type { Context } from "hono";
import { decode, verifyWithJwks } from "hono/jwt";
import { findSecret } from "./known-secret.ts";
import { ProblemError } from "./problems.ts";
import type { GetKeys } from "./signing-keys.ts";

/** How a server knows who may have tokens. With neither, everybody may whose page may ask. */
export interface AdmissionRules {
  /** Any of them will do; each counts as one user. */
  readonly accessCodes: readonly string[];
  readonly signIn: SignInRules | undefined;
}

/** Bearer tokens of an OpenID provider. */
export interface SignInRules {
  readonly keys: GetKeys;
  readonly audience: string;
  /** Missing: the one that the provider's discovery document names, if it has one. */
  readonly issuer: string | undefined;
}

/**
 * Finds out who asks.
 * @returns the user's name for the counters, which holds no secret; undefined for somebody unknown where everybody may ask
 * @throws ProblemError `access-code`, `sign-in`, `sign-in-unavailable`
 */
export type Admit = (context: Context) => Promise<string | undefined>;

/** Signatures by a key of the provider's alone; `none` and secrets that both sides share are out. */
const algorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
] as const;
/** More than any provider's token has. */
const longestToken = 8_192;

export function createAdmission({ accessCodes, signIn }: AdmissionRules): Admit {
  return async (context) => {
    const bearer = context.req.header("Authorization");
    if (signIn !== undefined && bearer !== undefined) return signedIn(bearer, signIn);
    if (accessCodes.length > 0) return byCode(context.req.header("X-Access-Code"), accessCodes);
    if (signIn !== undefined) throw new ProblemError("sign-in", "Sign in to this site first.");
    return undefined;
  };
}

function byCode(given: string | undefined, codes: readonly string[]): string {
  if (given === undefined) throw new ProblemError("access-code", "Enter the access code of this server.");
  const index = findSecret(given, codes);
  if (index === undefined) throw new ProblemError("access-code", "The access code is wrong.");
  return `code:${fingerprint(codes[index] ?? "")}`;
}

async function signedIn(header: string, { keys, audience, issuer }: SignInRules): Promise<string> {
  const token = /^bearer +(\S+)$/i.exec(header)?.[1];
  if (token === undefined || token.length > longestToken) throw refused();
  const keyId = keyIdOf(token);
  if (keyId === undefined) throw refused();
  const set = await keys(keyId);
  const iss = issuer ?? set.issuer;
  const payload = await verifyWithJwks(token, {
    keys: [...set.keys],
    allowedAlgorithms: algorithms,
    verification: { aud: audience, ...(iss === undefined ? {} : { iss }) },
  }).catch(() => undefined);
  // One without an end would be good for ever, and one without a name could not be counted.
  if (typeof payload?.exp !== "number" || typeof payload["sub"] !== "string") throw refused();
  return `sub:${fingerprint(`${String(payload["iss"])} ${payload["sub"]}`)}`;
}

function keyIdOf(token: string): string | undefined {
  try {
    const { kid } = decode(token).header as { readonly kid?: unknown };
    return typeof kid === "string" ? kid : undefined;
  } catch {
    // No JWT: the caller says so.
    return undefined;
  }
}

function refused(): ProblemError {
  return new ProblemError("sign-in", "Your sign-in is not valid here or has ended: sign in again.");
}

/** Stays the same over restarts and instances and tells nothing of what it stands for. */
function fingerprint(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}

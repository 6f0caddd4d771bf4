import { isLoopback } from "./env.ts";

/** What a request says about the page it comes from. */
export interface RequestOrigin {
  /** The `Origin` header. */
  readonly origin: string | undefined;
  /** The `Sec-Fetch-Site` header, which pages cannot set. */
  readonly fetchSite: string | undefined;
  /** The origin the request was sent to, from its URL and `Host`. */
  readonly own: string;
}

export interface OriginRule {
  readonly allowedOrigins: readonly string[];
  /** Bound to this machine only: then a `Host` that is not loopback is a name that was pointed here to fool us. */
  readonly loopbackOnly: boolean;
}

/**
 * - `allowed`: the server's own origin or a listed one.
 * - `foreign`: some other page.
 * - `unstated`: no browser speaks (browsers send `Origin` with every POST); only a secret can vouch for it.
 */
export type OriginVerdict = "allowed" | "foreign" | "unstated";

export function judgeOrigin(request: RequestOrigin, rule: OriginRule): OriginVerdict {
  const { origin, fetchSite } = request;
  if (origin !== undefined && rule.allowedOrigins.includes(origin)) return "allowed";
  if (rule.loopbackOnly && !isLoopback(new URL(request.own).hostname)) return "foreign";
  if (origin !== undefined) return origin === request.own ? "allowed" : "foreign";
  if (fetchSite === undefined) return "unstated";
  return fetchSite === "same-origin" ? "allowed" : "foreign";
}

import { isIP } from "node:net";

/** What a request says about the way it took. */
export interface RequestRoute {
  /** Address of the peer itself. */
  readonly peer: string;
  /** The `X-Forwarded-For` header: each proxy adds whom it heard, at the end. */
  readonly forwardedFor: string | undefined;
  /** The `X-Forwarded-Proto` header. */
  readonly forwardedProto: string | undefined;
}

/**
 * Who asks, behind so many proxies of the operator's own. What stands further left in the header anybody may have
 * written; a header that is too short or holds no address is not believed at all.
 */
export function clientAddress({ peer, forwardedFor }: RequestRoute, proxies: number): string {
  if (proxies === 0) return peer;
  const heard = forwardedFor?.split(",").map((part) => part.trim()) ?? [];
  const client = heard.at(-proxies);
  return client !== undefined && isIP(client) !== 0 ? client : peer;
}

/** The origin a request was sent to, before the proxies took its encryption away. */
export function ownOrigin(url: string, { forwardedProto }: RequestRoute, proxies: number): string {
  const { protocol, host, origin } = new URL(url);
  if (proxies === 0 || protocol !== "http:") return origin;
  const heard = forwardedProto?.split(",").map((part) => part.trim()) ?? [];
  // Most proxies write one word, whatever stood there before.
  const client = heard.at(-proxies) ?? heard.at(0);
  // Some proxies name the port also where it is the usual one.
  return client === "https" ? new URL(`https://${host}`).origin : origin;
}

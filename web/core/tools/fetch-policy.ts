import { ToolFetchError, type ToolFetchOptions } from "./tool-fetch.ts";

/** How long a tool's fetch may take, with its second try. */
export const fetchTimeoutMs = 15_000;

/** What an answer may weigh. */
export const fetchBytes = 1024 * 1024;

/** An address, taken apart as `URL` does it. */
export interface FetchTarget {
  /** As `https://example.org:8443`. */
  readonly origin: string;
  /** As `https:`. */
  readonly protocol: string;
  readonly hostname: string;
  /** Name or address with the port, as a person may be told it. */
  readonly host: string;
}

/** @throws ToolFetchError with `blocked` for an address that the tool does not name, or that is neither https nor loopback */
export function checkTarget(target: FetchTarget, origins: readonly string[]): void {
  if (target.protocol !== "https:" && !(target.protocol === "http:" && isLoopback(target.hostname))) {
    throw new ToolFetchError("blocked", `${target.origin} is not fetched: only https addresses are.`);
  }
  if (!origins.some((pattern) => covers(pattern, target))) {
    throw new ToolFetchError("blocked", `This tool may not fetch from ${target.origin}.`);
  }
}

/** The refusal of the page itself, whose policy the token server states. */
export function blockedByPage({ origin }: FetchTarget): ToolFetchError {
  return new ToolFetchError(
    "blocked",
    `This page may not connect to ${origin}: the server's ALLOWED_TOOL_ORIGINS must name it.`,
  );
}

function covers(pattern: string, { origin, protocol, hostname }: FetchTarget): boolean {
  if (pattern === origin) return true;
  const [scheme = "", domain] = pattern.split("//*");
  return (
    domain?.startsWith(".") === true &&
    protocol === scheme &&
    origin.endsWith(domain) &&
    hostname.endsWith(domain)
  );
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}

/** Whether a second try may help and cannot do a thing twice. @param status undefined: no answer at all */
export function mayTryAgain({ method = "GET" }: ToolFetchOptions, status: number | undefined): boolean {
  return method === "GET" && (status === undefined || status >= 500);
}

/** The error for an answer with an error status. @param text what the server said with it */
export function refusal({ host }: FetchTarget, status: number, text: string): ToolFetchError {
  return new ToolFetchError("refused", `${host} ${refusalWords(status)} (status ${status}).`, {
    status,
    text,
  });
}

function refusalWords(status: number): string {
  if (status === 401 || status === 403) return "does not allow this";
  if (status === 404) return "has nothing at this address";
  if (status === 429) return "was asked too often; try again in a minute";
  return status >= 500 ? "has trouble of its own" : "did not accept the request";
}

/** Whether a request carries headers that may be secret: they would go with it wherever a redirect leads. */
export function carriesOwnHeaders({ headers = {} }: ToolFetchOptions): boolean {
  return Object.keys(headers).some((name) => !/^(accept|content-type)$/i.test(name));
}

/** The error for a redirect of a request that must not follow it. */
export function movedElsewhere({ host }: FetchTarget): ToolFetchError {
  return new ToolFetchError(
    "refused",
    `${host} sends on to another address. With headers of its own a request does not follow: use that address.`,
  );
}

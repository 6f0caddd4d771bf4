/**
 * Requests and their answers that are the same wherever the server runs: one that is reached as `ownOrigin`, asks for
 * the code `accessCode` and lists `listedOrigin`.
 */

export const ownOrigin = "http://localhost:8787";
export const listedOrigin = "https://talk.example.com";
export const accessCode = "secret";

export interface RouteRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface RouteAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Sends a request to a server as if that were `ownOrigin`. */
export type SendRequest = (request: RouteRequest) => Promise<RouteAnswer>;

/** Asks for a token as the app's own page does, with what is given changed; a header of "" is left out. */
export function tokenRequest(
  body: unknown = {},
  changed: Readonly<Record<string, string>> = {},
): RouteRequest {
  const wanted = {
    Origin: ownOrigin,
    "Content-Type": "application/json",
    "X-Access-Code": accessCode,
    ...changed,
  };
  const headers = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== ""));
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { method: "POST", path: "/api/token", headers, body: text };
}

function plain(method: string, path: string): RouteRequest {
  return { method, path, headers: {} };
}

/** What, status, the last part of the problem's type, and the request. */
export const refusals: readonly (readonly [string, number, string, RouteRequest])[] = [
  ["a body that is no JSON", 400, "bad-request", tokenRequest("{")],
  ["an empty body", 400, "bad-request", tokenRequest("")],
  ["a body that is no object", 400, "bad-request", tokenRequest([1])],
  ["a wish that nobody knows", 400, "bad-request", tokenRequest({ wish: 1 })],
  ["a model that is not offered", 400, "bad-request", tokenRequest({ model: "gemini-0" })],
  ["a missing access code", 401, "access-code", tokenRequest({}, { "X-Access-Code": "" })],
  ["a wrong access code", 401, "access-code", tokenRequest({}, { "X-Access-Code": "secreT" })],
  ["a foreign page", 403, "foreign-origin", tokenRequest({}, { Origin: "https://evil.example.com" })],
  ["an unknown API", 404, "not-found", plain("POST", "/api/tokens")],
  ["a missing page", 404, "not-found", plain("GET", "/nothing.js")],
  ["GET for a token", 405, "method-not-allowed", plain("GET", "/api/token")],
  ["DELETE of the config", 405, "method-not-allowed", plain("DELETE", "/api/config")],
  ["POST to the tools", 405, "method-not-allowed", plain("POST", "/api/tools")],
  ["POST to health", 405, "method-not-allowed", plain("POST", "/health")],
  ["POST to a page", 405, "method-not-allowed", plain("POST", "/")],
  ["a body too large", 413, "too-large", tokenRequest({ instruction: "x".repeat(65_536) })],
  ["a form", 415, "not-json", tokenRequest("a=b", { "Content-Type": "text/plain" })],
  ["a body of no type", 415, "not-json", tokenRequest("{}", { "Content-Type": "" })],
];

/** Who asks, and the status of the answer. */
export const senders: readonly (readonly [string, Readonly<Record<string, string>>, number])[] = [
  ["the own page with the access code", {}, 200],
  ["a listed origin", { Origin: listedOrigin }, 200],
  ["another port of this machine", { Origin: "http://localhost:9999" }, 403],
  ["an opaque origin", { Origin: "null" }, 403],
  ["a listed host by another scheme", { Origin: "http://talk.example.com" }, 403],
  ["a look-alike of a listed origin", { Origin: "https://talk.example.com.evil.example" }, 403],
  ["a same-origin request without Origin", { Origin: "", "Sec-Fetch-Site": "same-origin" }, 200],
  ["a cross-site request without Origin", { Origin: "", "Sec-Fetch-Site": "cross-site" }, 403],
  ["a program with the access code", { Origin: "" }, 200],
  ["a program with a wrong access code", { Origin: "", "X-Access-Code": "x" }, 401],
  ["a foreign page with the access code", { Origin: "https://evil.example.com" }, 403],
];

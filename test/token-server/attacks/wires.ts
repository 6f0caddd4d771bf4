import { type Attack, each } from "./attack.ts";

const methods = ["GET", "HEAD", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "LOCK", "QUERY"];

/** Names of a method under which POST is meant, in a request that is none. */
const overrides = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"];

/** Where the route may be looked for under another name, past a rule in front of it. */
const disguises = {
  "a slash behind": "/api/token/",
  "two slashes": "//api/token",
  "two slashes inside": "/api//token",
  capitals: "/API/TOKEN",
  "percent-encoded slash": "/api%2Ftoken",
  "a semicolon": "/api/token;x",
  "a suffix": "/api/token.json",
  "a zero byte": "/api/token%00",
  "a backslash": "/api\\token",
  "up and down": "/api/x/../../api/tokens",
} as const;

/** Out of the folder of the app, in ways that servers have fallen for. */
const paths = {
  "up once": "/../secret.txt",
  "up often": `${"/..".repeat(20)}/secret.txt`,
  "encoded dots": "/%2e%2e/secret.txt",
  "encoded slash": "/..%2fsecret.txt",
  "encoded twice": "/%252e%252e%252fsecret.txt",
  "overlong UTF-8": "/%c0%ae%c0%ae/secret.txt",
  "wide characters": "/%uff0e%uff0e/secret.txt",
  backslashes: "/..\\secret.txt",
  "encoded backslashes": "/%5c..%5csecret.txt",
  "four dots": "/....//secret.txt",
  "from a file on": "/index.html/../../secret.txt",
  "an absolute path": "//etc/passwd",
  "an absolute address": "http://127.0.0.1/../secret.txt",
  "a file address": "file:///etc/passwd",
  "a zero byte": "/index.html%00.txt",
  "a drive": "/C:/secret.txt",
  "a link that leads out": "/link.txt",
  "a hidden file": "/.env",
  "the folder above as a file": "/..",
  "broken percent": "/%",
  "broken UTF-8": "/%ff%fe",
  "ten thousand letters": `/${"a".repeat(10_000)}`,
} as const;

const request = (lines: readonly string[], body = "{}") => `${lines.join("\r\n")}\r\n\r\n${body}`;
const own = [
  "Origin: https://parley.example.com",
  "X-Access-Code: right-code",
  "X-Forwarded-Proto: https",
  "Content-Type: application/json",
  "Connection: close",
];

/** Two readings of one request; a proxy may have the one and this server the other. */
const smuggled: Readonly<Record<string, string>> = {
  "a length and chunks": request(
    [
      "POST /api/token HTTP/1.1",
      "Host: parley.example.com",
      ...own,
      "Content-Length: 2",
      "Transfer-Encoding: chunked",
    ],
    "0\r\n\r\n",
  ),
  "two lengths": request([
    "POST /api/token HTTP/1.1",
    "Host: parley.example.com",
    ...own,
    "Content-Length: 2",
    "Content-Length: 3",
  ]),
  "a length that is none": request([
    "POST /api/token HTTP/1.1",
    "Host: parley.example.com",
    ...own,
    "Content-Length: +2",
  ]),
  "a negative length": request([
    "POST /api/token HTTP/1.1",
    "Host: parley.example.com",
    ...own,
    "Content-Length: -1",
  ]),
  "an unknown coding": request([
    "POST /api/token HTTP/1.1",
    "Host: parley.example.com",
    ...own,
    "Transfer-Encoding: xchunked",
  ]),
  "chunks, and not as the last coding": request([
    "POST /api/token HTTP/1.1",
    "Host: parley.example.com",
    ...own,
    "Transfer-Encoding: chunked, identity",
  ]),
  "a chunk of no size": request(
    ["POST /api/token HTTP/1.1", "Host: parley.example.com", ...own, "Transfer-Encoding: chunked"],
    "zz\r\n{}\r\n0\r\n\r\n",
  ),
  "a blank before the colon": request([
    "POST /api/token HTTP/1.1",
    "Host : parley.example.com",
    ...own,
    "Content-Length: 2",
  ]),
  "a folded line": request([
    "POST /api/token HTTP/1.1",
    "Host: parley.example.com",
    ...own,
    "X-A: 1",
    " Content-Length: 2",
  ]),
  "a zero byte in a header": request([
    "POST /api/token HTTP/1.1",
    "Host: parley.example.com",
    ...own,
    "X-A: a\0b",
    "Content-Length: 2",
  ]),
  "a name with a space": request([
    "POST /api/token HTTP/1.1",
    "Host: parley.example.com",
    ...own,
    "X A: 1",
    "Content-Length: 2",
  ]),
  "no host": request(["POST /api/token HTTP/1.1", ...own, "Content-Length: 2"]),
  "a host that is none": request(["POST /api/token HTTP/1.1", "Host: a b c", ...own, "Content-Length: 2"]),
  "a host with a path": request([
    "POST /api/token HTTP/1.1",
    "Host: parley.example.com/x",
    ...own,
    "Content-Length: 2",
  ]),
  "a host with a user": request([
    "POST /api/token HTTP/1.1",
    "Host: x@evil.net",
    ...own,
    "Content-Length: 2",
  ]),
  "HTTP of the future": request([
    "POST /api/token HTTP/3.0",
    "Host: parley.example.com",
    ...own,
    "Content-Length: 2",
  ]),
  "no HTTP at all": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
  "bare line feeds": `POST /api/token HTTP/1.1\nHost: evil.net\n${own.slice(2).join("\n")}\nContent-Length: 2\n\n{}`,
  "64 kB of headers": request([
    "POST /api/token HTTP/1.1",
    "Host: parley.example.com",
    ...own,
    `X-A: ${"a".repeat(65_536)}`,
    "Content-Length: 2",
  ]),
  "3,000 headers": request([
    "POST /api/token HTTP/1.1",
    "Host: parley.example.com",
    ...own,
    ...Array.from({ length: 3_000 }, (_, i) => `X-${i}: 1`),
    "Content-Length: 2",
  ]),
};

export const otherMethods: readonly Attack[] = [
  ...methods.map((method) => ({ name: `method: ${method}`, method })),
  ...overrides.map((name) => ({ name: `${name} on a GET`, method: "GET", headers: { [name]: "POST" } })),
  { name: "_method in the query", method: "GET", path: "/api/token?_method=POST" },
];

export const disguisedRoutes = each("route", disguises, (path) => ({ path }));
export const strayPaths = each("file", paths, (path) => ({
  method: "GET",
  path,
  body: "",
  headers: { "Content-Type": "" },
}));
export const smuggledRequests = each("wire", smuggled, (raw) => ({ raw }));

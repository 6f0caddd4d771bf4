import { type Attack, each } from "./attack.ts";

/** From where a page or a program may pretend to come; the server's own name is `parley.example.com`. */
const origins = {
  "another site": "https://evil.example.net",
  "the word null": "null",
  "no scheme": "parley.example.com",
  "its own name over http": "http://parley.example.com",
  "its own name at another port": "https://parley.example.com:8443",
  "a sub-domain of its own": "https://evil.parley.example.com",
  "a domain above its own": "https://example.com",
  "its own name as the beginning": "https://parley.example.com.evil.net",
  "its own name as the end": "https://evilparley.example.com",
  "its own name as a user": "https://parley.example.com@evil.net",
  "its own name as a path": "https://evil.net/parley.example.com",
  "its own name in capitals": "https://PARLEY.EXAMPLE.COM",
  "a dot at the end": "https://parley.example.com.",
  "a slash at the end": "https://parley.example.com/",
  "a look-alike letter": "https://p\xe0rley.example.com",
  "a look-alike in ASCII": "https://xn--prley-6ra.example.com",
  "a file": "file://",
  "an extension": "chrome-extension://abcdefghijklmnop",
  "a data address": "data:text/html,x",
  "two with a comma": "https://parley.example.com, https://evil.net",
  "two with a space": "https://parley.example.com https://evil.net",
  "a wildcard": "*",
  "a tab behind": "https://parley.example.com\t.evil.net",
  loopback: "http://127.0.0.1",
  localhost: "http://localhost:8787",
  "the listed one over http": "http://talk.example.com",
  "below the listed one": "https://evil.talk.example.com",
  "the listed one as the beginning": "https://talk.example.com.evil.net",
} as const;

const fetchSites = {
  "cross-site": "cross-site",
  "same-site": "same-site",
  none: "none",
  "made up": "self",
} as const;

const codes = {
  missing: "",
  wrong: "wrong",
  "the beginning of it": "right-cod",
  "with a letter more": "right-codex",
  "in capitals": "RIGHT-CODE",
  "both codes in one": "right-code,second-code",
  "as a list": ["right-code", "second-code"],
  "first the wrong one": ["wrong", "right-code"],
  "with a space inside": "right- code",
  "percent-encoded": "right%2Dcode",
  "in base64": "cmlnaHQtY29kZQ==",
  "with a zero byte": "right-code%00",
  "a star": "*",
  true: "true",
  "very long": "x".repeat(4_000),
  SQL: "' OR '1'='1",
} as const;

export const foreignOrigins = each("origin", origins, (origin) => ({ headers: { Origin: origin } }));

export const foreignFetches = each("fetch site without an origin", fetchSites, (site) => ({
  headers: { Origin: "", "Sec-Fetch-Site": site },
}));

export const guessedCodes = each("access code", codes, (code) => ({ headers: { "X-Access-Code": code } }));

/** Right codes at wrong places. */
export const misplacedCodes: readonly Attack[] = [
  { name: "code in the query", path: "/api/token?access_code=right-code", headers: { "X-Access-Code": "" } },
  { name: "code in the body", body: '{"accessCode":"right-code"}', headers: { "X-Access-Code": "" } },
  { name: "code as a cookie", headers: { "X-Access-Code": "", Cookie: "X-Access-Code=right-code" } },
  { name: "code as a bearer", headers: { "X-Access-Code": "", Authorization: "Bearer right-code" } },
  { name: "code as a password", headers: { "X-Access-Code": "", Authorization: "Basic OnJpZ2h0LWNvZGU=" } },
  {
    name: "code under a name with an underscore",
    headers: { "X-Access-Code": "", X_Access_Code: "right-code" },
  },
];

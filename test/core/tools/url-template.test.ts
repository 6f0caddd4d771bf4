import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillUrlTemplate, parseUrlTemplate } from "../../../web/core/tools/url-template.ts";

const fill = (template: string, values: Readonly<Record<string, string>>) =>
  fillUrlTemplate(parseUrlTemplate(template), new Map(Object.entries(values)));

describe("an address with values", () => {
  it("puts each value where it belongs, encoded", () => {
    expect(fill("https://a.example/w/{city}/now?q={q}&lang=en", { city: "São Paulo/SP", q: "a&b=c#d" })).toBe(
      "https://a.example/w/S%C3%A3o%20Paulo%2FSP/now?q=a%26b%3Dc%23d&lang=en",
    );
  });

  it("leaves a pair out whose value is not given, and keeps an empty one", () => {
    expect(fill("https://a.example/?q={q}&page={page}", { q: "" })).toBe("https://a.example/?q=");
  });

  it.each([
    ["https://A.Example:443/x", "https://a.example"],
    ["https://a.example:8443", "https://a.example:8443"],
    ["http://127.0.0.1:3000/x", "http://127.0.0.1:3000"],
    ["http://[::1]:3000/x", "http://[::1]:3000"],
    ["http://api.localhost/x", "http://api.localhost"],
  ])("goes from %s to %s alone", (template, origin) => {
    expect(parseUrlTemplate(template).origin).toBe(origin);
    expect(new URL(fill(template, {})).origin).toBe(origin);
  });

  it.each([
    ["", "An address is needed"],
    ["ftp://a.example/", "https://host/path"],
    ["https://{host}/x", "host must be fixed"],
    ["https://a.{domain}/x", "host must be fixed"],
    ["https://user:secret@a.example/", "host must be fixed"],
    ["https://a.example\\@b.example/", "special characters"],
    ["//a.example/x", "https://host/path"],
    ["http://a.example/x", "must begin with https"],
    ["http://127.0.0.1.a.example/x", "must begin with https"],
    ["http://localhost.a.example/x", "must begin with https"],
    ["https://a.example/#x", "Leave out #"],
    ["https://a.example/a b", "special characters"],
    ["https://a.example/a\nb", "special characters"],
    ["https://a.example/../x", "without . and .."],
    ["https://a.example/%2E%2e/x", "without . and .."],
    ["https://a.example/{city", "A brace is open"],
    ["https://a.example/{a b}", "special characters"],
    ["https://a.example/{a.b}", "is no name for an argument"],
    ["https://a.example/?{key}=1", "Behind ? only values"],
    ["https://a.example:99999/", "The port"],
  ])("is not %j", (template, message) => {
    expect(() => parseUrlTemplate(template)).toThrow(message);
  });

  it.each([
    ["https://a.example/x/{v}/y", { v: ".." }],
    ["https://a.example/x/{v}/y", { v: "." }],
    ["https://a.example/x/.{v}/y", { v: "." }],
    ["https://a.example/x/%2e{v}/y", { v: "." }],
    ["https://a.example/x/{v}{w}/y", { v: ".", w: "." }],
    ["https://a.example/x/{v}/y", { v: "" }],
    ["https://a.example/x/{v}/y", {}],
  ])("does not let a value climb: %s with %j", (template, values) => {
    expect(() => fill(template, values)).toThrow();
  });

  it("keeps host, path and query as they are, whatever the values", () => {
    const value = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("..", "%2e%2e", "/..", "\\", "?x#y", "\ud800"),
    );
    fc.assert(
      fc.property(value, value, (v, q) => {
        let text: string;
        try {
          text = fill("https://a.example/x/{v}/y?q={q}&z=1", { v, q });
        } catch {
          return;
        }
        const url = new URL(text);
        expect(url.origin).toBe("https://a.example");
        expect(url.pathname.split("/")).toHaveLength(4);
        expect(url.pathname).toMatch(/^\/x\/[^/]+\/y$/);
        expect([...url.searchParams.keys()]).toEqual(["q", "z"]);
        expect(url.searchParams.get("q")).toBe(q.replace(/\p{Surrogate}/gu, "\uFFFD"));
        expect(url.hash).toBe("");
      }),
      { numRuns: 500 },
    );
  });
});

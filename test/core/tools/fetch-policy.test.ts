import { describe, expect, it } from "vitest";
import { checkTarget, mayTryAgain, refusal } from "../../../web/core/tools/fetch-policy.ts";

const allowed = ["https://api.example.org", "https://*.wiki.example.org", "http://127.0.0.1:8001"];

describe("checkTarget", () => {
  it.each([
    "https://api.example.org/v1?x=1",
    "https://API.example.org/",
    "https://en.wiki.example.org/page",
    "https://a.b.wiki.example.org/",
    "http://127.0.0.1:8001/db.json",
  ])("lets %s through", (url) => {
    expect(() => checkTarget(new URL(url), allowed)).not.toThrow();
  });

  it.each([
    "https://example.org/",
    "https://api.example.org:8443/",
    "https://api.example.org.evil.com/",
    "https://evil.com/https://api.example.org",
    "https://wiki.example.org/",
    "https://evilwiki.example.org/",
    "https://en.wiki.example.org:8443/",
    "https://en.wiki.example.org.evil.com/",
    "http://127.0.0.1:8002/",
  ])("keeps a tool from %s, which it does not name", (url) => {
    expect(() => checkTarget(new URL(url), allowed)).toThrow(
      `This tool may not fetch from ${new URL(url).origin}.`,
    );
  });

  it.each([
    "http://api.example.org/",
    "http://127.0.0.1.example.org/",
    "ftp://api.example.org/",
    "data:text/plain,x",
  ])("takes no %s even if it is named", (url) => {
    const target = new URL(url);
    expect(() => checkTarget(target, [target.origin])).toThrow("only https addresses are");
  });

  it.each(["https://*", "https://*api.example.org", "*", "https://*.org.evil"])(
    "takes %s for no permission at all",
    (pattern) => {
      expect(() => checkTarget(new URL("https://api.example.org/"), [pattern])).toThrow("may not fetch from");
    },
  );

  it.each(["http://localhost:1", "http://db.localhost:1", "http://[::1]:1", "http://127.9.9.9:1"])(
    "takes %s, which never leaves this machine",
    (url) => {
      expect(() => checkTarget(new URL(url), [url])).not.toThrow();
    },
  );
});

describe("mayTryAgain", () => {
  it("repeats only what reads, and only when the fault may pass", () => {
    expect([undefined, 500, 503].map((status) => mayTryAgain({}, status))).toEqual([true, true, true]);
    expect([200, 400, 404, 429].map((status) => mayTryAgain({}, status))).toEqual([
      false,
      false,
      false,
      false,
    ]);
    for (const method of ["POST", "PUT", "PATCH", "DELETE"] as const) {
      expect(mayTryAgain({ method }, undefined)).toBe(false);
      expect(mayTryAgain({ method }, 503)).toBe(false);
    }
  });
});

describe("refusal", () => {
  it.each([
    [401, "does not allow this"],
    [404, "has nothing at this address"],
    [422, "did not accept the request"],
    [429, "was asked too often"],
    [503, "has trouble of its own"],
  ])("says in words what %i means", (status, words) => {
    const error = refusal(new URL("https://api.example.org/x"), status, "y".repeat(5_000));
    expect(error).toMatchObject({ reason: "refused", status });
    expect(error.message).toMatch(new RegExp(`^api.example.org ${words}.*\\(status ${status}\\)\\.$`));
    expect(error.text).toHaveLength(2_000);
  });
});

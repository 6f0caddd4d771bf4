import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backupFileName, callFileName, safeName } from "../../../web/core/export/file-name.ts";
import { hostileText } from "./any-turns.ts";

describe("safeName", () => {
  it.each([
    ["Weather in Paris", "Weather in Paris"],
    ["Grüße 通話 👋", "Grüße 通話 👋"],
    ["../../etc/passwd", "etc passwd"],
    ["C:\\Windows\\system32", "C Windows system32"],
    ['a<b>c:d"e|f?g*h', "a b c d e f g h"],
    [".hidden", "hidden"],
    ["ends with dots... ", "ends with dots"],
    ["two\nlines\u0000and\u202eback", "two lines and back"],
    ["CON", "_CON"],
    ["nul.txt", "_nul.txt"],
    ["com1 ", "_com1"],
    ["console", "console"],
    ["...", "file"],
    ["", "file"],
  ])("makes %j into %j", (text, name) => {
    expect(safeName(text)).toBe(name);
  });

  it("fits every system, however long the text is, and cuts no character", () => {
    const name = safeName("通".repeat(300));
    expect(name).toBe("通".repeat(60));
    expect(safeName("👋".repeat(300))).toBe("👋".repeat(45));
  });

  it("is valid for any text, and stays as it is when made again", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const name = safeName(text);
        expect(name).not.toMatch(/[<>:"/\\|?*\p{Cc}\p{Cs}]|^[\s.]|[\s.]$|^$/u);
        expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(181);
        expect(safeName(name)).toBe(name);
      }),
    );
  });
});

describe("callFileName", () => {
  it("begins with day and time here, so that files sort by them", () => {
    const startedAtMs = new Date(2026, 0, 5, 7, 3).getTime();
    expect(callFileName({ startedAtMs, title: "A/B: test?" })).toBe("2026-01-05 07-03 A B test");
    expect(callFileName({ startedAtMs, title: "" })).toBe("2026-01-05 07-03");
  });
});

describe("backupFileName", () => {
  it("has the day that it is here, from its first minute to its last", () => {
    const name = "parley-backup-2026-01-05.zip";
    expect(backupFileName(new Date(2026, 0, 5, 0, 1).getTime())).toBe(name);
    expect(backupFileName(new Date(2026, 0, 5, 23, 59).getTime())).toBe(name);
  });
});

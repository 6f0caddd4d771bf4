import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  backupLimits,
  backupNames,
  backupPart,
  isBomb,
  isCallId,
} from "../../../web/core/history/backup-format.ts";

describe("the files of a backup", () => {
  it("are known by the names they are given", () => {
    const id = "0b8f-call-7";
    expect(backupPart(backupNames.settings)).toEqual({ kind: "settings" });
    expect(backupPart(backupNames.agents)).toEqual({ kind: "agents" });
    expect(backupPart(backupNames.collection(12))).toEqual({ kind: "collection" });
    expect(backupPart(backupNames.call(id))).toEqual({ kind: "call", callId: id });
    expect(backupPart(backupNames.mp3(id))).toEqual({ kind: "mp3", callId: id });
    expect(backupPart(backupNames.pcm(id, "agent", 3))).toEqual({ kind: "pcm", callId: id });
  });

  it.each([
    "",
    "calls/.json",
    "calls/../settings.json",
    "calls/a/b.json",
    "calls/A.json",
    "calls/a.json\n",
    "/settings.json",
    "./settings.json",
    "calls\\a.json",
    "recordings/a.wav",
    "pieces/a/eve-0.pcm",
    "pieces/a/user-x.pcm",
    "tools/x.json",
    "__MACOSX/settings.json",
    `calls/${"a".repeat(101)}.json`,
  ])("do not have the name %j", (name) => {
    expect(backupPart(name)).toBeUndefined();
  });

  it("never leave their folder, whatever the name", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."./\\acls-json0settings") }), (name) => {
        if (backupPart(name) !== undefined) expect(name).not.toMatch(/\.\.|^\/|\\/);
      }),
    );
  });

  it("have a limit for every kind, the largest for sound", () => {
    for (const limit of Object.values(backupLimits)) expect(limit).toBeLessThanOrEqual(backupLimits.mp3);
  });
});

describe("isCallId", () => {
  it("takes what ids are made of, and nothing that could be a path", () => {
    expect(["a", "2026-abc", "0"].map(isCallId)).toEqual([true, true, true]);
    expect(["", "A", "a/b", "..", "a.b", "ä", "a\n", "a".repeat(101)].map(isCallId)).toEqual(
      Array(8).fill(false),
    );
  });
});

describe("isBomb", () => {
  const files = (...sizes: readonly number[]) => sizes.map((bytes) => ({ bytes }));

  it("lets pass what text shrinks to, also in a small backup", () => {
    expect(isBomb(1_000, files(900_000))).toBe(false);
    expect(isBomb(10_000_000, files(200_000_000, 100_000_000))).toBe(false);
  });

  it("sees through many files and through one", () => {
    expect(isBomb(20_000, files(20_000_000))).toBe(true);
    expect(isBomb(1_000_000, files(...Array<number>(1_000).fill(1_000_000)))).toBe(true);
  });
});

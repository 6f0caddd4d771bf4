import { describe, expect, it } from "vitest";
import { zipFiles } from "../../web/adapters/zip-files.ts";
import { lateArchives } from "../../web/app/late-archives.ts";

const none = new AbortController().signal;

describe("lateArchives", () => {
  it("loads the code once, when it is first needed", async () => {
    let loads = 0;
    const archives = lateArchives(async () => {
      loads += 1;
      return zipFiles;
    });
    expect(loads).toBe(0);
    const file = await archives.pack([{ name: "a", content: "x", isStored: true, changedAtMs: 0 }], none);
    const opened = await archives.open(file);
    expect(new TextDecoder().decode(await opened.read("a", none))).toBe("x");
    expect(await archives.sha256(new Uint8Array())).toMatch(/^e3b0c442/);
    expect(loads).toBe(1);
  });

  it("says that the code cannot be had, and tries again", async () => {
    let isAway = true;
    const archives = lateArchives(() =>
      isAway ? Promise.reject(new TypeError("away")) : Promise.resolve(zipFiles),
    );
    await expect(archives.pack([], none)).rejects.toMatchObject({ kind: "token", reason: "unreachable" });
    isAway = false;
    expect((await archives.pack([], none)).size).toBe(22);
  });
});

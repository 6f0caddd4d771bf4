import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { zipFiles } from "../../web/adapters/zip-files.ts";
import { hasPython } from "../setup/python.ts";
import { describeArchives, none, packed } from "./archives.ts";

describeArchives("zip files", zipFiles);

describe("a zip file", () => {
  it.skipIf(!hasPython)("opens in a foreign program, with its names, contents and times", async () => {
    const folder = mkdtempSync(join(tmpdir(), "parley-zip-"));
    try {
      const path = join(folder, "a.zip");
      const zip = await zipFiles.pack(
        [packed("Ünïcode 通話.txt", "hello"), packed("sound/a.mp3", new Uint8Array(5_000), true)],
        none,
      );
      writeFileSync(path, new Uint8Array(await zip.arrayBuffer()));
      const program = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as zip:
    assert zip.testzip() is None
    print(json.dumps([[i.filename, i.file_size, i.compress_type, i.date_time[0]] for i in zip.infolist()]))
    assert zip.read("Ünïcode 通話.txt") == b"hello"`;
      const listed: unknown = JSON.parse(
        execFileSync("python3", ["-c", program, path], { encoding: "utf8" }),
      );
      expect(listed).toEqual([
        ["Ünïcode 通話.txt", 5, 8, 2026],
        ["sound/a.mp3", 5_000, 0, 2026],
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { callFileName } from "../../web/core/export/file-name.ts";
import { exporters } from "../../web/exporters/registry.ts";
import { hasPython } from "../setup/python.ts";
import { format, input, mp3, record, wav } from "./scene.ts";

const withSound = (status: "pieces" | "mp3") => ({ ...record, sound: { status, gaps: [] } });
const silent = { ...record, sound: { status: "none" as const, isRemoved: false } };
const possible = (of: typeof record) =>
  [...exporters().values()].filter((one) => one.isPossible(of)).map(({ id }) => id);

/** Names and sizes in a zip, as a foreign program sees them; it also checks all of it. */
async function unzipped(content: unknown): Promise<readonly (readonly [string, number, number])[]> {
  if (!(content instanceof Blob)) throw new Error("A zip is a blob.");
  const folder = mkdtempSync(join(tmpdir(), "parley-export-"));
  try {
    const path = join(folder, "call.zip");
    writeFileSync(path, new Uint8Array(await content.arrayBuffer()));
    const program =
      "import json,sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\n" +
      "print(json.dumps([[i.filename,i.file_size,i.compress_type] for i in z.infolist()]))";
    return JSON.parse(execFileSync("python3", ["-c", program, path], { encoding: "utf8" }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the formats", () => {
  it("are offered in an order, as far as they are possible", () => {
    expect(possible(withSound("mp3"))).toEqual([
      "mp3",
      "wav",
      "markdown",
      "text",
      "srt",
      "vtt",
      "json",
      "zip",
    ]);
    expect(possible(withSound("pieces"))).toEqual(["wav", "markdown", "text", "srt", "vtt", "json", "zip"]);
    expect(possible(silent)).toEqual(["markdown", "text", "srt", "vtt", "json", "zip"]);
  });

  it("say what they are", () => {
    for (const { label, extension, mimeType } of exporters().values()) {
      expect(label).not.toBe("");
      expect(extension).toMatch(/^[a-z0-9]+$/);
      expect(mimeType).toMatch(/^[a-z]+\/[a-z0-9.+-]+$/);
    }
  });

  it("hand out the sound as it is kept", async () => {
    expect(await format("mp3").make(input())).toBe(mp3);
    expect(await format("wav").make(input())).toBe(wav);
  });

  it.skipIf(!hasPython)("do not pass a WAV off as an MP3", async () => {
    const notYet = input({ sound: async () => ({ blob: wav, format: "wav" }) });
    await expect(format("mp3").make(notYet)).rejects.toMatchObject({ kind: "recording", reason: "empty" });
    const none = input({ sound: async () => undefined });
    await expect(format("mp3").make(none)).rejects.toMatchObject({ kind: "recording", reason: "empty" });
  });
});

describe("everything as one zip", () => {
  const names = async (of: typeof record) => {
    const files = await unzipped(await format("zip").make(input({ record: of })));
    return files.map(([name]) => name.split(".").at(-1));
  };

  it.skipIf(!hasPython)("opens in a foreign program: the MP3 as it is, texts made smaller", async () => {
    const files = await unzipped(await format("zip").make(input({ record: withSound("mp3") })));
    const base = callFileName(record);
    expect(files.map(([name]) => name)).toEqual(
      ["mp3", "md", "txt", "srt", "vtt", "json"].map((extension) => `${base}.${extension}`),
    );
    expect(files[0]).toEqual([`${base}.mp3`, 3_000, 0]);
    expect(files.at(-1)?.[2]).toBe(8);
  });

  it.skipIf(!hasPython)("has the pictures as they are, named by when they were sent", async () => {
    const picture = { source: "camera", width: 4, height: 3, jpeg: new ArrayBuffer(70) } as const;
    const at = new Date(2026, 10, 21, 14, 5, 32, 48).getTime();
    const pictures = async () => [at, at + 10_000].map((atMs) => ({ ...picture, atMs }));
    const files = await unzipped(await format("zip").make(input({ pictures })));
    expect(files.slice(-2)).toEqual([
      ["pictures/2026-11-21 14-05-32.048.jpg", 70, 0],
      ["pictures/2026-11-21 14-05-42.048.jpg", 70, 0],
    ]);
  });

  it("has the WAV as long as there is no MP3, and only texts without sound", async () => {
    expect(await names(withSound("pieces"))).toEqual(["wav", "md", "txt", "srt", "vtt", "json"]);
    expect(await names(silent)).toEqual(["md", "txt", "srt", "vtt", "json"]);
  });

  it.skipIf(!hasPython)("has names that no program takes for a path", async () => {
    const odd = { ...withSound("mp3"), title: "../../evil\\..\\通話 <Ünï>" };
    const files = await unzipped(await format("zip").make(input({ record: odd })));
    for (const [name] of files) expect(name).toMatch(/^[\d\- .]+evil \.\. 通話 Ünï\.[a-z0-9]+$/);
  });
});

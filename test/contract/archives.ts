import { describe, expect, it } from "vitest";
import type { Archive, Archives, PackedFile } from "../../web/core/export/archive.ts";

export const none = new AbortController().signal;

export function packed(name: string, content: PackedFile["content"], isStored = false): PackedFile {
  return { name, content, isStored, changedAtMs: Date.UTC(2026, 10, 21, 12) };
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** What everything that packs and unpacks does. */
export function describeArchives(name: string, archives: Archives): void {
  const pack = (...files: readonly PackedFile[]) => archives.pack(files, none);
  const openPacked = async (...files: readonly PackedFile[]) => archives.open(await pack(...files));
  const read = async (archive: Archive, file: string) => text(await archive.read(file, none));

  describe(`Archives: ${name}`, () => {
    it("gives back texts, bytes and blobs under their names", async () => {
      const archive = await openPacked(
        packed("a/notes.md", "Grüße 👋"),
        packed("a/données.bin", new Uint8Array([0, 255, 7]), true),
        packed("通話.txt", new Blob(["one ", "two"])),
        packed("empty", ""),
      );
      expect(archive.files).toEqual([
        { name: "a/notes.md", bytes: 12 },
        { name: "a/données.bin", bytes: 3 },
        { name: "通話.txt", bytes: 7 },
        { name: "empty", bytes: 0 },
      ]);
      expect(await read(archive, "a/notes.md")).toBe("Grüße 👋");
      expect(await archive.read("a/données.bin", none)).toEqual(new Uint8Array([0, 255, 7]));
      expect(await read(archive, "通話.txt")).toBe("one two");
      expect(await read(archive, "empty")).toBe("");
    });

    it("makes text smaller, and stores what is to be stored", async () => {
      const long = "all work and no play ".repeat(5_000);
      expect((await pack(packed("a", long))).size).toBeLessThan(long.length / 50);
      expect((await pack(packed("a", long, true))).size).toBeGreaterThan(long.length);
    });

    it("packs more than it holds in memory at once", async () => {
      const made: number[] = [];
      async function* files() {
        for (let index = 0; index < 12; index += 1) {
          made.push(index);
          yield packed(`${index}`, new Uint8Array(1_000_000).fill(index), true);
        }
      }
      const archive = await archives.open(await archives.pack(files(), none));
      expect(made).toHaveLength(12);
      const last = await archive.read("11", none);
      expect([last.length, last[0], last.at(-1)]).toEqual([1_000_000, 11, 11]);
    });

    it("says that a file is no zip, and that one is cut off or changed", async () => {
      const whole = await pack(packed("a.txt", "x".repeat(50), true), packed("b.txt", "y"));
      const bytes = new Uint8Array(await whole.arrayBuffer());
      await expect(archives.open(new Blob(["no zip"]))).rejects.toMatchObject({ reason: "foreign" });
      await expect(archives.open(new Blob([]))).rejects.toMatchObject({ reason: "foreign" });
      await expect(archives.open(new Blob([bytes.subarray(0, -1)]))).rejects.toMatchObject({
        reason: "damaged",
      });
      await expect(archives.open(new Blob([bytes.subarray(0, 30)]))).rejects.toMatchObject({
        reason: "damaged",
      });
      const at = text(bytes).indexOf("xxxx") + 9;
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      const changed = await archives.open(new Blob([bytes]));
      await expect(changed.read("a.txt", none)).rejects.toMatchObject({ reason: "damaged" });
      expect(await read(changed, "b.txt")).toBe("y");
    });

    it("does not unpack more than a file says it holds", async () => {
      const whole = await pack(packed("a.txt", "z".repeat(100_000)));
      const view = new DataView(await whole.arrayBuffer());
      // The length stands at 24 in the file's entry of the directory, which begins with PK 1 2.
      for (let at = 0; at < view.byteLength - 28; at += 1)
        if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 10, true);
      const outcome = archives.open(new Blob([view.buffer])).then((archive) => archive.read("a.txt", none));
      await expect(outcome).rejects.toMatchObject({ reason: "damaged" });
    });

    it("has no file that is not in it", async () => {
      const archive = await openPacked(packed("a", "1"));
      await expect(archive.read("b", none)).rejects.toMatchObject({ reason: "damaged" });
    });

    it("stops when it is told to, in between files and before them", async () => {
      const stop = new AbortController();
      function* files() {
        yield packed("a", "1");
        stop.abort();
        yield packed("b", "2");
      }
      await expect(archives.pack(files(), stop.signal)).rejects.toMatchObject({ name: "AbortError" });
      const archive = await openPacked(packed("a", "1"));
      await expect(archive.read("a", stop.signal)).rejects.toMatchObject({ name: "AbortError" });
    });

    it("passes on what the making of a file fails with", async () => {
      async function* files() {
        yield packed("a", "1");
        throw new RangeError("no more");
      }
      await expect(archives.pack(files(), none)).rejects.toThrow("no more");
    });

    it("tells the SHA-256 of bytes", async () => {
      expect(await archives.sha256(new TextEncoder().encode("abc"))).toBe(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      );
    });
  });
}

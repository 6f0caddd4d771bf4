import { describe, expect, it } from "vitest";
import { zipFiles } from "../../web/adapters/zip-files.ts";
import { exportCall } from "../../web/app/export-call.ts";
import type { KeptSound } from "../../web/app/history-side.ts";
import { callFileName } from "../../web/core/export/file-name.ts";
import { exporters } from "../../web/exporters/registry.ts";
import { zeroMs } from "../core/export/any-turns.ts";
import { format, log, mp3, record, wav } from "../exporters/scene.ts";

const none = new AbortController().signal;
const empty = new Uint8Array();

function scene(startedAtMs = zeroMs) {
  const asked: string[] = [];
  const sound: KeptSound = {
    blob: mp3,
    format: "mp3",
    startedAtMs,
    durationMs: 1,
    waveform: { barMs: 100, user: empty, agent: empty },
  };
  const recordings = {
    async sound(id: string) {
      asked.push(`sound ${id}`);
      return sound;
    },
    async wav(id: string) {
      asked.push(`wav ${id}`);
      return wav;
    },
  };
  const history = { pictures: async () => [] };
  return { asked, deps: { recordings, history, formats: [...exporters().values()], archives: zipFiles } };
}

describe("exportCall", () => {
  it("gives a file with a name and a type", async () => {
    const { blob, name } = await exportCall({ record, log }, format("mp3"), scene().deps, none);
    expect(name).toBe(`${callFileName(record)}.mp3`);
    expect(blob.type).toBe("audio/mpeg");
    expect(await blob.arrayBuffer()).toEqual(await mp3.arrayBuffer());
  });

  it("counts times from where the sound begins, or the call has none", async () => {
    const text = async (of: typeof record) => {
      const { blob } = await exportCall({ record: of, log }, format("vtt"), scene(zeroMs + 2_000).deps, none);
      return blob.text();
    };
    expect(await text(record)).toContain("00:00:03.000 -->");
    const silent = { ...record, sound: { status: "none" as const, isRemoved: true } };
    expect(await text(silent)).toContain("00:00:06.000 -->");
  });

  it("asks for the sound once, however many formats need it", async () => {
    const { asked, deps } = scene();
    await exportCall({ record, log }, format("zip"), deps, none);
    expect(asked).toEqual(["sound weather"]);
  });

  it("stops when it is told to", async () => {
    const aborted = AbortSignal.abort();
    const file = exportCall({ record, log }, format("zip"), scene().deps, aborted);
    await expect(file).rejects.toMatchObject({ name: "AbortError" });
  });
});

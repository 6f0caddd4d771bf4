import { execFile } from "node:child_process";
import { mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { mixArguments } from "../../web/core/recording/mix.ts";
import { secondOf } from "./page/talk.ts";

/** A conversation in files, for ffmpeg as it is installed on this machine. */
export interface NativeTalk {
  /**
   * Mixes and encodes it with the arguments that the app uses, or at another `-compression_level`: 5 is LAME's own.
   * @returns how long that took, and the MP3's size
   */
  encode(level?: number): Promise<{ readonly ms: number; readonly bytes: number }>;
  remove(): void;
}

/** @returns undefined where no ffmpeg is installed */
export async function nativeTalk(seconds: number): Promise<NativeTalk | undefined> {
  const run = promisify(execFile);
  try {
    await run("ffmpeg", ["-version"]);
  } catch {
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), "parley-bench-"));
  const files = { user: join(folder, "user"), agent: join(folder, "agent"), mp3: join(folder, "call.mp3") };
  for (const track of ["user", "agent"] as const) {
    const file = openSync(files[track], "w");
    for (let second = 0; second < seconds; second += 1) writeSync(file, secondOf(track, second));
  }
  const tags = { title: "A talk", artist: "Nova", date: "2026-11-21" };
  const given = mixArguments({ durationMs: seconds * 1_000, loudest: 1, channels: 1, tags }, files);
  return {
    async encode(level) {
      const startedAt = performance.now();
      await run("ffmpeg", level === undefined ? [...given] : atLevel(given, level));
      return { ms: performance.now() - startedAt, bytes: statSync(files.mp3).size };
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function atLevel(given: readonly string[], level: number): string[] {
  const at = given.indexOf("-compression_level") + 1;
  return given.map((word, index) => (index === at ? String(level) : word));
}

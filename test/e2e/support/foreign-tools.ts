import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { parse } from "@plussub/srt-vtt-parser";
import { WebVTTParser } from "webvtt-parser";

/** What another program finds in a sound file. */
export interface ProbedSound {
  readonly codec: string;
  readonly durationMs: number;
  readonly title: string | undefined;
}

/** @returns undefined where there is no ffprobe; the reason is printed */
export function probedSound(path: string): ProbedSound | undefined {
  const show = ["-show_entries", "stream=codec_name:format=duration:format_tags=title", "-of", "json"];
  const { error, status, stdout, stderr } = spawnSync("ffprobe", ["-v", "error", ...show, path]);
  if (error !== undefined) {
    console.log(`${path} is not looked at: there is no ffprobe here (${error.message}).`);
    return undefined;
  }
  const complaints = stderr.toString();
  if (status !== 0 || complaints !== "") throw new Error(`ffprobe complains of ${path}: ${complaints}`);
  const { streams, format } = JSON.parse(stdout.toString());
  return {
    codec: streams[0].codec_name,
    durationMs: Number(format.duration) * 1_000,
    title: format.tags?.title,
  };
}

/** Texts of the cues of a subtitle file, as a parser of others reads them. */
export function cuesOf(path: string): readonly string[] {
  const text = readFileSync(path, "utf8");
  if (path.endsWith(".srt")) return parse(text).entries.map((entry) => entry.text);
  const { cues, errors } = new WebVTTParser().parse(text, "metadata");
  if (errors.length > 0) throw new Error(`${path} is no WebVTT: ${JSON.stringify(errors)}`);
  return cues.map((cue) => cue.text);
}

/** Names of the files in a zip whose checksums Python finds right, with their sizes. */
export function zipped(path: string): ReadonlyMap<string, number> {
  const script = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as file:
    assert file.testzip() is None
    print(json.dumps([[one.filename, one.file_size] for one in file.infolist()]))`;
  return new Map(JSON.parse(execFileSync("python3", ["-c", script, path]).toString()));
}

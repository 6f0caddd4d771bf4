import { describe, expect, it } from "vitest";
import { type MixPlan, mixArguments } from "../../../web/core/recording/mix.ts";

const files = { user: "u.pcm", agent: "a.pcm", mp3: "call.mp3" };
const tags = { title: "Lunch", artist: "Ada", date: "2026-11-21" };

function args(wishes: Partial<MixPlan> = {}): readonly string[] {
  return mixArguments({ durationMs: 61_500, loudest: 1, channels: 1, tags, ...wishes }, files);
}

/** What follows an option, each time. */
function valuesOf(list: readonly string[], option: string): string[] {
  return list.flatMap((arg, i) => (arg === option ? [list[i + 1] ?? ""] : []));
}

describe("what ffmpeg is asked for", () => {
  it("reads both tracks raw, each at its rate, before anything else is said of them", () => {
    const list = args();
    expect(list.slice(list.indexOf("-f"), list.indexOf("-filter_complex"))).toEqual([
      ...["-f", "s16le", "-ar", "16000", "-ac", "1", "-i", "u.pcm"],
      ...["-f", "s16le", "-ar", "24000", "-ac", "1", "-i", "a.pcm"],
    ]);
    expect(list.at(-1)).toBe("call.mp3");
  });

  it("makes both tracks as long as the recording, to the frame", () => {
    const [graph] = valuesOf(args(), "-filter_complex");
    expect(graph).toContain("[0:a]aresample=24000,apad=whole_len=1476000,atrim=end_sample=1476000[user]");
    expect(graph).toContain("[1:a]aresample=24000,apad=whole_len=1476000,atrim=end_sample=1476000[agent]");
  });

  it("mixes to mono at full volume, under a limiter that neither raises nor delays", () => {
    const list = args();
    const [graph] = valuesOf(list, "-filter_complex");
    expect(graph).toContain("amix=inputs=2:normalize=0:dropout_transition=0,alimiter=");
    expect(graph).toContain("level=0:latency=1[out]");
    expect(valuesOf(list, "-b:a")).toEqual(["64000"]);
    expect(valuesOf(list, "-compression_level")).toEqual(["7"]);
  });

  it("leaves the limiter out where nothing is too loud", () => {
    const [graph] = valuesOf(args({ loudest: 0.9 }), "-filter_complex");
    expect(graph).toMatch(/amix=inputs=2:normalize=0:dropout_transition=0\[out\]$/);
    expect(valuesOf(args({ loudest: 0.91 }), "-filter_complex")[0]).toContain("alimiter");
  });

  it("keeps the person left and the agent right in stereo", () => {
    const list = args({ channels: 2 });
    const [graph] = valuesOf(list, "-filter_complex");
    expect(graph).toContain("[user][agent]join=inputs=2:channel_layout=stereo:map=0.0-FL|1.0-FR[out]");
    expect(valuesOf(list, "-b:a")).toEqual(["96000"]);
    expect(valuesOf(list, "-joint_stereo")).toEqual(["0"]);
  });

  it("tags title, agent and date, in a version that every player shows", () => {
    const list = args();
    expect(valuesOf(list, "-metadata")).toEqual([
      "title=Lunch",
      "artist=Ada",
      "date=2026-11-21",
      "album=Parley",
    ]);
    expect(valuesOf(list, "-id3v2_version")).toEqual(["3"]);
    expect(valuesOf(list, "-fflags")).toEqual(["+bitexact"]);
  });

  it("passes any title on as plain text of one line, and leaves an empty one out", () => {
    const title = "a';[b]\n-i /etc\u0000\\\ud800😀";
    expect(valuesOf(args({ tags: { ...tags, title } }), "-metadata")[0]).toBe(
      "title=a';[b] -i /etc \\\ufffd😀",
    );
    expect(valuesOf(args({ tags: { ...tags, title: " \u0007 " } }), "-metadata")[0]).toBe("artist=Ada");
    const [long] = valuesOf(args({ tags: { ...tags, title: `${"x".repeat(249)}😀` } }), "-metadata");
    expect(long).toBe(`title=${"x".repeat(249)}\ufffd`);
  });
});

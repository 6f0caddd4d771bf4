import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cueTexts } from "../../../web/core/export/cue-lines.ts";
import { type Cue, cues, cueTime } from "../../../web/core/export/cues.ts";
import { anyTurns, hostileText, turn, zeroMs } from "./any-turns.ts";

const options = { startedAtMs: zeroMs, agentName: "Ada" };
const times = (all: readonly Cue[]) => all.map(({ fromMs, untilMs }) => [fromMs, untilMs]);
const texts = (all: readonly { readonly lines: readonly string[] }[]) =>
  all.map(({ lines }) => lines.join("|"));
const said = (role: "user" | "agent", fromMs: number, untilMs: number | undefined, text: string) =>
  turn({
    id: fromMs,
    role,
    text,
    startedAtMs: zeroMs + fromMs,
    endedAtMs: untilMs === undefined ? undefined : zeroMs + untilMs,
    audioMs: 0,
  });
const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index % 10}`).join(" ");

describe("the lines of cues", () => {
  it("are cut at words, two to a cue", () => {
    expect(texts(cueTexts(words(20)))).toEqual([
      `${words(7)}|${"word7 word8 word9 word0 word1 word2 word3"}`,
      "word4 word5 word6 word7 word8 word9",
    ]);
  });

  it("begin anew with a sentence, unless it fits beside the last", () => {
    expect(texts(cueTexts("Yes. Of course. I will gladly look that up for you right now."))).toEqual([
      "Yes. Of course.",
      "I will gladly look that up for you right|now.",
    ]);
  });

  it("cut what has no spaces, never inside of a character", () => {
    const family = "👩‍👩‍👧‍👦";
    const all = cueTexts(family.repeat(20)).flatMap(({ lines }) => lines);
    expect(all.join("")).toBe(family.repeat(20));
    for (const line of all) expect(line.length % family.length).toBe(0);
  });

  it("are at most two of at most 42 characters, and hold the whole text", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const all = cueTexts(text);
        for (const { lines } of all) {
          expect(lines.length === 1 || lines.length === 2).toBe(true);
          for (const line of lines) {
            expect([...line].length).toBeLessThanOrEqual(42);
            expect(line.trim()).not.toBe("");
          }
        }
        const visible = (value: string) => value.replace(/[\s\p{Cc}\p{Cs}]/gu, "");
        expect(visible(all.flatMap(({ lines }) => lines).join(""))).toBe(visible(text));
        if (all.length > 0) expect(all.at(-1)?.endShare).toBeCloseTo(1);
      }),
    );
  });
});

describe("the times of cues", () => {
  it("share a turn by the length of their texts", () => {
    const [first, second] = cues([said("user", 1_000, 9_000, words(20))], options);
    expect(first?.fromMs).toBe(1_000);
    expect(first?.untilMs).toBe(second?.fromMs);
    expect(second?.untilMs).toBe(9_000);
    expect(second?.fromMs).toBeCloseTo(1_000 + 8_000 * (82 / 117), -2);
  });

  it("follow the sound of the agent, not its text, which runs ahead", () => {
    const spoken = { ...said("agent", 1_000, 1_300, "Hello there"), audioMs: 2_400 };
    expect(times(cues([spoken], options))).toEqual([[1_000, 3_400]]);
  });

  it("are those at which an answer was heard, which came while the one before was still being said", () => {
    const heard = (fromMs: number, soundedMs: number, audioMs: number, text: string) => ({
      ...said("agent", fromMs, undefined, text),
      ...{ audioMs, soundedAtMs: zeroMs + soundedMs },
    });
    const answers = [heard(1_000, 1_100, 3_000, "Let me see."), heard(2_000, 4_100, 1_000, "It rains.")];
    expect(times(cues(answers, options))).toEqual([
      [1_100, 4_100],
      [4_100, 5_100],
    ]);
  });

  it("end an interrupted turn of the agent where it was cut", () => {
    const cut = turn({
      id: 1,
      role: "agent",
      text: "I was saying something long",
      status: "interrupted",
      startedAtMs: zeroMs,
      audioMs: 5_000,
      heard: { audioMs: 900, chars: 5 },
    });
    const [cue] = cues([cut], options);
    expect(cue).toMatchObject({ fromMs: 0, untilMs: 900, lines: ["I was"] });
    expect(cues([{ ...cut, heard: { audioMs: 0, chars: 0 } }], options)).toEqual([]);
  });

  it("end where the next one begins, and never stay longer than 7 s", () => {
    const all = cues([said("agent", 0, 5_000, "One"), said("user", 3_000, 60_000, "Two")], options);
    expect(times(all)).toEqual([
      [0, 3_000],
      [3_000, 10_000],
    ]);
  });

  it("leave time to read what was written, or has no end", () => {
    const typed = { ...said("user", 0, 0, "a".repeat(20)), typed: true };
    expect(times(cues([typed, said("user", 9_000, undefined, "Hi")], options))).toEqual([
      [0, 1_300],
      [9_000, 9_500],
    ]);
  });

  it("begin with the recording at the earliest", () => {
    expect(times(cues([said("user", -3_000, -1_000, "Hi")], options))[0]?.[0]).toBe(0);
  });

  it("never overlap nor go back, whatever was said and when", () => {
    fc.assert(
      fc.property(anyTurns, (turns) => {
        let end = 0;
        for (const { fromMs, untilMs, speaker } of cues(turns, options)) {
          expect(Number.isInteger(fromMs) && Number.isInteger(untilMs)).toBe(true);
          expect(fromMs).toBeGreaterThanOrEqual(end);
          expect(untilMs - fromMs).toBeGreaterThanOrEqual(1);
          expect(untilMs - fromMs).toBeLessThanOrEqual(7_000);
          expect(["You", "Ada"]).toContain(speaker);
          end = untilMs;
        }
      }),
    );
  });

  it("are written with hours, also many of them", () => {
    expect(cueTime(0, ".")).toBe("00:00:00.000");
    expect(cueTime(3_723_004, ",")).toBe("01:02:03,004");
    expect(cueTime(360_000_000 + 59_999, ".")).toBe("100:00:59.999");
  });
});

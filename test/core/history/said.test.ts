import { describe, expect, it } from "vitest";
import { newTurn } from "../../../web/core/call/transcript.ts";
import { beginning, oneLine, saidText, saidTurns } from "../../../web/core/history/said.ts";

describe("what was said in a turn", () => {
  const turn = { ...newTurn(1, "agent", 0), text: " One two three " };

  it("is its text, or as much of it as was heard", () => {
    expect(saidText(turn)).toBe("One two three");
    expect(saidText({ ...turn, heard: { audioMs: 100, chars: 5 } })).toBe("One");
    expect(saidText({ ...turn, heard: { audioMs: 0, chars: 0 } })).toBe("");
  });

  it("counts only if there is something", () => {
    const silent = { ...turn, heard: { audioMs: 0, chars: 0 } };
    expect(saidTurns([silent, turn, { ...turn, text: " \n" }])).toEqual([turn]);
  });
});

describe("the beginning of a text", () => {
  it("is the text if it is short enough", () => {
    expect(beginning("one two", 7)).toBe("one two");
  });

  it("ends with a whole word", () => {
    expect(beginning("one two three", 7)).toBe("one two…");
    expect(beginning("one two three", 9)).toBe("one two…");
  });

  it("is cut within a word that is longer, but within no character", () => {
    expect(beginning("abcdefgh", 4)).toBe("abcd…");
    expect(beginning("ab🙂🙂", 5)).toBe("ab🙂…");
  });
});

it("one line has no other line in it", () => {
  expect(oneLine(" a\r\n b\t c ")).toBe("a b c");
});

import { describe, expect, it } from "vitest";
import { heardChars } from "../../../web/core/call/heard.ts";
import type { Turn } from "../../../web/core/call/log-entry.ts";
import { newTurn } from "../../../web/core/call/transcript.ts";

const text = "One two three four five six.";

/** A turn whose words came in two pieces: the second when there were 1000 ms of sound. */
function turn(changes: Partial<Turn> = {}): Turn {
  const marks = [
    { chars: 14, audioMs: 0 },
    { chars: text.length, audioMs: 1_000 },
  ];
  return { ...newTurn(1, "agent", 0), text, marks, audioMs: 2_000, status: "complete", ...changes };
}

const heard = (ms: number, changes: Partial<Turn> = {}) => text.slice(0, heardChars(turn(changes), ms));

describe("heardChars", () => {
  it("follows the sound in whole words", () => {
    expect([0, 300, 500, 1_000, 1_500, 2_000].map((ms) => heard(ms))).toEqual([
      "",
      "One ",
      "One two",
      "One two three ",
      "One two three four ",
      text,
    ]);
  });

  it("follows it character by character where words are not parted", () => {
    const marks = [{ chars: 10, audioMs: 0 }];
    const japanese = { ...turn({ marks, audioMs: 1_000 }), text: "火曜日は晴れでしょう" };
    expect(heardChars(japanese, 500)).toBe(5);
  });

  it("takes words whose sound is still to come for spoken at a usual pace, so that it never runs back", () => {
    const early = (ms: number, audioMs: number) =>
      heard(ms, { status: "open", audioMs, marks: [{ chars: text.length, audioMs: 0 }] });
    expect(early(80, 80)).toBe("");
    expect(early(500, 600)).toBe("One two ");
    expect(early(500, 3_000)).toBe("One ");
    let before = 0;
    for (let ms = 0; ms <= 1_700; ms += 20) {
      const now = early(ms, ms + 40).length;
      expect(now).toBeGreaterThanOrEqual(before);
      before = now;
    }
  });

  it("never takes words for heard that have not sounded yet", () => {
    expect(heard(9_000, { status: "open", audioMs: 100, marks: [{ chars: text.length, audioMs: 0 }] })).toBe(
      "",
    );
  });

  it("goes by what the speaker said of a turn that was cut, and takes a turn without sound for read", () => {
    expect(heard(2_000, { status: "interrupted", heard: { audioMs: 400, chars: 4 } })).toBe("One ");
    expect(heard(0, { audioMs: 0, marks: [] })).toBe(text);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeMarkdown, fenced, quoted } from "../../../web/core/export/markdown.ts";
import {
  durationMs,
  durationText,
  oneLine,
  shortName,
  speakerName,
} from "../../../web/core/export/transcript.ts";
import { hostileText, turn } from "./any-turns.ts";

describe("escapeMarkdown", () => {
  it.each([
    ["plain words, really.", "plain words, really."],
    ["*a* _b_ `c` ~~d~~", "\\*a\\* \\_b\\_ \\`c\\` \\~\\~d\\~\\~"],
    ["[x](y) <b> | &lt;", "\\[x\\](y) \\<b\\> \\| \\&lt;"],
    ["# a", "\\# a"],
    ["a # b", "a # b"],
    ["---", "\\---"],
    ["===", "\\==="],
    ["1) a", "1\\) a"],
    ["12. a", "12\\. a"],
    ["    code", "code"],
    ["a\nb", "a\\\nb"],
    ["a\r\n\r\nb", "a\n\nb"],
    ["a\\", "a\\\\"],
  ])("makes %j into %j", (text, markdown) => {
    expect(escapeMarkdown(text)).toBe(markdown);
  });

  it("leaves no mark of its own meaning, whatever the text", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const lines = escapeMarkdown(text).split("\n");
        for (const line of lines) {
          expect(line.replace(/\\./g, "")).not.toMatch(/[`*_[\]<>|~&$]/);
          expect(line).not.toMatch(/^(\s|[#+\-=]|\d+[.)])/);
        }
      }),
    );
  });
});

describe("fenced", () => {
  it("holds any value, with a fence that is longer than any in it", () => {
    expect(fenced({ a: 1 })).toBe('```json\n{\n  "a": 1\n}\n```');
    expect(fenced("```` x")).toBe('`````json\n"```` x"\n`````');
    expect(fenced(undefined)).toBe("```json\nnull\n```");
  });

  it("is a quotation in every line", () => {
    expect(quoted("a\n\nb")).toBe("> a\n>\n> b");
  });
});

describe("names and durations", () => {
  it("name the person and the agent, in one line", () => {
    expect(speakerName(turn({ id: 1, role: "user", text: "" }), "Ada")).toBe("You");
    expect(speakerName(turn({ id: 1, role: "agent", text: "" }), " Ada\nLovelace\u0000 ")).toBe(
      "Ada Lovelace",
    );
    expect(speakerName(turn({ id: 1, role: "agent", text: "" }), "\u0007")).toBe("Agent");
    expect(oneLine("a\u2028b\ud800c")).toBe("a bc");
  });

  it("shorten long names only", () => {
    expect(shortName("A name of twenty ch.")).toBe("A name of twenty ch.");
    expect(shortName("A name of more than twenty")).toBe("A name of more than…");
  });

  it("are never negative", () => {
    expect(durationText(-5)).toBe("0:00:00");
    expect(durationText(3_723_999)).toBe("1:02:03");
    expect(durationMs({ startedAtMs: 5, endedAtMs: undefined })).toBe(0);
    expect(durationMs({ startedAtMs: 5, endedAtMs: 3 })).toBe(0);
    expect(durationMs({ startedAtMs: 5, endedAtMs: 9 })).toBe(4);
  });
});

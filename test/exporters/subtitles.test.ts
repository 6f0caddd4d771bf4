import { parse } from "@plussub/srt-vtt-parser";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WebVTTParser } from "webvtt-parser";
import { anyTurns, hostileText, turn, zeroMs } from "../core/export/any-turns.ts";
import { exported, log, record } from "./scene.ts";

const parsedVtt = (text: string) => new WebVTTParser().parse(text, "metadata");

function expectInOrder(times: readonly { readonly from: number; readonly to: number }[]) {
  let end = 0;
  for (const { from, to } of times) {
    expect(from).toBeGreaterThanOrEqual(end);
    expect(to).toBeGreaterThan(from);
    end = to;
  }
}

describe("SRT", () => {
  it("has what was heard, with names and times since the recording began", async () => {
    expect(await exported("srt")).toBe(`1
00:00:05,000 --> 00:00:07,000
You: What is the weather in Paris?

2
00:00:15,000 --> 00:00:16,200
Assistant: It is sunny in Paris,

3
00:00:20,000 --> 00:00:22,000
You: Thanks, bye!
`);
  });

  it("is read by a foreign parser, whatever was said", async () => {
    await fc.assert(
      fc.asyncProperty(anyTurns, hostileText, async (turns, name) => {
        const agent = { id: "a", name };
        const text = await exported("srt", { log: turns, record: { ...record, agent } });
        const blocks = text.split("\n\n").filter((block) => block.trim() !== "");
        const { entries } = parse(text);
        expect(entries.map(({ id }) => Number(id))).toEqual(blocks.map((_block, index) => index + 1));
        expectInOrder(entries);
        for (const { text: shown } of entries) {
          expect(shown.split("\n").length).toBeLessThanOrEqual(2);
          expect(shown).not.toMatch(/-->|<[a-z/]/i);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("is empty when nothing was said", async () => {
    expect(await exported("srt", { log: [] })).toBe("");
  });

  it("keeps room for the text beside a long name", async () => {
    const agent = { id: "a", name: "A very long name of an agent that nobody would want to read" };
    expect(await exported("srt", { record: { ...record, agent } })).toContain(
      "A very long name of…: It is sunny",
    );
  });
});

describe("WebVTT", () => {
  it("has what was heard, with voices", async () => {
    expect(await exported("vtt")).toBe(`WEBVTT

00:00:05.000 --> 00:00:07.000
<v You>What is the weather in Paris?</v>

00:00:15.000 --> 00:00:16.200
<v Assistant>It is sunny in Paris,</v>

00:00:20.000 --> 00:00:22.000
<v You>Thanks, bye!</v>
`);
  });

  it("shows markup as text, in what is said and in names", async () => {
    const text = await exported("vtt", {
      log: [turn({ id: 1, role: "agent", text: "<b>5 > 3</b> & <v Eve>hi" })],
      record: { ...record, agent: { id: "a", name: "Tom > Jerry & <b>Co</b>" } },
    });
    expect(text).toContain(
      "<v Tom &gt; Jerry &amp; &lt;b&gt;Co&lt;/b&gt;>&lt;b&gt;5 &gt; 3&lt;/b&gt; &amp; &lt;v Eve&gt;hi</v>",
    );
    const { errors, cues } = parsedVtt(text);
    expect(errors).toEqual([]);
    expect(cues[0]?.tree.children.map(({ name }) => name)).toEqual(["v"]);
  });

  it.each(["---", "", "\u0000 \n", "a --> b"])("has a voice for the name %j", async (name) => {
    const text = await exported("vtt", { record: { ...record, agent: { id: "a", name } } });
    const { errors, cues } = parsedVtt(text);
    expect(errors).toEqual([]);
    expect(cues).toHaveLength(3);
  });

  it("is read without an error by a foreign parser, whatever was said", async () => {
    await fc.assert(
      fc.asyncProperty(anyTurns, hostileText, async (turns, name) => {
        const agent = { id: "a", name };
        const text = await exported("vtt", { log: turns, record: { ...record, agent } });
        const { cues, errors } = parsedVtt(text);
        expect(errors).toEqual([]);
        expect(cues).toHaveLength(text.split(" --> ").length - 1);
        expectInOrder(cues.map(({ startTime, endTime }) => ({ from: startTime, to: endTime })));
        for (const { tree } of cues) expect(tree.children.map((child) => child.name)).toEqual(["v"]);
      }),
      { numRuns: 150 },
    );
  });

  it("counts from the beginning of the recording, not of the call", async () => {
    expect(await exported("vtt", { log, startedAtMs: async () => zeroMs + 4_000 })).toContain(
      "00:00:01.000 -->",
    );
  });
});

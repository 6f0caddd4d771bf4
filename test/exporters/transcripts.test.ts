import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { picturePath } from "../../web/core/export/file-name.ts";
import { anyTurns, hostileText, turn, zeroMs } from "../core/export/any-turns.ts";
import { exported, log, record, toolCall } from "./scene.ts";

/** The front matter, each value of which is JSON, which YAML contains. */
function frontMatter(markdown: string): Readonly<Record<string, unknown>> {
  const [, matter = ""] = /^---\n(.*?)\n---\n/s.exec(markdown) ?? [];
  const fields = matter.split("\n").map((line): [string, unknown] => {
    const [, key = "", value = ""] = /^([a-z]+): (".*")$/.exec(line) ?? [];
    return [key, JSON.parse(value)];
  });
  return Object.fromEntries(fields);
}

describe("Markdown", () => {
  it("has what was said, what tools did, and the facts of the call in front", async () => {
    const text = await exported("markdown");
    expect(frontMatter(text)).toEqual({
      title: "Weather in Paris",
      date: "2026-11-21T13:04:59.000Z",
      agent: "Assistant",
      model: "gemini-live",
      voice: "Kore",
      duration: "0:01:00",
    });
    expect(text.slice(text.indexOf("\n---\n") + 5)).toBe(`
# Weather in Paris

**You** · 0:00:05

What is the weather in Paris?

> **get\\_weather** · 0:00:10 · done
>
> \`\`\`json
> {
>   "city": "Paris"
> }
> \`\`\`
>
> Result:
>
> \`\`\`json
> {
>   "output": "sunny"
> }
> \`\`\`

**Assistant** · 0:00:15

It is sunny in Paris, *(interrupted)*

**You** · 0:00:20

Thanks, bye!
`);
  });

  it("shows what looks like Markdown as it was said", async () => {
    const text = await exported("markdown", {
      log: [
        turn({
          id: 1,
          role: "user",
          text: "# one\n- two\n3. three\n\n> four <b>*five*</b> [six](http://x) `seven` a_b &amp; $8$",
        }),
      ],
    });
    expect(text).toContain(
      "\\# one\\\n\\- two\\\n3\\. three\n\n\\> four \\<b\\>\\*five\\*\\</b\\> \\[six\\](http://x) \\`seven\\` a\\_b \\&amp; \\$8\\$",
    );
  });

  it("keeps a tool's words inside of their block", async () => {
    const way = "````\n# out\n```";
    const text = await exported("markdown", {
      log: [toolCall({ id: 1, call: { id: "c", name: "a*b", args: { way } }, response: undefined })],
    });
    const block = text.slice(text.indexOf("> **"));
    for (const line of block.trimEnd().split("\n")) expect(line).toMatch(/^>/);
    expect(block).toContain("> `````json\n");
    expect(block).toContain("> **a\\*b**");
    expect(block).not.toContain("Result");
  });

  it("has a front matter that nothing breaks", async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, hostileText, async (title, name) => {
        const odd = { ...record, title, agent: { id: "a", name } };
        expect(frontMatter(await exported("markdown", { record: odd }))).toMatchObject({
          title,
          agent: name,
        });
      }),
    );
  });

  it("has the person's notes", async () => {
    const text = await exported("markdown", { record: { ...record, notes: "Ask *again*" } });
    expect(text).toContain("## Notes\n\nAsk \\*again\\*\n\n## Transcript\n");
  });
});

describe("plain text", () => {
  it("has a line for all that was said and done", async () => {
    expect(await exported("text")).toBe(`Weather in Paris
2026-11-21T13:04:59.000Z

[0:00:05] You: What is the weather in Paris?

[0:00:10] (get_weather: done)

[0:00:15] Assistant: It is sunny in Paris, (interrupted)

[0:00:20] You: Thanks, bye!
`);
  });

  it("leaves out turns of which nothing was heard", async () => {
    const unheard = { audioMs: 0, chars: 0 };
    const cut = turn({ id: 1, role: "agent", text: "secret", status: "interrupted", heard: unheard });
    expect(await exported("text", { log: [cut] })).not.toContain("secret");
    expect(await exported("markdown", { log: [cut] })).not.toContain("secret");
  });
});

describe("JSON", () => {
  it("has all that is known, in a documented shape", async () => {
    const gaps = [{ reason: "off-record" as const, fromMs: zeroMs + 30_000, untilMs: undefined }];
    const noted = {
      ...record,
      sound: { status: "mp3" as const, gaps },
      notices: [{ type: "reconnected" as const, atMs: zeroMs + 40_000 }],
      latenciesMs: [700],
      context: { caller: "Ada" },
    };
    const shown = {
      source: "camera",
      width: 4,
      height: 3,
      jpeg: new ArrayBuffer(70),
      atMs: zeroMs + 6_048,
    } as const;
    const pictures = async () => [shown];
    const { pictures: told, ...document } = JSON.parse(await exported("json", { record: noted, pictures }));
    expect(told).toEqual([
      { source: "camera", atMs: 6_048, width: 4, height: 3, path: picturePath(shown.atMs) },
    ]);
    expect(document).toEqual({
      format: "parley-call",
      version: 1,
      id: "weather",
      title: "Weather in Paris",
      startedAt: "2026-11-21T13:04:59.000Z",
      endedAt: "2026-11-21T13:05:59.000Z",
      durationMs: 60_000,
      status: "ended",
      end: { type: "hung-up" },
      agent: { id: "assistant", name: "Assistant" },
      model: "gemini-live",
      voice: "Kore",
      starred: false,
      notes: "",
      recording: {
        startedAt: "2026-11-21T13:05:00.000Z",
        status: "mp3",
        gaps: [{ reason: "off-record", atMs: 30_000 }],
      },
      entries: [
        {
          type: "turn",
          role: "user",
          status: "complete",
          typed: false,
          atMs: 5_000,
          untilMs: 7_000,
          text: "What is the weather in Paris?",
        },
        {
          type: "tool-call",
          name: "get_weather",
          status: "done",
          atMs: 10_000,
          untilMs: 10_400,
          arguments: { city: "Paris" },
          result: { output: "sunny" },
          cards: [],
        },
        {
          type: "turn",
          role: "agent",
          status: "interrupted",
          typed: false,
          atMs: 15_000,
          untilMs: 17_000,
          text: "It is sunny in Paris,",
          unheardText: "and tomorrow it will rain.",
        },
        {
          type: "turn",
          role: "user",
          status: "complete",
          typed: false,
          atMs: 20_000,
          untilMs: 22_000,
          text: "Thanks, bye!",
        },
      ],
      notices: [{ type: "reconnected", atMs: 40_000 }],
      numbers: {
        usage: { promptTokens: 0, responseTokens: 0, totalTokens: 0 },
        latenciesMs: [700],
        sessions: 1,
      },
      context: { caller: "Ada" },
    });
  });

  it("can be read back, whatever was said, with no word lost", async () => {
    await fc.assert(
      fc.asyncProperty(anyTurns, async (turns) => {
        const { entries } = JSON.parse(await exported("json", { log: turns }));
        expect(entries).toHaveLength(turns.length);
        const squeezed = (text: string) => text.replace(/\s/g, "");
        for (const [index, { text }] of turns.entries()) {
          const { text: heard, unheardText = "" } = entries[index];
          expect(squeezed(heard + unheardText)).toBe(squeezed(text));
        }
      }),
    );
  });

  it("says nothing of an end that is not known", async () => {
    const cutOff = { ...record, status: "recovered" as const, endedAtMs: undefined, end: undefined };
    const document = JSON.parse(await exported("json", { record: cutOff, log }));
    expect(document).not.toHaveProperty("end");
    expect(document).not.toHaveProperty("endedAt");
    expect(document.durationMs).toBe(0);
  });
});

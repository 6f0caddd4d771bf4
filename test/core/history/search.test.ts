import { describe, expect, it } from "vitest";
import type { ToolCallEntry } from "../../../web/core/call/log-entry.ts";
import { CallIndex, type CallMatch, type SearchedCall } from "../../../web/core/history/search.ts";
import { said } from "../../fakes/kept-sound.ts";

function call(id: string, startedAtMs: number, more: Partial<SearchedCall> = {}): SearchedCall {
  return { id, startedAtMs, title: "", notes: "", ...more };
}

function toolCall(id: number, name: string): ToolCallEntry {
  return {
    kind: "tool-call",
    id,
    call: { id: "call", name, args: { city: "Oslo" } },
    ids: ["call"],
    answer: "response",
    status: "done",
    startedAtMs: 0,
    endedAtMs: 1,
    response: { output: "Bergen" },
    progress: undefined,
    cards: [],
  };
}

/** An index of calls, each with its turns; those given later are newer. */
function indexOf(calls: Readonly<Record<string, readonly string[]>>): CallIndex {
  const index = new CallIndex();
  for (const [i, [id, texts]] of Object.entries(calls).entries()) {
    index.putCall(call(id, i));
    for (const [entryId, text] of texts.entries()) index.putEntry(id, said(id, entryId, text).entry);
  }
  return index;
}

function ids(matches: readonly CallMatch[]): readonly string[] {
  return matches.map(({ callId }) => callId);
}

describe("CallIndex", () => {
  it("finds calls newest first, of the same time in the order of their ids", () => {
    const index = new CallIndex();
    const starts: Readonly<Record<string, number>> = { old: 1, c: 5, new: 9, a: 5, b: 5 };
    for (const [id, startedAtMs] of Object.entries(starts)) {
      index.putCall(call(id, startedAtMs, { title: "weather" }));
    }
    expect(ids(index.search("weather"))).toEqual(["new", "a", "b", "c", "old"]);
  });

  it("wants every word somewhere in the call", () => {
    const index = indexOf({
      both: ["Will it rain?", "In Malmö it will."],
      one: ["Will it rain in Lund?"],
      other: ["In Malmö."],
    });
    expect(ids(index.search("rain malmö"))).toEqual(["both"]);
    expect(ids(index.search("MALMO"))).toEqual(["other", "both"]);
    expect(ids(index.search("rain paris"))).toEqual([]);
  });

  it("finds parts of words, in every language", () => {
    const index = indexOf({ ja: ["今日は天気がいい"], de: ["Straßenbahn"], ko: ["안녕하세요"] });
    expect(ids(index.search("天気"))).toEqual(["ja"]);
    expect(ids(index.search("SSENB"))).toEqual(["de"]);
    expect(ids(index.search("녕하"))).toEqual(["ko"]);
  });

  it("does not find what runs from one text into the next", () => {
    const index = indexOf({ a: ["foot", "ball"] });
    index.putCall(call("a", 0, { title: "ten", notes: "nis" }));
    expect(index.search("football")).toEqual([]);
    expect(index.search("tennis")).toEqual([]);
  });

  it("points to the first entry with a word, and shows a line around it", () => {
    const index = indexOf({ a: ["Hello", "Rain in Malmö?", "No rain."] });
    const [match] = index.search("malmö rain");
    expect(match?.entryId).toBe(1);
    expect(match?.excerpt).toBe("Rain in Malmö?");
    expect(match?.hits).toEqual([
      { start: 0, end: 4 },
      { start: 8, end: 13 },
    ]);
  });

  it("takes the first entry by its id, however they came", () => {
    const index = new CallIndex();
    index.putCall(call("a", 0));
    for (const id of [7, 3, 5]) index.putEntry("a", said("a", id, `rain ${id}`).entry);
    expect(index.search("rain").map(({ entryId, excerpt }) => [entryId, excerpt])).toEqual([[3, "rain 3"]]);
  });

  it("finds tools by name, not by what they were asked or said", () => {
    const index = new CallIndex();
    index.putCall(call("a", 0));
    index.putEntry("a", toolCall(4, "get_weather"));
    const [match] = index.search("weather");
    expect([match?.entryId, match?.excerpt]).toEqual([4, "get_weather"]);
    expect(index.search("oslo")).toEqual([]);
    expect(index.search("bergen")).toEqual([]);
  });

  it("finds titles and notes, and shows the notes if they have it", () => {
    const index = indexOf({ a: ["Nothing of that"] });
    index.putCall(call("a", 0, { title: "Trip to Rome", notes: "Ask Ada about Rome\nin May." }));
    expect(index.search("trip").map(({ entryId, excerpt }) => [entryId, excerpt])).toEqual([
      [undefined, "Trip to Rome"],
    ]);
    const [match] = index.search("rome");
    expect([match?.entryId, match?.excerpt]).toEqual([undefined, "Ask Ada about Rome in May."]);
    expect(match?.hits).toEqual([{ start: 14, end: 18 }]);
    expect(ids(index.search("ada nothing"))).toEqual(["a"]);
  });

  it("finds nothing for nothing", () => {
    const index = indexOf({ a: ["", "hello"] });
    expect(index.search("")).toEqual([]);
    expect(index.search(" \t ")).toEqual([]);
    expect(new CallIndex().search("hello")).toEqual([]);
  });

  it("follows an entry that grows and a call that is renamed or moved", () => {
    const index = indexOf({ a: ["Will it ra"], b: ["rain"] });
    index.putEntry("a", said("a", 0, "Will it rain?").entry);
    expect(ids(index.search("rain"))).toEqual(["b", "a"]);
    index.putEntry("a", said("a", 0, "Will it snow?").entry);
    expect(ids(index.search("rain"))).toEqual(["b"]);
    index.putCall(call("a", 5, { title: "Rainy days" }));
    expect(ids(index.search("rain"))).toEqual(["a", "b"]);
    index.putCall(call("a", 5, { title: "Sunny days" }));
    expect(ids(index.search("rain"))).toEqual(["b"]);
  });

  it("forgets a call with all that was said", () => {
    const index = indexOf({ a: ["rain"], b: ["rain"] });
    index.putCall(call("a", 0, { title: "rainy" }));
    index.search("rain");
    index.remove("a");
    index.remove("unknown");
    expect(ids(index.search("rain"))).toEqual(["b"]);
    index.putCall(call("a", 9));
    expect(ids(index.search("rain"))).toEqual(["b"]);
  });

  it("knows entries before their call, and finds them from then on", () => {
    const index = new CallIndex();
    index.putEntry("a", said("a", 1, "rain").entry);
    expect(index.search("rain")).toEqual([]);
    index.putCall(call("a", 0));
    expect(ids(index.search("rain"))).toEqual(["a"]);
  });

  it("gives matches that stay as they were found", () => {
    const index = indexOf({ a: ["It will rain."] });
    const [match] = index.search("rain");
    index.putEntry("a", said("a", 0, "Never mind.").entry);
    index.remove("a");
    expect(match?.excerpt).toBe("It will rain.");
    expect(match?.hits).toEqual([{ start: 8, end: 12 }]);
  });
});

import { render } from "lit";
import { describe, expect, it } from "vitest";
import {
  RecordingError,
  type RecordingReason,
  StorageError,
  type StorageReason,
} from "../../../web/core/errors.ts";
import { dayName, periodStartMs } from "../../../web/ui/history-days.ts";
import { agentsOf, noFilter, pagesOf, rowsOf } from "../../../web/ui/history-filter.ts";
import { callAddress, historyPlace } from "../../../web/ui/history-route.ts";
import { markedText } from "../../../web/ui/marked-text.ts";
import { keptCallText, storageText } from "../../../web/ui/storage-text.ts";
import { callRecord } from "../../fakes/kept-calls.ts";

const at = (year: number, month: number, day: number, hour = 12) =>
  new Date(year, month - 1, day, hour).getTime();
/** A Saturday. */
const nowMs = at(2026, 11, 21, 9);

describe("days", () => {
  it.each([
    [at(2026, 11, 21, 0), "Today"],
    [at(2026, 11, 20, 23), "Yesterday"],
    [at(2026, 11, 15), "Sunday"],
  ])("says %d in words", (dayMs, name) => {
    expect(dayName(dayMs, nowMs)).toBe(name);
  });

  it("says dates from a week ago on, and the year where it is another one", () => {
    expect(dayName(at(2026, 11, 14), nowMs)).toMatch(/^(14 November|November 14)$/);
    expect(dayName(at(2025, 11, 16), nowMs)).toMatch(/2025/);
    expect(dayName(at(2026, 11, 22), nowMs)).toMatch(/22/);
  });

  it("counts days over changes of the clocks", () => {
    expect(dayName(at(2026, 3, 29, 23), at(2026, 3, 30, 1))).toBe("Yesterday");
    expect(dayName(at(2026, 10, 24, 1), at(2026, 10, 26, 23))).toBe("Saturday");
  });

  it("begins weeks on Monday and months on the first", () => {
    expect(periodStartMs("today", nowMs)).toBe(at(2026, 11, 21, 0));
    expect(periodStartMs("week", nowMs)).toBe(at(2026, 11, 16, 0));
    expect(periodStartMs("week", at(2026, 11, 22))).toBe(at(2026, 11, 16, 0));
    expect(periodStartMs("week", at(2026, 11, 23))).toBe(at(2026, 11, 23, 0));
    expect(periodStartMs("month", nowMs)).toBe(at(2026, 11, 1, 0));
    expect(periodStartMs("any", nowMs)).toBeLessThan(0);
  });
});

describe("rows", () => {
  const calls = [callRecord("b", 1000), callRecord("a", 2000)];
  const view = { calls, removed: [], interrupted: undefined, filter: noFilter, matches: undefined, nowMs: 0 };

  it("follow the order of the matches, without those that are no call or are going", () => {
    const match = (callId: string) => ({ callId, entryId: 1, excerpt: "", hits: [] });
    const rows = rowsOf({ ...view, matches: ["a", "gone", "b"].map(match) });
    expect(rows.map(({ call }) => call.id)).toEqual(["a", "b"]);
    expect(rowsOf({ ...view, removed: ["b"] }).map(({ call }) => call.id)).toEqual(["a"]);
  });

  it("stay the same page while nothing in it has changed", () => {
    const many = Array.from({ length: 130 }, (_, index) => ({
      call: callRecord(`${index}`, index),
      match: undefined,
      isInterrupted: false,
    }));
    const before = pagesOf(many, 9, []);
    expect(before.map(({ length }) => length)).toEqual([20, 20, 20, 20, 20, 20, 10]);
    const after = pagesOf(
      many.map((row, index) => (index === 70 ? { ...row, call: { ...row.call } } : { ...row })),
      9,
      before,
    );
    expect(after.map((page, index) => page === before[index])).toEqual([
      true,
      true,
      true,
      false,
      true,
      true,
      true,
    ]);
    expect(pagesOf(many, 1, before)).toEqual([before[0]]);
  });

  it("name each agent once, as it is called now", () => {
    const old = callRecord("c", 3000, { agent: { id: "assistant", name: "Old name" } });
    const tutor = callRecord("d", 4000, { agent: { id: "tutor", name: "A tutor" } });
    expect(agentsOf([...calls, old, tutor]).map(({ name }) => name)).toEqual(["A tutor", "Assistant"]);
  });
});

describe("addresses of calls", () => {
  it("lead back to the call and the entry", () => {
    expect(historyPlace(callAddress("k3-9"))).toEqual({ callId: "k3-9", entryId: undefined });
    expect(historyPlace(callAddress("k3-9", 7))).toEqual({ callId: "k3-9", entryId: 7 });
  });

  it.each([
    "#/history",
    "#/history/",
    "#/history/A b",
    "#/history/a/b",
    "#/history/a?at=x",
    "#/settings",
    "",
  ])("%s names none", (hash) => {
    expect(historyPlace(hash)).toBeUndefined();
  });
});

describe("marked text", () => {
  function drawn(spans: readonly { start: number; end: number }[]): string {
    const place = document.createElement("p");
    render(markedText("<b>one two", spans), place);
    return [...place.childNodes]
      .filter((node) => node.nodeType !== Node.COMMENT_NODE && node.textContent !== "")
      .map((node) => (node instanceof HTMLElement ? `[${node.textContent}]` : node.textContent))
      .join("");
  }

  it("marks spans and keeps all else as text", () => {
    expect(
      drawn([
        { start: 3, end: 6 },
        { start: 7, end: 10 },
      ]),
    ).toBe("<b>[one] [two]");
    expect(drawn([])).toBe("<b>one two");
  });

  it("makes sense of spans that overlap, are turned round or reach too far", () => {
    expect(
      drawn([
        { start: 5, end: 99 },
        { start: 3, end: 6 },
        { start: 9, end: 2 },
      ]),
    ).toBe("<b>[one][ two]");
  });
});

describe("sentences", () => {
  const storage: readonly StorageReason[] = ["quota", "blocked", "newer-version", "unavailable"];
  const recording: readonly RecordingReason[] = ["encoder-load", "encode", "out-of-memory", "empty"];
  const errors = [
    ...storage.map((reason) => new StorageError(reason)),
    ...recording.map((reason) => new RecordingError(reason)),
  ];

  it("say for every reason what happened and go on", () => {
    const sentences = errors.map((error) => storageText(error));
    expect(new Set(sentences).size).toBe(errors.length);
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].*\. .*\.$/);
  });

  it("show no words of errors that are not ours", () => {
    expect(keptCallText(errors[0])).toBe(storageText(new StorageError("quota")));
    expect(keptCallText(new TypeError("x is undefined"))).not.toContain("undefined");
  });
});

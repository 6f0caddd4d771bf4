import { describe, expect, it } from "vitest";
import type { LogEntry, Turn } from "../../../web/core/call/log-entry.ts";
import type { Notice } from "../../../web/core/call/state.ts";
import { newTurn } from "../../../web/core/call/transcript.ts";
import { soundGaps, soundMarks } from "../../../web/core/recording/sound-marks.ts";

const startedAtMs = 1_000_000;
const span = { startedAtMs, durationMs: 60_000 };
const at = (ms: number) => startedAtMs + ms;

function answer(id: number, fromMs: number, more: Partial<Turn>): LogEntry {
  return { ...newTurn(id, "agent", at(fromMs)), ...more };
}

function toolCall(id: number, atMs: number): LogEntry {
  return {
    kind: "tool-call",
    id,
    call: { id: `c${id}`, name: "get_weather", args: {} },
    ids: [],
    answer: "response",
    status: "done",
    startedAtMs: at(atMs),
    endedAtMs: at(atMs + 400),
    response: undefined,
    progress: undefined,
    cards: [],
  };
}

const notice = (type: Notice["type"], atMs: number): Notice => ({ type, atMs: at(atMs) });

describe("the marks of a recording", () => {
  it("stand where the agent was cut, a tool was asked and the connection was lost, in order", () => {
    const log = [
      answer(1, 1_000, { status: "interrupted", endedAtMs: at(9_000) }),
      toolCall(2, 4_000),
      answer(3, 12_000, { status: "complete", endedAtMs: at(15_000) }),
    ];
    expect(soundMarks(log, [notice("connection-lost", 6_000)], span)).toEqual([
      { kind: "tool", atMs: 4_000 },
      { kind: "notice", atMs: 6_000 },
      { kind: "interruption", atMs: 9_000 },
    ]);
  });

  it("leave out what shows as a gap, and what only ends a trouble", () => {
    const notices = [
      notice("off-record", 1_000),
      notice("on-record", 2_000),
      notice("storage-full", 3_000),
      notice("connection-lost", 4_000),
      notice("reconnected", 5_000),
    ];
    expect(soundMarks([], notices, span).map(({ atMs }) => atMs)).toEqual([3_000, 4_000]);
  });

  it("leave out what was before the sound or after it", () => {
    expect(
      soundMarks([toolCall(1, -1), toolCall(2, 0), toolCall(3, 60_000), toolCall(4, 60_001)], [], span),
    ).toHaveLength(2);
  });

  it("have none for an interruption of which no time is known", () => {
    expect(soundMarks([answer(1, 1_000, { status: "interrupted" })], [], span)).toEqual([]);
  });
});

describe("the gaps of a recording", () => {
  it("count from its beginning", () => {
    expect(soundGaps([{ reason: "off-record", fromMs: at(5_000), untilMs: at(8_000) }], span)).toEqual([
      { reason: "off-record", fromMs: 5_000, untilMs: 8_000 },
    ]);
  });

  it("are cut to it, and an open one reaches to its end", () => {
    const gaps = [
      { reason: "off-record", fromMs: at(-2_000), untilMs: at(1_000) },
      { reason: "storage-full", fromMs: at(50_000), untilMs: undefined },
    ] as const;
    expect(soundGaps(gaps, span)).toEqual([
      { reason: "off-record", fromMs: 0, untilMs: 1_000 },
      { reason: "storage-full", fromMs: 50_000, untilMs: 60_000 },
    ]);
  });

  it("are left out where they have no length in it", () => {
    expect(soundGaps([{ reason: "storage-full", fromMs: at(60_000), untilMs: undefined }], span)).toEqual([]);
  });
});

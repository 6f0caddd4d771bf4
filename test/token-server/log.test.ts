import { describe, expect, it } from "vitest";
import { type AnsweredRequest, type LogEntry, type LogLevel, levelOf } from "../../token-server/log.ts";
import { createPinoLog } from "../../token-server/pino-log.ts";

const answered: AnsweredRequest = {
  event: "request",
  id: "1",
  method: "POST",
  route: "/api/token",
  status: 200,
  durationMs: 1,
};

const entries: readonly (readonly [string, LogEntry, LogLevel])[] = [
  ["an answer", answered, "info"],
  ["a refusal", { ...answered, status: 403, problem: "foreign-origin" }, "info"],
  ["a service that is busy", { ...answered, status: 429, problem: "upstream-busy" }, "warn"],
  ["a service that is away", { ...answered, status: 503, problem: "upstream-unavailable" }, "warn"],
  ["a failure of the server's own", { ...answered, status: 500, problem: "internal" }, "error"],
  ["a failure nobody caught", { event: "failure", from: "promise", error: "Error" }, "error"],
  ["what the operator has to know", { event: "notice", message: "A sentence." }, "warn"],
  ["the end", { event: "stopping", running: 0 }, "info"],
];

describe("the log", () => {
  it.each(entries)("takes %s for as much as it matters", (_what, entry, level) => {
    expect(levelOf(entry)).toBe(level);
  });

  it("has a line of JSON for an entry, with level and time and nothing of the machine", () => {
    const lines: string[] = [];
    createPinoLog("info", { write: (line) => lines.push(line) }).write(answered);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { level: "info", time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), ...answered },
    ]);
  });

  it("tells what matters as much as it was asked for, or more", () => {
    const told = (level: LogLevel) => {
      const lines: string[] = [];
      const log = createPinoLog(level, { write: (line) => lines.push(JSON.parse(line).level) });
      for (const [, entry] of entries) log.write(entry);
      return [...new Set(lines)].toSorted();
    };
    expect(told("info")).toEqual(["error", "info", "warn"]);
    expect(told("warn")).toEqual(["error", "warn"]);
    expect(told("error")).toEqual(["error"]);
    expect(told("silent")).toEqual([]);
  });
});

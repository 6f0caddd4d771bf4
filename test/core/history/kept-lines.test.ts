import { describe, expect, it } from "vitest";
import type { LogEntry } from "../../../web/core/call/log-entry.ts";
import type { Notice } from "../../../web/core/call/state.ts";
import { newTurn } from "../../../web/core/call/transcript.ts";
import { keptLines } from "../../../web/core/history/kept-lines.ts";

const turn = (id: number, atMs: number): LogEntry => newTurn(id, "user", atMs);
const notice = (type: Notice["type"], atMs: number): Notice => ({ type, atMs });

/** Lines as one word each. */
function told(
  log: readonly LogEntry[],
  notices: readonly Notice[],
  picturesAtMs: readonly number[] = [],
): readonly (number | string)[] {
  const pictures = picturesAtMs.map((atMs) => ({ atMs }));
  return keptLines(log, notices, pictures).map((line) => {
    if (line.type === "entry") return line.entry.id;
    return line.type === "notice" ? line.notice.type : line.pictures.map(({ atMs }) => atMs).join(" ");
  });
}

describe("the lines of a kept transcript", () => {
  it("have notices where they happened", () => {
    const notices = [notice("connection-lost", 15), notice("reconnected", 17)];
    expect(told([turn(1, 10), turn(2, 20)], notices)).toEqual([1, "connection-lost", "reconnected", 2]);
  });

  it("have notices at both ends", () => {
    const notices = [notice("off-record", 1), notice("storage-full", 99)];
    expect(told([turn(1, 10)], notices)).toEqual(["off-record", 1, "storage-full"]);
  });

  it("keep the order of the log, whatever its times say", () => {
    expect(told([turn(1, 20), turn(2, 10)], [notice("on-record", 15)])).toEqual(["on-record", 1, 2]);
  });

  it("put notices in the order of time", () => {
    expect(told([], [notice("on-record", 9), notice("off-record", 4)])).toEqual(["off-record", "on-record"]);
  });

  it("have pictures where they were shown, those in a row as one line", () => {
    expect(told([turn(1, 10), turn(2, 20)], [], [11, 5, 12, 30])).toEqual(["5", 1, "11 12", 2, "30"]);
    expect(told([turn(1, 10)], [notice("off-record", 13)], [12, 14])).toEqual([1, "12", "off-record", "14"]);
  });

  it("leave what they were made from as it was", () => {
    const notices = [notice("on-record", 9), notice("off-record", 4)];
    keptLines([turn(1, 5)], notices);
    expect(notices.map(({ atMs }) => atMs)).toEqual([9, 4]);
  });
});

import { describe, expect, it } from "vitest";
import type { CallRecord } from "../../../web/core/history/record.ts";
import { expired } from "../../../web/core/history/retention.ts";
import { callStartMs } from "../../fakes/fake-app.ts";
import { callRecord } from "../../fakes/kept-calls.ts";

const dayMs = 86_400_000;
const never = { keepCallsDays: undefined, keepSoundDays: undefined };

/** A call that ended so many days ago. */
const old = (days: number, more: Partial<CallRecord> = {}) =>
  callRecord(`${days}-days`, days * dayMs, { endedAtMs: callStartMs - days * dayMs, ...more });

describe("what has been kept long enough", () => {
  const records = [old(0), old(7), old(8), old(31)];

  it("is nothing as long as the person has no rule", () => {
    expect(expired(records, never, callStartMs)).toEqual({ calls: [], media: [] });
  });

  it("is the sound of calls that ended more than so many days ago", () => {
    const { calls, media } = expired(records, { ...never, keepSoundDays: 7 }, callStartMs);
    expect(calls).toEqual([]);
    expect(media).toEqual(["8-days", "31-days"]);
  });

  it("is the whole call by the other rule, its sound then with it", () => {
    expect(expired(records, { keepCallsDays: 30, keepSoundDays: 7 }, callStartMs)).toEqual({
      calls: ["31-days"],
      media: ["8-days"],
    });
  });

  it("is never a starred call, nor one that runs", () => {
    const kept = [old(90, { isStarred: true }), old(91, { status: "running" })];
    expect(expired(kept, { keepCallsDays: 1, keepSoundDays: 1 }, callStartMs)).toEqual({
      calls: [],
      media: [],
    });
  });

  it("is also a call that was cut off, by its start if nothing else is known", () => {
    const cut = old(90, { status: "recovered", endedAtMs: undefined, sound: { status: "pieces", gaps: [] } });
    expect(expired([cut], { ...never, keepSoundDays: 89 }, callStartMs).media).toEqual(["90-days"]);
    expect(expired([cut], { ...never, keepSoundDays: 90 }, callStartMs).media).toEqual([]);
  });

  it("is pictures by the same rule as sound, also of a call without sound", () => {
    const shown = old(90, { sound: { status: "none", isRemoved: false }, pictures: 2 });
    expect(expired([shown], { ...never, keepSoundDays: 89 }, callStartMs).media).toEqual(["90-days"]);
  });

  it("is no sound that is not there", () => {
    const silent = old(90, { sound: { status: "none", isRemoved: false } });
    expect(expired([silent], { ...never, keepSoundDays: 1 }, callStartMs).media).toEqual([]);
  });
});

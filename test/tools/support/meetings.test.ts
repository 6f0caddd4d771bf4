import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  conflicts,
  freeRooms,
  type Meeting,
  newMeetingId,
  nextFreeSlot,
  overlap,
  planSlot,
  type Room,
  readMeeting,
  rooms,
  roomTaken,
  type Slot,
  spelledId,
  spokenMeeting,
} from "../../../web/tools/support/meetings.ts";

const timeZone = "Europe/Berlin";
/** Friday, 20 November 2026, 13:00 in Berlin. */
const nowMs = Date.UTC(2026, 10, 20, 12, 0);

/** A time on that day, in UTC. */
const at = (hour: number, minute = 0) => Date.UTC(2026, 10, 20, hour, minute);

function meeting(startMs: number, endMs: number, room: Room = "mind_manor", id = "M7K2"): Meeting {
  return {
    id,
    topic: "Budget",
    attendees: ["Ada", "Bob"],
    room,
    startMs,
    endMs,
    createdAtMs: 0,
    revision: 0,
  };
}

const anySlot: fc.Arbitrary<Slot> = fc
  .tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 40 }))
  .map(([startMs, lengthMs]) => ({ startMs, endMs: startMs + lengthMs }));
const anyMeeting = fc
  .tuple(anySlot, fc.constantFrom(...rooms))
  .map(([{ startMs, endMs }, room]) => meeting(startMs, endMs, room));
const anyMeetings = fc.array(anyMeeting, { maxLength: 20 });
const momentsOf = ({ startMs, endMs }: Slot) =>
  Array.from({ length: endMs - startMs }, (_, i) => startMs + i);

describe("overlap", () => {
  it("is having a moment in common", () => {
    fc.assert(
      fc.property(anySlot, anySlot, (one, other) => {
        const moments = new Set(momentsOf(one));
        expect(overlap(one, other)).toBe(momentsOf(other).some((moment) => moments.has(moment)));
      }),
    );
  });

  it("is mutual, and everything overlaps itself", () => {
    fc.assert(
      fc.property(anySlot, anySlot, (one, other) => {
        expect(overlap(one, other)).toBe(overlap(other, one));
        expect(overlap(one, one)).toBe(true);
      }),
    );
  });

  it("lets one meeting begin as another ends", () => {
    expect(overlap(meeting(at(9), at(10)), meeting(at(10), at(11)))).toBe(false);
  });
});

describe("conflicts", () => {
  it("are meetings in the same room that overlap, first the earliest", () => {
    const taken = [meeting(at(10), at(11)), meeting(at(9), at(10)), meeting(at(9), at(11), "tinker_station")];
    const wanted = { startMs: at(9, 30), endMs: at(10, 30) };
    expect(conflicts(taken, "mind_manor", wanted)).toEqual([taken[1], taken[0]]);
  });

  it("never come up for virtual meetings", () => {
    fc.assert(
      fc.property(anyMeetings, anySlot, (meetings, slot) => {
        expect(conflicts(meetings, "virtual", slot)).toEqual([]);
      }),
    );
  });
});

describe("nextFreeSlot", () => {
  it("is free, as long as the wanted one, and not before it", () => {
    fc.assert(
      fc.property(anyMeetings, fc.constantFrom(...rooms), anySlot, (meetings, room, wanted) => {
        const found = nextFreeSlot(meetings, room, wanted);
        expect(conflicts(meetings, room, found)).toEqual([]);
        expect(found.endMs - found.startMs).toBe(wanted.endMs - wanted.startMs);
        expect(found.startMs).toBeGreaterThanOrEqual(wanted.startMs);
      }),
    );
  });

  it("is the earliest of all", () => {
    fc.assert(
      fc.property(anyMeetings, fc.constantFrom(...rooms), anySlot, (meetings, room, wanted) => {
        const { startMs } = nextFreeSlot(meetings, room, wanted);
        const earlier = momentsOf({ startMs: wanted.startMs, endMs: startMs });
        const lengthMs = wanted.endMs - wanted.startMs;
        const free = earlier.filter(
          (moment) => conflicts(meetings, room, { startMs: moment, endMs: moment + lengthMs }).length === 0,
        );
        expect(free).toEqual([]);
      }),
    );
  });

  it("passes a gap that is too short", () => {
    const taken = [meeting(at(9), at(10)), meeting(at(10, 15), at(11))];
    const wanted = { startMs: at(9, 30), endMs: at(10) };
    expect(nextFreeSlot(taken, "mind_manor", wanted)).toEqual({ startMs: at(11), endMs: at(11, 30) });
  });
});

describe("freeRooms", () => {
  it("always has the virtual one", () => {
    fc.assert(
      fc.property(anyMeetings, anySlot, (meetings, slot) => {
        expect(freeRooms(meetings, slot)).toContain("virtual");
      }),
    );
  });
});

describe("roomTaken", () => {
  it("is undefined while the room is free", () => {
    const wanted = { startMs: at(10), endMs: at(11) };
    expect(roomTaken([meeting(at(9), at(10))], "mind_manor", wanted, timeZone)).toBeUndefined();
  });

  it("tells what is free instead, on the clock of the person", () => {
    const wanted = { startMs: at(9, 30), endMs: at(10) };
    expect(roomTaken([meeting(at(9), at(10))], "mind_manor", wanted, timeZone)).toEqual({
      status: "conflict",
      takenBy: expect.objectContaining({ id: "M7K2", start: "10:00", end: "11:00" }),
      alternatives: {
        sameRoom: { date: "2026-11-20", start: "11:00", end: "11:30" },
        sameTime: ["virtual", "tinker_station"],
      },
      sentence:
        "mind manor is taken by Budget from 10:00 to 11:00. It is free on 2026-11-20 from 11:00 to 11:30; at the wanted time virtual and tinker station would be free.",
      retryable: true,
    });
  });
});

describe("planSlot", () => {
  const plan = (wanted: Partial<Parameters<typeof planSlot>[0]>) =>
    planSlot({ date: "2026-11-23", start: "09:00", ...wanted }, nowMs, timeZone);
  const startMs = Date.UTC(2026, 10, 23, 8, 0);

  it("takes minutes, an end, or half an hour", () => {
    expect(plan({ minutes: 45 })).toEqual({ type: "slot", slot: { startMs, endMs: startMs + 45 * 60_000 } });
    expect(plan({ end: "10:00" })).toEqual({ type: "slot", slot: { startMs, endMs: startMs + 60 * 60_000 } });
    expect(plan({})).toEqual({ type: "slot", slot: { startMs, endMs: startMs + 30 * 60_000 } });
  });

  it("believes the end when both are given", () => {
    expect(plan({ end: "10:00", minutes: 5 })).toEqual(plan({ end: "10:00" }));
  });

  it("lets a meeting by minutes go on after midnight", () => {
    expect(plan({ start: "23:45", minutes: 30 })).toMatchObject({ type: "slot" });
  });

  it.each([
    [{ date: "2026-02-30" }, "no_such_day"],
    [{ date: "2027-03-28", start: "02:30" }, "no_such_time"],
    [{ end: "09:00" }, "ends_too_early"],
    [{ end: "08:00" }, "ends_too_early"],
    [{ date: "2026-11-19" }, "in_the_past"],
    [{ date: "2026-11-20", start: "12:59" }, "in_the_past"],
  ])("refuses %j as %s, and tells what time it is", (wanted, status) => {
    expect(plan(wanted)).toMatchObject({
      type: "problem",
      answer: { status, today: "2026-11-20", now: "13:00", retryable: true },
    });
  });

  it("says in words what is past", () => {
    expect(plan({ date: "2025-11-23" })).toMatchObject({
      answer: {
        sentence: "2025-11-23 09:00 is in the past: today is Friday, 20 November 2026 and it is 13:00.",
      },
    });
  });

  it("takes the running minute", () => {
    expect(planSlot({ date: "2026-11-20", start: "13:00" }, nowMs + 59_000, timeZone).type).toBe("slot");
    expect(planSlot({ date: "2026-11-20", start: "13:00" }, nowMs + 60_000, timeZone).type).toBe("problem");
  });
});

describe("newMeetingId", () => {
  it("is letters and digits in turn, none that looks like another", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (random) => {
        expect(newMeetingId(new Set(), () => random)).toMatch(/^([AC-HJ-NP-RTWXY][234679]){2}$/);
      }),
    );
  });

  it("is never one that is taken, and grows when none is left", () => {
    const taken = new Set<string>();
    for (let count = 0; count < 300; count++) taken.add(newMeetingId(taken, () => (count % 7) / 7));
    expect(taken.size).toBe(300);
    expect(Math.max(...[...taken].map((id) => id.length))).toBeGreaterThan(4);
  });

  it("differs from one to the next", () => {
    const ids = Array.from({ length: 50 }, () => newMeetingId(new Set()));
    expect(new Set(ids).size).toBeGreaterThan(40);
  });
});

describe("spelledId", () => {
  it.each(["m7k2", "M 7 K 2", "M7-K2", " m7k2. "])("understands %j", (text) => {
    expect(spelledId(text)).toBe("M7K2");
  });
});

describe("readMeeting", () => {
  it("gives back what is one", () => {
    const stored = meeting(at(9), at(10));
    expect(readMeeting(structuredClone(stored))).toEqual(stored);
  });

  it.each([
    undefined,
    {},
    "text",
    { ...meeting(at(9), at(10)), room: "attic" },
    meeting(at(10), at(9)),
    { ...meeting(at(9), at(10)), attendees: "Ada" },
  ])("knows that %j is none", (value) => {
    expect(readMeeting(value)).toBeUndefined();
  });
});

it("says a meeting aloud", () => {
  expect(spokenMeeting(meeting(at(13), at(13, 30), "tinker_station"), timeZone)).toBe(
    "Budget with Ada and Bob on Friday, 20 November 2026, 14:00 to 14:30, tinker station",
  );
});

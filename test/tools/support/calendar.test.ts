import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDays,
  dayOf,
  isDay,
  momentOf,
  spokenDay,
  startOfDay,
  timeOf,
} from "../../../web/tools/support/calendar.ts";

const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Asia/Beirut",
];
const anyZone = fc.constantFrom(...zones);
/** Whole minutes of the years 2020 to 2040. */
const anyMinute = fc
  .integer({ min: Date.UTC(2020, 0) / 60_000, max: Date.UTC(2040, 0) / 60_000 })
  .map((minute) => minute * 60_000);

describe("isDay", () => {
  it.each(["2026-11-20", "2028-02-29"])("knows %s", (day) => {
    expect(isDay(day)).toBe(true);
  });

  it.each(["2026-02-29", "2026-13-01", "2026-1-1", "tomorrow", "", "2026-11-20T10:00"])(
    "refuses %j",
    (day) => {
      expect(isDay(day)).toBe(false);
    },
  );
});

describe("momentOf", () => {
  it("reads a wall clock in its zone", () => {
    expect(momentOf("2026-11-20", "14:05", "Europe/Berlin")).toBe(Date.UTC(2026, 10, 20, 13, 5));
    expect(momentOf("2026-07-14", "14:05", "Europe/Berlin")).toBe(Date.UTC(2026, 6, 14, 12, 5));
    expect(momentOf("2026-11-20", "00:15", "Asia/Kolkata")).toBe(Date.UTC(2026, 10, 19, 18, 45));
  });

  it.each([
    ["2026-03-29", "02:30", "Europe/Berlin"],
    ["2026-03-08", "02:30", "America/New_York"],
  ])("knows that the clocks skip %s %s in %s", (day, time, zone) => {
    expect(momentOf(day, time, zone)).toBeUndefined();
  });

  it.each([
    ["2026-03-29", "01:30", "Europe/Berlin", Date.UTC(2026, 2, 29, 0, 30)],
    ["2026-03-29", "03:30", "Europe/Berlin", Date.UTC(2026, 2, 29, 1, 30)],
    ["2026-10-25", "01:30", "Europe/Berlin", Date.UTC(2026, 9, 24, 23, 30)],
    ["2026-03-08", "01:30", "America/New_York", Date.UTC(2026, 2, 8, 6, 30)],
    ["2026-03-08", "03:30", "America/New_York", Date.UTC(2026, 2, 8, 7, 30)],
    ["2026-11-01", "03:30", "America/New_York", Date.UTC(2026, 10, 1, 8, 30)],
  ])("is right beside a change of the clocks: %s %s in %s", (day, time, zone, moment) => {
    expect(momentOf(day, time, zone)).toBe(moment);
  });

  it("finds nothing on a day that is none", () => {
    expect(momentOf("2026-02-30", "10:00", "UTC")).toBeUndefined();
  });

  it("finds a moment for whatever any clock shows, and it shows just that", () => {
    fc.assert(
      fc.property(anyMinute, anyZone, (atMs, zone) => {
        const [day, time] = [dayOf(atMs, zone), timeOf(atMs, zone)];
        const moment = momentOf(day, time, zone) ?? Number.NaN;
        expect([dayOf(moment, zone), timeOf(moment, zone)]).toEqual([day, time]);
      }),
    );
  });
});

describe("startOfDay", () => {
  it("is the first moment of the day, also where midnight is skipped", () => {
    fc.assert(
      fc.property(anyMinute, anyZone, (atMs, zone) => {
        const day = dayOf(atMs, zone);
        const startMs = startOfDay(day, zone);
        expect(dayOf(startMs, zone)).toBe(day);
        expect(dayOf(startMs - 1, zone)).toBe(addDays(day, -1));
      }),
    );
    // In Beirut the day of the change begins at one.
    expect(timeOf(startOfDay("2026-03-29", "Asia/Beirut"), "Asia/Beirut")).toBe("01:00");
  });

  it("refuses what is no day", () => {
    expect(() => startOfDay("2026-02-30", "UTC")).toThrow(RangeError);
  });
});

describe("days", () => {
  it("are counted over the ends of months and years", () => {
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(addDays("2028-03-01", -1)).toBe("2028-02-29");
  });

  it("are said with their weekday", () => {
    expect(spokenDay(Date.UTC(2026, 10, 20, 23, 30), "Europe/Berlin")).toBe("Saturday, 21 November 2026");
  });
});

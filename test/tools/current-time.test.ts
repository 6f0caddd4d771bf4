import { describe, expect, it } from "vitest";
import { createToolState } from "../../web/core/tools/tool-state.ts";
import { tool } from "../../web/tools/current-time.ts";

/** A moment when it is summer in the north and already tomorrow in the far east. */
const summerEvening = Date.UTC(2026, 6, 14, 20, 5);

function ask(place: string | undefined, atMs = summerEvening) {
  return tool.run(place === undefined ? {} : { place }, {
    callId: "1",
    signal: new AbortController().signal,
    state: createToolState(),
    now: () => atMs,
    timeZone: "Europe/Berlin",
    endCall: () => undefined,
  });
}

describe("get_current_time", () => {
  it("tells the time where the person is", () => {
    expect(ask(undefined)).toEqual({
      status: "ok",
      timeZone: "Europe/Berlin",
      date: "2026-07-14",
      time: "22:05",
      weekday: "Tuesday",
      utcOffset: "+02:00",
      sentence: "Where you are it is 22:05 on Tuesday, 14 July 2026 (UTC+02:00).",
    });
  });

  it("tells the time of another day elsewhere", () => {
    expect(ask("Tokyo")).toMatchObject({
      timeZone: "Asia/Tokyo",
      date: "2026-07-15",
      time: "05:05",
      weekday: "Wednesday",
      utcOffset: "+09:00",
      sentence: "In Tokyo it is 05:05 on Wednesday, 15 July 2026 (UTC+09:00).",
    });
  });

  it("writes midnight as 00", () => {
    expect(ask("UTC", Date.UTC(2026, 0, 1, 0, 30))).toMatchObject({ time: "00:30", utcOffset: "+00:00" });
  });

  it.each([
    ["Asia/Kolkata", "+05:30"],
    ["america/new_york", "-04:00"],
    ["Etc/GMT+5", "-05:00"],
    ["UTC", "+00:00"],
    ["San Francisco", "-07:00"],
    ["Munich", "+02:00"],
    ["münchen", "+02:00"],
    ["Mumbai", "+05:30"],
    ["Kolkata", "+05:30"],
    ["Beijing", "+08:00"],
    ["Kathmandu", "+05:45"],
    ["Kyiv", "+03:00"],
    ["Ho Chi Minh City", "+07:00"],
    ["  new   york ", "-04:00"],
    ["Buenos Aires", "-03:00"],
    ["São Paulo", "-03:00"],
    ["Paris, France", "+02:00"],
    ["Adelaide", "+09:30"],
    ["Germany", "+02:00"],
    ["japan", "+09:00"],
    ["Kenya", "+03:00"],
    ["New Zealand", "+12:00"],
  ])("finds %s", (place, utcOffset) => {
    expect(ask(place)).toMatchObject({ status: "ok", utcOffset });
  });

  it.each(["United States", "Australia", "Brazil"])("asks back for %s, which has several clocks", (place) => {
    expect(ask(place)).toMatchObject({
      status: "ambiguous",
      retryable: true,
      timeZones: expect.arrayContaining([expect.stringContaining("/")]),
    });
  });

  it.each(["Atlantis", "!", "XX", "New", "123"])("says that it does not know %s", (place) => {
    expect(ask(place)).toMatchObject({ status: "not_found", retryable: true });
  });

  it.each(["", "   "])("takes %j for where the person is", (place) => {
    expect(ask(place)).toMatchObject({ status: "ok", timeZone: "Europe/Berlin" });
  });
});

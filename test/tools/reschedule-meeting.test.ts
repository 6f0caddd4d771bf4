import { describe, expect, it } from "vitest";
import { tool } from "../../web/tools/reschedule-meeting.ts";
import { ask } from "./support/ask.ts";
import { calendarWith } from "./support/meeting-scene.ts";

describe("reschedule_meeting", () => {
  it.each([
    [{ start: "10:00" }, { date: "2026-11-23", start: "10:00", end: "10:30", room: "mind_manor" }],
    [{ date: "2026-11-25" }, { date: "2026-11-25", start: "09:00", end: "09:30" }],
    [{ end: "11:00" }, { start: "09:00", end: "11:00" }],
    [{ minutes: 15 }, { start: "09:00", end: "09:15" }],
    [{ room: "virtual" }, { start: "09:00", end: "09:30", room: "virtual" }],
  ])("changes %j and leaves the rest", async (change, expected) => {
    const { context, ids } = await calendarWith("09:00");
    const answer = await ask(tool, { id: ids[0], ...change }, context);
    expect(answer).toMatchObject({ status: "ok", meeting: { id: ids[0], topic: "At 09:00", ...expected } });
    expect(await context.store.get("meetings", ids[0] ?? "")).toMatchObject({ revision: 1 });
    expect(await context.store.all("meetings")).toHaveLength(1);
  });

  it("may take some of the meeting's own old time", async () => {
    const { context, ids } = await calendarWith("09:00");
    expect(await ask(tool, { id: ids[0], start: "09:15" }, context)).toMatchObject({ status: "ok" });
  });

  it("tells what is free instead of another's time, and moves nothing", async () => {
    const { context, ids } = await calendarWith("09:00", "15:00");
    expect(await ask(tool, { id: ids[0], start: "15:00" }, context)).toMatchObject({
      status: "conflict",
      takenBy: { id: ids[1] },
      alternatives: { sameRoom: { start: "15:30" } },
    });
    expect(await context.store.get("meetings", ids[0] ?? "")).toMatchObject({ revision: 0 });
  });

  it("does not move into the past", async () => {
    const { context, ids } = await calendarWith("09:00");
    expect(await ask(tool, { id: ids[0], date: "2026-11-19" }, context)).toMatchObject({
      status: "in_the_past",
    });
  });

  it("shows the new time, in a file that replaces the old", async () => {
    const { context, ids } = await calendarWith("09:00");
    await ask(tool, { id: ids[0]?.toLowerCase(), start: "10:00" }, context);
    expect(context.cards).toMatchObject([
      { kind: "table", title: "Meeting moved" },
      { kind: "file", content: expect.stringContaining("SEQUENCE:1") },
    ]);
  });

  it("names the meetings there are when the id is none of them", async () => {
    const { context, ids } = await calendarWith("09:00");
    expect(await ask(tool, { id: "ZZZZ", start: "10:00" }, context)).toMatchObject({
      status: "not_found",
      meetings: [{ id: ids[0] }],
      retryable: true,
    });
  });
});

import { describe, expect, it } from "vitest";
import { tool } from "../../web/tools/list-meetings.ts";
import { FakeToolContext } from "../fakes/fake-tool-context.ts";
import { ask } from "./support/ask.ts";
import { calendarWith } from "./support/meeting-scene.ts";

describe("list_meetings", () => {
  it("lists what is to come, first the earliest", async () => {
    const { context, ids } = await calendarWith("15:00", "09:00");
    const answer = await ask(tool, {}, context);
    expect(answer).toMatchObject({
      status: "ok",
      count: 2,
      meetings: [
        { id: ids[1], start: "09:00", end: "09:30" },
        { id: ids[0], start: "15:00" },
      ],
      sentence:
        "2 meetings, first At 09:00 with Ada on Monday, 23 November 2026, 09:00 to 09:30, mind manor.",
    });
  });

  it("shows them, and offers them in one file", async () => {
    const { context } = await calendarWith("09:00", "15:00");
    await ask(tool, {}, context);
    expect(context.cards).toMatchObject([
      { kind: "table", title: "Meetings", rows: { length: 2 } },
      { kind: "file", name: "meetings.ics" },
    ]);
  });

  it.each([
    [{ from: "2026-11-23", until: "2026-11-23" }, "ok"],
    [{ until: "2026-11-22" }, "no_results"],
    [{ from: "2026-11-24" }, "no_results"],
    [{ room: "mind_manor" }, "ok"],
    [{ room: "virtual" }, "no_results"],
    [{ from: "2026-02-30" }, "no_such_day"],
    [{ until: "2026-02-30" }, "no_such_day"],
  ])("answers %j with %s", async (args, status) => {
    const { context } = await calendarWith("09:00");
    expect(await ask(tool, args, context)).toMatchObject({ status });
  });

  it("leaves out meetings of days gone by", async () => {
    const { context } = await calendarWith("09:00");
    context.nowMs = Date.UTC(2026, 10, 23, 12, 0);
    expect(await ask(tool, {}, context)).toMatchObject({ status: "ok" });
    context.nowMs = Date.UTC(2026, 10, 24, 12, 0);
    expect(await ask(tool, {}, context)).toMatchObject({ status: "no_results" });
  });

  it("says that nothing is planned, and shows nothing", async () => {
    const context = new FakeToolContext();
    expect(await ask(tool, {}, context)).toEqual({
      status: "no_results",
      sentence: "No meeting is planned from 2026-11-20 on.",
      retryable: false,
    });
    expect(context.cards).toEqual([]);
  });

  it("names 20 at most, and counts them all", async () => {
    const starts = Array.from({ length: 22 }, (_, index) => `${String(index).padStart(2, "0")}:00`);
    const { context } = await calendarWith(...starts);
    expect(await ask(tool, {}, context)).toMatchObject({ count: 22, meetings: { length: 20 } });
  });
});

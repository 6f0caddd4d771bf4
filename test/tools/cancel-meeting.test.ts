import { describe, expect, it } from "vitest";
import { tool } from "../../web/tools/cancel-meeting.ts";
import { ask } from "./support/ask.ts";
import { calendarWith } from "./support/meeting-scene.ts";

describe("cancel_meeting", () => {
  it("cancels one meeting, however its id is spelled", async () => {
    const { context, ids } = await calendarWith("09:00", "15:00");
    const spelled = [...(ids[0] ?? "")].join(" ").toLowerCase();
    expect(await ask(tool, { id: spelled }, context)).toMatchObject({
      status: "ok",
      cancelled: { id: ids[0], topic: "At 09:00" },
      sentence: "Cancelled: At 09:00 with Ada on Monday, 23 November 2026, 09:00 to 09:30, mind manor.",
    });
    expect((await context.store.all("meetings")).map(({ id }) => id)).toEqual([ids[1]]);
  });

  it("offers a file that takes it out of other calendars", async () => {
    const { context, ids } = await calendarWith("09:00");
    await ask(tool, { id: ids[0] }, context);
    expect(context.cards).toMatchObject([
      { kind: "table", title: "Meeting cancelled" },
      { kind: "file", content: expect.stringContaining("METHOD:CANCEL") },
    ]);
  });

  it("says that there is no such meeting, and none at all", async () => {
    const { context, ids } = await calendarWith("09:00");
    await ask(tool, { id: ids[0] }, context);
    expect(await ask(tool, { id: ids[0] }, context)).toEqual({
      status: "not_found",
      meetings: [],
      sentence: `There is no meeting ${ids[0]}, and none is planned.`,
      retryable: false,
    });
  });

  it("cancels nothing for a call that was withdrawn", async () => {
    const { context, ids } = await calendarWith("09:00");
    const answer = ask(tool, { id: ids[0] }, context);
    context.controller.abort();
    await expect(answer).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
    expect(await context.store.all("meetings")).toHaveLength(1);
  });
});

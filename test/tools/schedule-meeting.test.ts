import { describe, expect, it } from "vitest";
import { tool } from "../../web/tools/schedule-meeting.ts";
import { FakeToolContext } from "../fakes/fake-tool-context.ts";
import { ask } from "./support/ask.ts";

const budget = {
  topic: "  Budget\nreview ",
  attendees: ["Ada", "Bob"],
  date: "2026-11-23",
  start: "09:00",
  minutes: 45,
  room: "mind_manor",
};

describe("schedule_meeting", () => {
  it("books, says so, and keeps it on this device", async () => {
    const context = new FakeToolContext();
    const answer = await ask(tool, budget, context);
    expect(answer).toEqual({
      status: "ok",
      meeting: {
        id: expect.stringMatching(/^[A-Z]\d[A-Z]\d$/),
        topic: "Budget review",
        attendees: ["Ada", "Bob"],
        date: "2026-11-23",
        start: "09:00",
        end: "09:45",
        room: "mind_manor",
      },
      sentence:
        "Booked: Budget review with Ada and Bob on Monday, 23 November 2026, 09:00 to 09:45, mind manor.",
    });
    expect(await context.store.all("meetings")).toMatchObject([
      { value: { topic: "Budget review", startMs: Date.UTC(2026, 10, 23, 8, 0) } },
    ]);
  });

  it("shows the meeting and offers it to other calendars", async () => {
    const context = new FakeToolContext();
    await ask(tool, budget, context);
    const [table, file] = context.cards;
    expect(table).toMatchObject({
      kind: "table",
      title: "Meeting booked",
      rows: [[expect.any(String), "2026-11-23", "09:00–09:45", "Budget review", "Ada, Bob", "mind manor"]],
    });
    expect(file).toMatchObject({
      kind: "file",
      content: expect.stringContaining("DTSTART:20261123T080000Z"),
    });
  });

  it("tells what is free instead when the room is taken, and books nothing", async () => {
    const context = new FakeToolContext();
    await ask(tool, budget, context);
    const answer = await ask(tool, { ...budget, topic: "Retro", start: "09:30", minutes: 30 }, context);
    expect(answer).toMatchObject({
      status: "conflict",
      alternatives: {
        sameRoom: { date: "2026-11-23", start: "09:45", end: "10:15" },
        sameTime: ["virtual", "tinker_station"],
      },
      retryable: true,
    });
    expect(await context.store.all("meetings")).toHaveLength(1);
  });

  it("books any number of virtual meetings at one time", async () => {
    const context = new FakeToolContext();
    const answers = ["One", "Two"].map((topic) => ask(tool, { ...budget, topic, room: "virtual" }, context));
    expect(await Promise.all(answers)).toMatchObject([{ status: "ok" }, { status: "ok" }]);
  });

  it("books a room once, though two calls come together", async () => {
    const context = new FakeToolContext();
    const answers = await Promise.all(
      ["One", "Two"].map((topic) => ask(tool, { ...budget, topic }, context)),
    );
    expect(answers.map(({ status }) => status)).toEqual(["ok", "conflict"]);
  });

  it("books the same meeting once, though it is asked for twice", async () => {
    const context = new FakeToolContext();
    const first = await ask(tool, { ...budget, room: "virtual" }, context);
    const second = await ask(tool, { ...budget, room: "virtual" }, context);
    expect(second).toMatchObject({ status: "already_scheduled", meeting: first["meeting"] });
    expect(await context.store.all("meetings")).toHaveLength(1);
  });

  it("does not book in the past", async () => {
    const context = new FakeToolContext();
    const answer = await ask(tool, { ...budget, date: "2024-11-25" }, context);
    expect(answer).toMatchObject({ status: "in_the_past", today: "2026-11-20", now: "13:00" });
    expect(await context.store.all("meetings")).toEqual([]);
  });

  it("books nothing for a call that was withdrawn", async () => {
    const context = new FakeToolContext();
    const answer = ask(tool, budget, context);
    context.controller.abort();
    await expect(answer).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
    expect(await context.store.all("meetings")).toEqual([]);
    expect(context.cards).toEqual([]);
  });

  it("passes over records that are no meetings", async () => {
    const context = new FakeToolContext();
    await context.store.put("meetings", "X2X2", { topic: 7 });
    expect(await ask(tool, budget, context)).toMatchObject({ status: "ok" });
  });

  it.each([
    { date: "tomorrow" },
    { start: "9am" },
    { start: "24:00" },
    { minutes: 1 },
    { room: "attic" },
    { attendees: [] },
    { topic: " " },
  ])("does not take %j", async (wrong) => {
    await expect(ask(tool, { ...budget, ...wrong }, new FakeToolContext())).rejects.toThrow();
  });
});

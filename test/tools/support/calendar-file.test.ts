import { describe, expect, it } from "vitest";
import type { Card } from "../../../web/core/tools/card.ts";
import { calendarFile } from "../../../web/tools/support/calendar-file.ts";
import type { Meeting } from "../../../web/tools/support/meetings.ts";

const nowMs = Date.UTC(2026, 10, 20, 12, 0);
const meeting: Meeting = {
  id: "M7K2",
  topic: "Budget; plan, rest",
  attendees: ["Ada", "Bob\r\nEND:VCALENDAR"],
  room: "mind_manor",
  startMs: Date.UTC(2026, 10, 23, 8, 0),
  endMs: Date.UTC(2026, 10, 23, 8, 30),
  createdAtMs: nowMs - 1000,
  revision: 2,
};

/** The lines of a file, unfolded. */
function lines(card: Card): readonly string[] {
  if (card.kind !== "file") throw new Error("not a file");
  return card.content.replaceAll("\r\n ", "").split("\r\n");
}

describe("calendarFile", () => {
  it("is an iCalendar file for download", async () => {
    const card = await calendarFile([{ ...meeting, createdAtMs: meeting.createdAtMs + 0.7 }], { nowMs });
    expect(card).toMatchObject({ kind: "file", name: "meeting-M7K2.ics", mimeType: "text/calendar" });
    expect(lines(card)).toEqual([
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "PRODID:-//Parley//Parley//EN",
      "METHOD:PUBLISH",
      "BEGIN:VEVENT",
      `UID:M7K2-${nowMs - 1000}@parley`,
      "SEQUENCE:2",
      "DTSTAMP:20261120T120000Z",
      "DTSTART:20261123T080000Z",
      "DTEND:20261123T083000Z",
      "SUMMARY:Budget\\; plan\\, rest",
      "LOCATION:mind manor",
      "DESCRIPTION:With Ada\\, Bob\\nEND:VCALENDAR",
      "STATUS:CONFIRMED",
      "END:VEVENT",
      "END:VCALENDAR",
      "",
    ]);
  });

  it("takes a cancelled meeting out of the calendar that has it", async () => {
    const content = lines(await calendarFile([meeting], { nowMs, cancelled: true }));
    expect(content).toEqual(expect.arrayContaining(["METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:3"]));
    expect(content).toContain(`UID:M7K2-${nowMs - 1000}@parley`);
  });

  it("holds several meetings", async () => {
    const card = await calendarFile([meeting, { ...meeting, id: "A2C3" }], { nowMs });
    expect(card).toMatchObject({ name: "meetings.ics" });
    expect(lines(card).filter((line) => line === "BEGIN:VEVENT")).toHaveLength(2);
  });

  it("breaks long lines by bytes, and never within a character", async () => {
    const topic = "Ünïcödé 🎉".repeat(12);
    const card = await calendarFile([{ ...meeting, topic }], { nowMs });
    const physical = card.kind === "file" ? card.content.split("\r\n") : [];
    expect(Math.max(...physical.map((line) => new TextEncoder().encode(line).length))).toBeLessThanOrEqual(
      75,
    );
    expect(physical.filter((line) => /\p{Surrogate}/u.test(line))).toEqual([]);
    expect(lines(card)).toContain(`SUMMARY:${topic}`);
  });
});

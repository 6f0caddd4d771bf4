import type { Card } from "../../core/tools/card.ts";
import { type Meeting, roomName } from "./meetings.ts";

/**
 * An iCalendar file (RFC 5545) with these meetings, for download. Importing a cancelled meeting removes it from the
 * calendar that has it. The library is loaded with the first file.
 */
export async function calendarFile(
  meetings: readonly Meeting[],
  { nowMs, cancelled = false }: { readonly nowMs: number; readonly cancelled?: boolean },
): Promise<Card> {
  const { ICalCalendar, ICalCalendarMethod, ICalEventStatus } = await import("ical-generator");
  const calendar = new ICalCalendar({
    prodId: { company: "Parley", product: "Parley", language: "EN" },
    method: cancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH,
  });
  for (const meeting of meetings) {
    calendar.createEvent({
      // The short id of a cancelled meeting may be given again; this one never is.
      id: `${meeting.id}-${Math.trunc(meeting.createdAtMs)}@parley`,
      sequence: meeting.revision + (cancelled ? 1 : 0),
      status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      stamp: new Date(nowMs),
      start: new Date(meeting.startMs),
      end: new Date(meeting.endMs),
      summary: meeting.topic,
      location: roomName(meeting.room),
      description: `With ${meeting.attendees.join(", ")}`,
    });
  }
  const [only, ...others] = meetings;
  const name = only === undefined || others.length > 0 ? "meetings" : `meeting-${only.id}`;
  // RFC 5545 ends every line, the last one too.
  const content = `${calendar.toString()}\r\n`;
  return { kind: "file", name: `${name}.ics`, mimeType: "text/calendar", content };
}

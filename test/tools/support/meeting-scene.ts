import { tool as scheduleMeeting } from "../../../web/tools/schedule-meeting.ts";
import { FakeToolContext } from "../../fakes/fake-tool-context.ts";
import { ask } from "./ask.ts";

/** A calendar with these meetings in mind manor on Monday, 23 November 2026, half an hour each, and their ids. */
export async function calendarWith(...starts: readonly string[]) {
  const context = new FakeToolContext();
  const ids: string[] = [];
  for (const start of starts) {
    const meeting = {
      topic: `At ${start}`,
      attendees: ["Ada"],
      date: "2026-11-23",
      start,
      room: "mind_manor",
    };
    const booked = await ask(scheduleMeeting, meeting, context);
    ids.push((booked["meeting"] as { readonly id: string }).id);
  }
  context.cards.length = 0;
  return { context, ids };
}

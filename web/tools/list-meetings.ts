import * as v from "valibot";
import { toTranslate } from "../core/to-translate.ts";
import { defineTool } from "../core/tools/tool.ts";
import { addDays, dayOf, isDay, startOfDay } from "./support/calendar.ts";
import { allMeetings, showMeetings } from "./support/meeting-book.ts";
import { dayInput, roomInput } from "./support/meeting-input.ts";
import { meetingFacts, spokenMeeting } from "./support/meetings.ts";
import { counted } from "./support/text.ts";
import { valibotInput } from "./support/valibot-input.ts";

/** More could not be said, and would cost in every later turn. */
const atMost = 20;

export const tool = defineTool({
  name: "list_meetings",
  description:
    "Lists the meetings in the user's calendar on this device with their ids, from today on or between two days.",
  input: valibotInput(
    v.object({
      from: v.optional(dayInput("First day as YYYY-MM-DD; today unless told.")),
      until: v.optional(dayInput("Last day as YYYY-MM-DD; without it everything from the first day on.")),
      room: v.optional(roomInput),
    }),
  ),
  async run(args, context) {
    const { timeZone } = context;
    const { from = dayOf(context.now(), timeZone), until, room } = args;
    for (const day of [from, until ?? from]) {
      if (!isDay(day)) {
        return {
          status: "no_such_day",
          sentence: `There is no day ${day} in the calendar.`,
          retryable: true,
        };
      }
    }
    const fromMs = startOfDay(from, timeZone);
    const untilMs = until === undefined ? Number.POSITIVE_INFINITY : startOfDay(addDays(until, 1), timeZone);
    const found = (await allMeetings(context.store)).filter(
      (meeting) =>
        meeting.endMs > fromMs && meeting.startMs < untilMs && (room === undefined || meeting.room === room),
    );
    const [next] = found;
    if (next === undefined) {
      const span = until === undefined ? `from ${from} on` : `from ${from} until ${until}`;
      return { status: "no_results", sentence: `No meeting is planned ${span}.`, retryable: false };
    }
    const listed = found.slice(0, atMost);
    await showMeetings(context, toTranslate("Meetings"), listed);
    return {
      status: "ok",
      count: found.length,
      meetings: listed.map((meeting) => meetingFacts(meeting, timeZone)),
      sentence: `${counted(found.length, "meeting")}, first ${spokenMeeting(next, timeZone)}.`,
    };
  },
});

import * as v from "valibot";
import { toTranslate } from "../core/to-translate.ts";
import { defineTool } from "../core/tools/tool.ts";
import { changeMeetings, findMeeting, noSuchMeeting, showMeetings } from "./support/meeting-book.ts";
import { dayInput, idInput, minutesInput, roomInput, timeInput } from "./support/meeting-input.ts";
import {
  type Meeting,
  meetingFacts,
  planSlot,
  roomTaken,
  spokenMeeting,
  timesOf,
} from "./support/meetings.ts";
import { valibotInput } from "./support/valibot-input.ts";

const input = v.object({
  id: idInput,
  date: v.optional(dayInput("The new day as YYYY-MM-DD.")),
  start: v.optional(timeInput("The new start, 24-hour HH:MM on the user's clock.")),
  end: v.optional(timeInput("The new end, HH:MM; or give minutes.")),
  minutes: v.optional(minutesInput),
  room: v.optional(roomInput),
});

export const tool = defineTool({
  name: "reschedule_meeting",
  description:
    "Moves a meeting to another day, time, length or room. What you leave out stays as it is. Answers with what is free instead if the room is taken.",
  input: valibotInput(input),
  async run(args, context) {
    const { timeZone } = context;
    const moved = await changeMeetings(context, async (meetings, book) => {
      const meeting = findMeeting(meetings, args.id);
      if (meeting === undefined)
        return { type: "refused", answer: noSuchMeeting(args.id, meetings, context) } as const;
      const planned = planSlot(wantedTime(meeting, args, timeZone), context.now(), timeZone);
      if (planned.type === "problem") return { type: "refused", answer: planned.answer } as const;
      const { room = meeting.room } = args;
      const others = meetings.filter((other) => other !== meeting);
      const taken = roomTaken(others, room, planned.slot, timeZone);
      if (taken !== undefined) return { type: "refused", answer: taken } as const;
      const changed = { ...meeting, ...planned.slot, room, revision: meeting.revision + 1 };
      await book.save(changed);
      return { type: "moved", meeting: changed } as const;
    });
    if (moved.type === "refused") return moved.answer;
    await showMeetings(context, toTranslate("Meeting moved"), [moved.meeting]);
    return {
      status: "ok",
      meeting: meetingFacts(moved.meeting, timeZone),
      sentence: `Moved: ${spokenMeeting(moved.meeting, timeZone)}.`,
    };
  },
});

/** The time as asked for, with what the meeting had in place of what was left out. */
function wantedTime(meeting: Meeting, args: v.InferOutput<typeof input>, timeZone: string) {
  const before = timesOf(meeting, timeZone);
  const { date = before.date, start = before.start, end, minutes } = args;
  return { date, start, end, minutes: minutes ?? (meeting.endMs - meeting.startMs) / 60_000 };
}

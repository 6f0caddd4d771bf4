import * as v from "valibot";
import { toTranslate } from "../core/to-translate.ts";
import { defineTool } from "../core/tools/tool.ts";
import { changeMeetings, showMeetings } from "./support/meeting-book.ts";
import { dayInput, minutesInput, roomInput, timeInput } from "./support/meeting-input.ts";
import {
  type Meeting,
  meetingFacts,
  newMeetingId,
  planSlot,
  roomTaken,
  spokenMeeting,
} from "./support/meetings.ts";
import { oneLine } from "./support/text.ts";
import { valibotInput } from "./support/valibot-input.ts";

const topic = v.pipe(v.string(), v.regex(/\S/), v.maxLength(120), v.description("What it is about."));

const attendees = v.pipe(
  v.array(v.pipe(v.string(), v.regex(/\S/), v.maxLength(80))),
  v.minLength(1),
  v.maxLength(30),
  v.description("Names of those who attend, without the user."),
);

export const tool = defineTool({
  name: "schedule_meeting",
  description:
    "Books a meeting in the user's calendar on this device. Unless you know what day it is, call get_current_time first. Answers with a short id, or with what is free instead if the room is taken.",
  input: valibotInput(
    v.object({
      topic,
      attendees,
      date: dayInput("The day as YYYY-MM-DD."),
      start: timeInput("When it starts, 24-hour HH:MM on the user's clock."),
      end: v.optional(timeInput("When it ends, HH:MM; or give minutes.")),
      minutes: v.optional(minutesInput),
      room: roomInput,
    }),
  ),
  async run(args, context) {
    const { timeZone } = context;
    const planned = planSlot(args, context.now(), timeZone);
    if (planned.type === "problem") return planned.answer;
    const wanted = {
      ...planned.slot,
      topic: oneLine(args.topic),
      attendees: args.attendees.map(oneLine),
      room: args.room,
      createdAtMs: context.now(),
      revision: 0,
    };
    const booked = await changeMeetings(context, async (meetings, book) => {
      const same = meetings.find((meeting) => isSame(meeting, wanted));
      if (same !== undefined) return { type: "already", meeting: same } as const;
      const taken = roomTaken(meetings, wanted.room, wanted, timeZone);
      if (taken !== undefined) return { type: "taken", answer: taken } as const;
      const meeting = { id: newMeetingId(new Set(meetings.map(({ id }) => id))), ...wanted };
      await book.save(meeting);
      return { type: "new", meeting } as const;
    });
    if (booked.type === "taken") return booked.answer;
    const { type, meeting } = booked;
    await showMeetings(
      context,
      type === "new" ? toTranslate("Meeting booked") : toTranslate("Meeting was booked before"),
      [meeting],
    );
    return {
      status: type === "new" ? "ok" : "already_scheduled",
      meeting: meetingFacts(meeting, timeZone),
      sentence: `${type === "new" ? "Booked" : "Already booked"}: ${spokenMeeting(meeting, timeZone)}.`,
    };
  },
});

/** The model may ask twice for what it wants once. */
function isSame(one: Meeting, other: Omit<Meeting, "id">): boolean {
  return (
    one.startMs === other.startMs &&
    one.endMs === other.endMs &&
    one.room === other.room &&
    one.topic.toLowerCase() === other.topic.toLowerCase()
  );
}

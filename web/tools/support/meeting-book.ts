import { toTranslate } from "../../core/to-translate.ts";
import type { ToolContext } from "../../core/tools/tool.ts";
import type { ToolStore } from "../../core/tools/tool-store.ts";
import { calendarFile } from "./calendar-file.ts";
import { inTurn } from "./in-turn.ts";
import {
  byStart,
  type Meeting,
  meetingFacts,
  readMeeting,
  roomName,
  spelledId,
  timesOf,
} from "./meetings.ts";

const collection = "meetings";

/** Every meeting on this device, first the earliest. */
export async function allMeetings(store: ToolStore): Promise<readonly Meeting[]> {
  const records = await store.all(collection);
  return byStart(records.flatMap(({ value }) => readMeeting(value) ?? []));
}

/** Changes the book: nobody else does until the job is over. A withdrawn call changes nothing. */
export function changeMeetings<T>(
  { store, signal }: ToolContext,
  job: (meetings: readonly Meeting[], book: MeetingBook) => Promise<T>,
): Promise<T> {
  return inTurn(store, async () => {
    const meetings = await allMeetings(store);
    signal.throwIfAborted();
    return job(meetings, {
      save: (meeting) => store.put(collection, meeting.id, meeting),
      remove: ({ id }) => store.delete(collection, id),
    });
  });
}

export interface MeetingBook {
  save(meeting: Meeting): Promise<void>;
  remove(meeting: Meeting): Promise<void>;
}

/** The meeting with this id, however it is spelled. */
export function findMeeting(meetings: readonly Meeting[], id: string): Meeting | undefined {
  return meetings.find((meeting) => meeting.id === spelledId(id));
}

/** The answer for an id that no meeting has: the model may know it under another. */
export function noSuchMeeting(id: string, meetings: readonly Meeting[], context: ToolContext) {
  const coming = meetings.filter(({ endMs }) => endMs > context.now()).slice(0, 10);
  return {
    status: "not_found",
    meetings: coming.map((meeting) => meetingFacts(meeting, context.timeZone)),
    sentence:
      coming.length === 0
        ? `There is no meeting ${id}, and none is planned.`
        : `There is no meeting ${id}. Ask which one is meant.`,
    retryable: coming.length > 0,
  };
}

/** Shows the meetings as a table and offers them to other calendars. */
export async function showMeetings(
  context: ToolContext,
  title: string,
  meetings: readonly Meeting[],
  { cancelled = false }: { readonly cancelled?: boolean } = {},
): Promise<void> {
  const rows = meetings.map((meeting) => {
    const { date, start, end } = timesOf(meeting, context.timeZone);
    const { id, topic, attendees, room } = meeting;
    return [id, date, `${start}–${end}`, topic, attendees.join(", "), roomName(room)];
  });
  context.show({
    kind: "table",
    title,
    columns: [
      toTranslate("Id"),
      toTranslate("Day"),
      toTranslate("Time"),
      toTranslate("Topic"),
      toTranslate("With"),
      toTranslate("Room"),
    ],
    rows,
  });
  try {
    context.show(await calendarFile(meetings, { nowMs: context.now(), cancelled }));
  } catch {
    // Its code comes over the network. The meeting stands without it.
    context.show({ kind: "text", text: "The calendar file could not be made." });
  }
}

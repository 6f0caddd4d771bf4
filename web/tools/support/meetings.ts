import * as v from "valibot";
import type { ToolResult } from "../../core/tools/tool.ts";
import { dayOf, isDay, momentOf, spokenDay, timeOf } from "./calendar.ts";

export const rooms = ["virtual", "tinker_station", "mind_manor"] as const;

export type Room = (typeof rooms)[number];

/** A stretch of time in ms since the epoch; the end is no longer part of it. */
export interface Slot {
  readonly startMs: number;
  readonly endMs: number;
}

export interface Meeting extends Slot {
  /** Short enough to be said aloud, such as `M7K2`. */
  readonly id: string;
  readonly topic: string;
  readonly attendees: readonly string[];
  readonly room: Room;
  readonly createdAtMs: number;
  /** How often it was moved: calendars keep the newest they have seen. */
  readonly revision: number;
}

const meetingSchema = v.object({
  id: v.string(),
  topic: v.string(),
  attendees: v.array(v.string()),
  room: v.picklist(rooms),
  startMs: v.number(),
  endMs: v.number(),
  createdAtMs: v.number(),
  revision: v.number(),
});

/** A meeting from what was stored; undefined if it is none. */
export function readMeeting(value: unknown): Meeting | undefined {
  const read = v.safeParse(meetingSchema, value);
  return read.success && read.output.startMs < read.output.endMs ? read.output : undefined;
}

/** When a meeting is wanted, on the clock of the person. */
export interface WantedTime {
  /** ISO day. */
  readonly date: string;
  /** Time of day. */
  readonly start: string;
  /** Time of day; goes before `minutes`. */
  readonly end?: string | undefined;
  readonly minutes?: number | undefined;
}

/** A slot, or why there is none: the answer to the model. */
export type Planned =
  | { readonly type: "slot"; readonly slot: Slot }
  | { readonly type: "problem"; readonly answer: ToolResult };

const defaultMinutes = 30;

/** The slot that is meant; past times, and times that do not exist, are problems. */
export function planSlot(wanted: WantedTime, nowMs: number, timeZone: string): Planned {
  const today = { today: dayOf(nowMs, timeZone), now: timeOf(nowMs, timeZone) };
  const problem = (status: string, sentence: string): Planned => ({
    type: "problem",
    answer: { status, ...today, sentence, retryable: true },
  });
  if (!isDay(wanted.date)) return problem("no_such_day", `There is no day ${wanted.date} in the calendar.`);
  const startMs = momentOf(wanted.date, wanted.start, timeZone);
  if (startMs === undefined) {
    return problem("no_such_time", `The clocks skip ${wanted.start} on ${wanted.date}. Choose another time.`);
  }
  const endMs = endOf(wanted, startMs, timeZone);
  if (endMs === undefined || endMs <= startMs) {
    return problem(
      "ends_too_early",
      "A meeting must end after it starts, on the same day. Give minutes instead.",
    );
  }
  // A meeting may start in the running minute.
  if (startMs + 60_000 <= nowMs) {
    const now = `today is ${spokenDay(nowMs, timeZone)} and it is ${today.now}`;
    return problem("in_the_past", `${wanted.date} ${wanted.start} is in the past: ${now}.`);
  }
  return { type: "slot", slot: { startMs, endMs } };
}

function endOf({ date, end, minutes = defaultMinutes }: WantedTime, startMs: number, timeZone: string) {
  return end === undefined ? startMs + minutes * 60_000 : momentOf(date, end, timeZone);
}

/** Whether both take place at some moment. One may begin as the other ends. */
export function overlap(one: Slot, other: Slot): boolean {
  return one.startMs < other.endMs && other.startMs < one.endMs;
}

/** Meetings that take the room in this slot, first the earliest. Any number of virtual meetings fit. */
export function conflicts(meetings: readonly Meeting[], room: Room, slot: Slot): readonly Meeting[] {
  if (room === "virtual") return [];
  return byStart(meetings.filter((meeting) => meeting.room === room && overlap(meeting, slot)));
}

/** The earliest slot of the same length, not before this one, in which the room is free. */
export function nextFreeSlot(meetings: readonly Meeting[], room: Room, slot: Slot): Slot {
  const lengthMs = slot.endMs - slot.startMs;
  let free = slot;
  for (const taken of byStart(meetings.filter((meeting) => meeting.room === room))) {
    if (conflicts([taken], room, free).length > 0) {
      free = { startMs: taken.endMs, endMs: taken.endMs + lengthMs };
    }
  }
  return free;
}

/** Rooms that are free in this slot. */
export function freeRooms(meetings: readonly Meeting[], slot: Slot): readonly Room[] {
  return rooms.filter((room) => conflicts(meetings, room, slot).length === 0);
}

/** First the earliest; a new list. */
export function byStart(meetings: readonly Meeting[]): readonly Meeting[] {
  return meetings.toSorted((one, other) => one.startMs - other.startMs);
}

/** The answer that a room is taken, with what is free instead. */
export function roomTaken(
  meetings: readonly Meeting[],
  room: Room,
  slot: Slot,
  timeZone: string,
): ToolResult | undefined {
  const [first] = conflicts(meetings, room, slot);
  if (first === undefined) return undefined;
  const next = timesOf(nextFreeSlot(meetings, room, slot), timeZone);
  const others = freeRooms(meetings, slot);
  const taken = timesOf(first, timeZone);
  return {
    status: "conflict",
    takenBy: meetingFacts(first, timeZone),
    alternatives: { sameRoom: next, sameTime: others },
    sentence: `${roomName(room)} is taken by ${first.topic} from ${taken.start} to ${taken.end}. It is free on ${next.date} from ${next.start} to ${next.end}; at the wanted time ${others.map(roomName).join(" and ")} would be free.`,
    retryable: true,
  };
}

/** Day and times of a slot on the clock of the person. */
export function timesOf({ startMs, endMs }: Slot, timeZone: string) {
  return {
    date: dayOf(startMs, timeZone),
    start: timeOf(startMs, timeZone),
    end: timeOf(endMs, timeZone),
  };
}

/** What the model is told of a meeting. */
export function meetingFacts(meeting: Meeting, timeZone: string) {
  const { id, topic, attendees, room } = meeting;
  return { id, topic, attendees, ...timesOf(meeting, timeZone), room };
}

/** The meeting as it is said, such as `Budget with Ada on Friday, 20 November 2026, 14:00 to 14:30, virtual`. */
export function spokenMeeting(meeting: Meeting, timeZone: string): string {
  const { start, end } = timesOf(meeting, timeZone);
  const people = new Intl.ListFormat("en-GB").format(meeting.attendees);
  return `${meeting.topic} with ${people} on ${spokenDay(meeting.startMs, timeZone)}, ${start} to ${end}, ${roomName(meeting.room)}`;
}

/** The room as people read it. */
export function roomName(room: Room): string {
  return room.replace("_", " ");
}

const letters = "ACDEFGHJKMNPQRTWXY";
const digits = "234679";

/**
 * A free id: letters and digits in turn, without those that look alike. Gets longer when the short ones run out.
 * @param random 0 to below 1
 */
export function newMeetingId(taken: ReadonlySet<string>, random: () => number = Math.random): string {
  const triesPerLength = 20;
  for (let attempt = 0; ; attempt++) {
    const length = 4 + Math.floor(attempt / triesPerLength);
    const id = Array.from({ length }, (_, index) => pick(index % 2 === 0 ? letters : digits, random)).join(
      "",
    );
    if (!taken.has(id)) return id;
  }
}

function pick(characters: string, random: () => number): string {
  return characters.charAt(Math.floor(random() * characters.length));
}

/** The id that is meant, however it was said or written down: `m 7 k 2`, `M7-K2`. */
export function spelledId(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9]/g, "");
}

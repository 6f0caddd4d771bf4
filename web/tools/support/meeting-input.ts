import * as v from "valibot";
import { dayPattern, timePattern } from "./calendar.ts";
import { rooms } from "./meetings.ts";

/** A day as an argument. */
export function dayInput(description: string) {
  return v.pipe(
    v.string(),
    v.regex(dayPattern, "must be a day such as 2026-11-20"),
    v.description(description),
  );
}

/** A time of day as an argument. */
export function timeInput(description: string) {
  return v.pipe(v.string(), v.regex(timePattern, "must be a time such as 14:05"), v.description(description));
}

export const roomInput = v.pipe(
  v.picklist(rooms),
  v.description("Where: virtual is an online meeting, the others are rooms."),
);

export const minutesInput = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(5),
  v.maxValue(720),
  v.description("How long, in minutes; 30 unless told."),
);

export const idInput = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(20),
  v.description("The id of the meeting, such as M7K2; list_meetings tells it."),
);

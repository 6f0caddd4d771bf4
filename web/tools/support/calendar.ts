import { utcOffset } from "./places.ts";

/** A day as `2026-11-20`, and a time of day as `14:05`; both on the clock of some time zone. */
export type Day = string;
export type TimeOfDay = string;

/** What a day and a time of day look like; `isDay` knows whether there is such a day. */
export const dayPattern = /^\d{4}-\d{2}-\d{2}$/;
export const timePattern = /^([01]\d|2[0-3]):[0-5]\d$/;

const minuteMs = 60_000;

/** Whether the calendar has this day. */
export function isDay(text: string): boolean {
  const atMs = dayPattern.test(text) ? Date.parse(`${text}T00:00Z`) : Number.NaN;
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(text);
}

/** The day at a moment. */
export function dayOf(atMs: number, timeZone: string): Day {
  // Swedish writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat("sv-SE", { timeZone }).format(atMs);
}

/** The time of day at a moment. */
export function timeOf(atMs: number, timeZone: string): TimeOfDay {
  const format: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat("en-GB", { timeZone, ...format }).format(atMs);
}

/** The day as people say it, such as `Friday, 20 November 2026`. */
export function spokenDay(atMs: number, timeZone: string): string {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-GB", { timeZone, ...options }).format(atMs);
  return `${format({ weekday: "long" })}, ${format({ day: "numeric", month: "long", year: "numeric" })}`;
}

/** The day so many days later, or earlier if negative. */
export function addDays(day: Day, days: number): Day {
  const atMs = Date.parse(`${day}T00:00Z`) + days * 24 * 60 * minuteMs;
  return new Date(atMs).toISOString().slice(0, 10);
}

/**
 * The moment when the clock of the zone shows this, in ms since the epoch. Undefined if it never does: there is no
 * such day, or the clock was put forward over this time. Of two such moments in autumn it is one.
 */
export function momentOf(day: Day, time: TimeOfDay, timeZone: string): number | undefined {
  const asUtc = isDay(day) ? Date.parse(`${day}T${time}Z`) : Number.NaN;
  if (Number.isNaN(asUtc)) return undefined;
  // The offset at the wrong moment is near enough to find the right one.
  const nearby = asUtc - offsetMs(timeZone, asUtc);
  const moment = asUtc - offsetMs(timeZone, nearby);
  return dayOf(moment, timeZone) === day && timeOf(moment, timeZone) === time ? moment : undefined;
}

/** The first moment of a day. Some zones put their clocks forward at midnight, so the day may begin at one. */
export function startOfDay(day: Day, timeZone: string): number {
  const moment = momentOf(day, "00:00", timeZone) ?? momentOf(day, "01:00", timeZone);
  if (moment === undefined) throw new RangeError(`There is no day ${day}.`);
  return moment;
}

function offsetMs(timeZone: string, atMs: number): number {
  const offset = utcOffset(timeZone, atMs);
  const [hours = 0, minutes = 0] = offset.slice(1).split(":").map(Number);
  return (offset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * minuteMs;
}

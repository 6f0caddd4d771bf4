import { msg } from "@lit/localize";
import { unreachable } from "../core/assert.ts";
import { locale, perLocale } from "./locale.ts";

const formatOf = (options: Intl.DateTimeFormatOptions) =>
  perLocale((locale) => new Intl.DateTimeFormat(locale, options));
const weekday = formatOf({ weekday: "long" });
const dayAndMonth = formatOf({ day: "numeric", month: "long" });
const fullDate = formatOf({ day: "numeric", month: "long", year: "numeric" });
const timeOfDay = formatOf({ hour: "numeric", minute: "2-digit" });

/** The midnight before, in the person's time zone. */
export function dayStartMs(atMs: number): number {
  return new Date(atMs).setHours(0, 0, 0, 0);
}

/** The midnight after, in the person's time zone. */
export function nextDayMs(atMs: number): number {
  return new Date(atMs).setHours(24, 0, 0, 0);
}

/** A day as a heading: the last week in words, then dates, with the year where it is another one. */
export function dayName(atMs: number, nowMs: number): string {
  // Rounded, since days with a change of clocks are not 24 hours long.
  const daysAgo = Math.round((dayStartMs(nowMs) - dayStartMs(atMs)) / 86_400_000);
  if (daysAgo === 0) return msg("Today");
  if (daysAgo === 1) return msg("Yesterday");
  if (daysAgo > 1 && daysAgo < 7) return capitalised(weekday().format(atMs));
  const isThisYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear();
  return (isThisYear ? dayAndMonth : fullDate)().format(atMs);
}

/** As a heading begins, also where days are written small. */
function capitalised(text: string): string {
  return text.slice(0, 1).toLocaleUpperCase(locale()) + text.slice(1);
}

/** The time of day as it is written where the person is, for example `14:02`. */
export function timeText(atMs: number): string {
  return timeOfDay().format(atMs);
}

/** How far back a list reaches. */
export type Period = "any" | "today" | "week" | "month";

/** The first moment of a period that lasts now; weeks begin on Monday. */
export function periodStartMs(period: Period, nowMs: number): number {
  const day = new Date(dayStartMs(nowMs));
  switch (period) {
    case "any":
      return Number.NEGATIVE_INFINITY;
    case "today":
      return day.getTime();
    case "week":
      return day.setDate(day.getDate() - ((day.getDay() + 6) % 7));
    case "month":
      return day.setDate(1);
    default:
      return unreachable(period);
  }
}

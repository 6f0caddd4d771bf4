/** "tomorrow at 3 pm" as local `YYYY-MM-DDTHH:MM`; undefined if neither day nor hour was named. */
export function momentFrom(text: string): string | undefined {
  const exact = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.exec(text)?.[0];
  if (exact !== undefined) return exact;
  const day = dayFrom(text);
  const clock = clockFrom(text);
  if (day === undefined && clock === undefined) return undefined;
  return `${day ?? localDay(0)}T${clock ?? "10:00"}`;
}

/** The day that was named, as `YYYY-MM-DD`. */
export function dayFrom(text: string): string | undefined {
  const iso = /\d{4}-\d{2}-\d{2}/.exec(text)?.[0];
  if (iso !== undefined) return iso;
  const word = /\b(today|tonight|tomorrow)\b/i.exec(text)?.[1]?.toLowerCase();
  return word === undefined ? undefined : localDay(word === "tomorrow" ? 1 : 0);
}

/** The time of day that was named, as `HH:MM`. */
export function clockFrom(text: string): string | undefined {
  const exact = /\d{4}-\d{2}-\d{2}T(\d{2}:\d{2})/.exec(text)?.[1];
  const said = /\b(?:at\s+)?(\d{1,2})(?::(\d{2}))?\s*(am|pm|o.clock)\b|\bat\s+(\d{1,2})(?::(\d{2}))?\b/i;
  return exact ?? clockTime(said.exec(text));
}

/** The end that was named: "until 15:30". */
export function endFrom(text: string): string | undefined {
  return clockTime(/\b(?:until|till)\s+(\d{1,2})(?::(\d{2}))?\s*(am|pm)?\b/i.exec(text));
}

/** A day counted from today, as `YYYY-MM-DD` where this runs. */
export function localDay(daysAhead: number): string {
  const date = new Date();
  date.setDate(date.getDate() + daysAhead);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(twoDigits).join("-");
}

function clockTime(match: RegExpExecArray | null): string | undefined {
  if (match === null) return undefined;
  const hour = Number(match[1] ?? match[4]) % 24;
  const evening = match[3]?.toLowerCase() === "pm" && hour < 12 ? 12 : 0;
  return `${twoDigits(hour + evening)}:${match[2] ?? match[5] ?? "00"}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

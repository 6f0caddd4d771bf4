import { clockFrom, dayFrom } from "./agent-moments.ts";
import type { JsonObject } from "./json.ts";

/** "convert 20 EUR to USD": amount and the two codes; without codes, euros to dollars. */
export function saidExchange(text: string): JsonObject {
  const found = /(\d+(?:\.\d+)?)?\s*\b([a-z]{3})\s+(?:to|in|into)\s+([a-z]{3})\b/i.exec(text);
  const [, amount, from = "EUR", to = "USD"] = found ?? [];
  return {
    amount: amount === undefined ? undefined : Number(amount),
    from: from.toUpperCase(),
    to: to.toUpperCase(),
    date: undefined,
  };
}

/** "for 3 days"; any other number means nothing to the weather. */
export function saidForecast(text: string): JsonObject {
  const days = /\b([1-7])\s+days\b/i.exec(text)?.[1];
  return {
    days: days === undefined ? undefined : Number(days),
    latitude: undefined,
    longitude: undefined,
  };
}

/** "set a timer for 2 minutes for the tea": how long, and what for. */
export function saidTimer(text: string): JsonObject {
  const found = /(\d+)\s*(seconds?|secs?|s|minutes?|mins?|m|hours?|h)\b/i.exec(text);
  const unit = found?.[2]?.charAt(0).toLowerCase();
  const seconds = Number(found?.[1] ?? 1) * (unit === "h" ? 3600 : unit === "s" ? 1 : 60);
  const label = /\d\s*\w+\s+(?:for|called|to)\s+(.+?)[.!?]?$/i.exec(text)?.[1];
  return { seconds, label };
}

/** "move meeting M7K2 to 2026-12-02 at 15:00": the id, and what is to be new of day and time. */
export function saidMeeting(text: string): JsonObject {
  return { id: meetingId.exec(text)?.[0].toUpperCase(), date: dayFrom(text), start: clockFrom(text) };
}

/** A meeting's short id: letters and digits in turn. */
export const meetingId = /\b[a-z]\d[a-z]\d[a-z\d]*\b/i;

/** "take a note: buy milk" is "buy milk". */
export function saidNote(text: string): JsonObject {
  return { text: /\bnote\b(?:\s+(?:that|down|to))?[:,]?\s+(.+)$/is.exec(text)?.[1] ?? text };
}

/** "look up Jupiter", "who was Ada Lovelace?": what follows. */
export function saidTitle(text: string): JsonObject {
  const found = /\b(?:look up|wikipedia(?: for| on)?|who (?:is|was))\s+(.+?)[?.!]*$/i.exec(text)?.[1];
  return { query: found ?? text, language: undefined };
}

/** "search my documents for the warranty": the last words after "for" or "about", else none. */
export function saidSubject(text: string): JsonObject {
  return { query: /\b(?:for|about|on)\s+(.+?)[?.!]*$/i.exec(text)?.[1], limit: undefined };
}

/** The query itself: what begins with SELECT. */
export function saidSql(text: string): JsonObject {
  return { sql: /\b(?:select|with)\b.*$/is.exec(text)?.[0] };
}

/** "show me a table": a card of that kind, with something on it. */
export function saidCard(text: string): JsonObject {
  const kind = /\b(table|list|link|chart)\b/i.exec(text)?.[1]?.toLowerCase() ?? "text";
  return { ...cards[kind], kind };
}

const cards: Readonly<Record<string, JsonObject>> = {
  text: { title: "A text", text: "This is what a card looks like." },
  list: { title: "Three things to try", items: ["Ask for the time", "Ask for a story", "Interrupt it"] },
  table: {
    title: "Planets",
    columns: ["Planet", "Moons"],
    rows: [
      ["Earth", "1"],
      ["Mars", "2"],
    ],
  },
  link: {
    title: "Gemini Live API",
    url: "https://ai.google.dev/gemini-api/docs/live",
    text: "Where it is described.",
  },
  chart: {
    title: "Moons",
    bars: [
      { label: "Earth", value: 1 },
      { label: "Mars", value: 2 },
    ],
  },
};

import type { ToolWish } from "./agent-arguments.ts";
import {
  meetingId,
  saidCard,
  saidExchange,
  saidForecast,
  saidMeeting,
  saidNote,
  saidSql,
  saidSubject,
  saidTimer,
  saidTitle,
} from "./agent-said.ts";
import type { JsonObject } from "./json.ts";

/** Something that a tool can be asked for by typing. */
export interface ToolTopic {
  readonly asks: RegExp;
  readonly wish: ToolWish;
  /** What the text says in a way of its own; everything else is read by the tool's schema. */
  readonly said?: (text: string) => JsonObject;
  /** Said before the call, for a tool nobody hears of afterwards. */
  readonly aloud?: string;
  /** What is missing from a call without such a tool, as in "I have no weather tool". */
  readonly lacks: string;
}

/** The first one that matches is meant: what names its tool goes before what could be about anything. */
export const toolTopics: readonly ToolTopic[] = [
  { asks: /\bselect\b.+\bfrom\b/is, wish: { name: /query\w*data|sql/i }, said: saidSql, lacks: "database" },
  {
    asks: /\b(describe|what is in|which tables|schema)\b.*\b(data|database|tables?)\b|\bwhich tables\b/i,
    wish: { name: /describe\w*data|schema/i },
    lacks: "database",
  },
  {
    asks: /\b(take|make|write)\b.*\bnote\b|\bnote (that|down)\b/i,
    wish: { name: /(take|add|make|write)\w*note/i },
    said: saidNote,
    aloud: "I will note that.",
    lacks: "notebook",
  },
  {
    asks: /\b(list|show|read|which|what|any|my)\b.*\bnotes\b/i,
    wish: { name: /(list|read|show)\w*note/i },
    said: saidSubject,
    lacks: "notebook",
  },
  {
    asks: /\b(past|earlier|previous|last)\s+(conversations?|calls?|talks?)\b/i,
    wish: { name: /(search|find)\w*(conversation|call|histor)/i },
    said: (text) => ({ query: text, ...defined(saidSubject(text)) }),
    lacks: "memory of earlier calls",
  },
  {
    asks: /\b(my|the)\s+(documents?|files?)\b|\bknowledge\b/i,
    wish: { name: /knowledge|document/i },
    said: (text) => ({ query: text, ...defined(saidSubject(text)) }),
    lacks: "document search",
  },
  {
    asks: /\b(analytics|statistics|stats)\b|\bhow many (calls|minutes)\b/i,
    wish: { name: /analytics|statistic/i },
    lacks: "statistics",
  },
  {
    asks: /\b(cancel|stop|delete)\b.*\btimers?\b/i,
    wish: { name: /(cancel|stop|delete)\w*timer/i },
    lacks: "timer",
  },
  {
    asks: /\b(list|show|which|what|any|my)\b.*\btimers?\b/i,
    wish: { name: /(list|show)\w*timer/i },
    lacks: "timer",
  },
  {
    asks: /\btimer\b|\bremind me in\b/i,
    wish: { name: /(set|start)\w*timer|remind|^timer/i },
    said: saidTimer,
    lacks: "timer",
  },
  { asks: /\b(long|background)\s+(job|task)\b/i, wish: { name: /long\w*job|job|task/i }, lacks: "long job" },
  {
    asks: /\b(convert|exchange rate)\b|\b\d+\s*[a-z]{3}\s+(to|in|into)\s+[a-z]{3}\b/i,
    wish: { name: /currency|exchange/i, words: /currenc/i },
    said: saidExchange,
    lacks: "exchange rate",
  },
  {
    asks: /\b(look up|wikipedia|who (is|was))\b/i,
    wish: { name: /look_?up|wikipedia|encyclop/i },
    said: saidTitle,
    lacks: "encyclopedia",
  },
  ...["reschedule|move|postpone", "cancel|delete"].map((verbs) => ({
    asks: new RegExp(`\\b(${verbs})\\b.*${meetingId.source}`, "i"),
    wish: { name: new RegExp(`(${verbs})\\w*(meeting|event|appointment)`, "i") },
    said: saidMeeting,
    lacks: "calendar",
  })),
  {
    // Whoever wants to move or cancel one without its id has to see the ids first.
    asks: /\b(list|which|what|show|any|next|upcoming|my|reschedule|move|cancel)\b.*\b(meetings?|appointments?|calendar|events?)\b/i,
    wish: {
      name: /(list|get|find|show|read|upcoming)\w*(meeting|event|appointment|calendar)/i,
      words: /upcoming meetings/i,
    },
    lacks: "calendar",
  },
  {
    asks: /\b(schedule|book|arrange|plan|meeting|appointment|invite)\b/i,
    wish: {
      name: /^(schedule|book|create|add|plan|arrange)\w*(meeting|event|appointment|call)?/i,
      words: /meeting|appointment/i,
    },
    lacks: "calendar",
  },
  {
    asks: /\b(show|draw|display)\b.*\b(card|text|list|table|link|chart)\b/i,
    wish: { name: /show\w*card|card|display/i },
    said: saidCard,
    lacks: "screen",
  },
  {
    asks: /\b(weather|forecast|rain\w*|umbrella|sunny|snow\w*|temperature)\b/i,
    wish: { name: /weather|forecast/i, words: /weather|forecast/i },
    said: saidForecast,
    lacks: "weather",
  },
  {
    asks: /\b(time|clock|date|what day|o.clock)\b/i,
    wish: { name: /time(?!r)|clock|date/i, words: /current (date|time)|time zone/i },
    lacks: "clock",
  },
];

/** Without what is undefined. */
function defined(values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

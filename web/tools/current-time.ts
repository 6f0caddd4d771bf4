import * as v from "valibot";
import { defineTool, type ToolContext } from "../core/tools/tool.ts";
import { findSpot, geocodingOrigin, placeCredit } from "./support/open-meteo.ts";
import { findPlace, utcOffset } from "./support/places.ts";
import { valibotInput } from "./support/valibot-input.ts";

const place = v.pipe(
  v.string(),
  v.maxLength(100),
  v.description(
    "A place of any size, a country, or an IANA time zone such as Asia/Tokyo. Leave it out for the time where the user is.",
  ),
);

export const tool = defineTool({
  name: "get_current_time",
  description:
    "Tells the current date, time, weekday and UTC offset where the user is, or at another place in the world.",
  input: valibotInput(v.object({ place: v.optional(place) })),
  origins: [geocodingOrigin],
  async run(args, context) {
    const asked = args.place?.trim() || undefined;
    if (asked === undefined) return timeIn(context.timeZone, "Where you are", context.now());
    const found = findPlace(asked);
    switch (found.type) {
      case "found":
        return timeIn(found.timeZone, `In ${asked}`, context.now());
      case "ambiguous":
        return {
          status: "ambiguous",
          message: `${asked} has several time zones. Ask for a city, or call again with one of them.`,
          timeZones: found.timeZones,
          retryable: true,
        };
      case "unknown":
        return timeAt(asked, context);
      default:
        return found satisfies never;
    }
  },
});

/** For all the places that give no time zone its name. */
async function timeAt(asked: string, context: ToolContext) {
  const spot = await findSpot(asked, context);
  if (spot === undefined) {
    return {
      status: "not_found",
      message: `No place named ${asked} is known. Try a bigger city nearby, or an IANA time zone.`,
      retryable: true,
    };
  }
  context.show(placeCredit);
  return timeIn(spot.timeZone, `In ${spot.name}`, context.now());
}

function timeIn(timeZone: string, where: string, atMs: number) {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-GB", { timeZone, ...options }).format(atMs);
  const weekday = format({ weekday: "long" });
  const time = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const day = format({ day: "numeric", month: "long", year: "numeric" });
  const offset = utcOffset(timeZone, atMs);
  return {
    status: "ok",
    timeZone,
    // Swedish writes dates as ISO 8601 does.
    date: new Intl.DateTimeFormat("sv-SE", { timeZone }).format(atMs),
    time,
    weekday,
    utcOffset: offset,
    sentence: `${where} it is ${time} on ${weekday}, ${day} (UTC${offset}).`,
  };
}

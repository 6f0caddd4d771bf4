import * as v from "valibot";
import { toTranslate } from "../../core/to-translate.ts";
import type { Card } from "../../core/tools/card.ts";
import type { ToolContext } from "../../core/tools/tool.ts";
import { readAnswer, withQuery } from "./answers.ts";
import { simplified } from "./places.ts";

export const geocodingOrigin = "https://geocoding-api.open-meteo.com";
export const forecastOrigin = "https://api.open-meteo.com";

/** Shown wherever its weather is: the licence asks for it. */
export const weatherCredit: Card = {
  kind: "credit",
  text: toTranslate("Weather data by Open-Meteo.com"),
  url: "https://open-meteo.com/",
};

/** Shown where only its places are used. */
export const placeCredit: Card = {
  kind: "credit",
  text: toTranslate("Places by Open-Meteo.com and GeoNames"),
  url: "https://open-meteo.com/en/docs/geocoding-api",
};

/** A place on the map. */
export interface Spot {
  /** As `Paris, Texas, United States`. */
  readonly name: string;
  readonly latitude: number;
  readonly longitude: number;
  /** IANA name. */
  readonly timeZone: string;
}

const place = v.object({
  name: v.string(),
  latitude: v.number(),
  longitude: v.number(),
  timezone: v.optional(v.string(), "auto"),
  country: v.optional(v.string(), ""),
  country_code: v.optional(v.string(), ""),
  admin1: v.optional(v.string(), ""),
});

/** Without a match there are no results at all. */
const places = v.object({ results: v.optional(v.array(place), []) });

/**
 * The best known place of this name, undefined if there is none. What follows a comma picks among places of one name:
 * `Paris, Texas`, `Paris, FR`.
 * @throws ToolFetchError
 */
export async function findSpot(text: string, context: Pick<ToolContext, "fetch">): Promise<Spot | undefined> {
  const [name = "", ...rest] = text.split(",").map((part) => part.trim());
  const url = withQuery(`${geocodingOrigin}/v1/search`, { name, count: 10, language: "en", format: "json" });
  const answer = await context.fetch(url, { cacheMs: 24 * 60 * 60_000 });
  const { results } = readAnswer(places, answer, "Open-Meteo");
  const found = results.find((one) => rest.every((part) => liesIn(one, part))) ?? results[0];
  if (found === undefined) return undefined;
  const parts = [found.name, found.admin1, found.country].filter((part) => part !== "");
  return {
    name: [...new Set(parts)].join(", "),
    latitude: found.latitude,
    longitude: found.longitude,
    timeZone: found.timezone,
  };
}

function liesIn({ country, country_code, admin1 }: v.InferOutput<typeof place>, part: string): boolean {
  return [country, country_code, admin1].some((name) => simplified(name) === simplified(part));
}

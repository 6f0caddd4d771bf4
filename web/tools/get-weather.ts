import * as v from "valibot";
import { toTranslate } from "../core/to-translate.ts";
import type { Card } from "../core/tools/card.ts";
import { defineTool, type ToolContext } from "../core/tools/tool.ts";
import { readAnswer, withQuery } from "./support/answers.ts";
import { findSpot, forecastOrigin, geocodingOrigin, type Spot, weatherCredit } from "./support/open-meteo.ts";
import { valibotInput } from "./support/valibot-input.ts";
import { weatherInWords } from "./support/weather-codes.ts";

const input = v.object({
  place: v.optional(
    v.pipe(
      v.string(),
      v.maxLength(100),
      v.description("A place of any size, as Bonn or Paris, Texas. Leave it out when you give coordinates."),
    ),
  ),
  latitude: v.optional(
    v.pipe(v.number(), v.minValue(-90), v.maxValue(90), v.description("In degrees, north is positive.")),
  ),
  longitude: v.optional(
    v.pipe(v.number(), v.minValue(-180), v.maxValue(180), v.description("In degrees, east is positive.")),
  ),
  days: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(1),
      v.maxValue(7),
      v.description("How many days the forecast covers, today included."),
    ),
    1,
  ),
  unit: v.optional(
    v.pipe(v.picklist(["celsius", "fahrenheit"]), v.description("What the user thinks in.")),
    "celsius",
  ),
});

export const tool = defineTool({
  name: "get_weather",
  description:
    "Tells the weather now and the forecast for today or up to seven days, for a place or for coordinates.",
  input: valibotInput(input),
  origins: [forecastOrigin, geocodingOrigin],
  async run(args, context) {
    const spot = await spotOf(args, context);
    if (spot === undefined) return args.place === undefined ? nowhere : notFound(args.place);
    const forecast = await fetchForecast(spot, args, context);
    const days = daysOf(forecast);
    context.show(dayTable(spot, days));
    context.show(weatherCredit);
    const { current } = forecast;
    const now = {
      weather: weatherInWords(current.weather_code),
      temperature: Math.round(current.temperature_2m),
      feelsLike: Math.round(current.apparent_temperature),
      humidityPercent: current.relative_humidity_2m,
      wind: `${Math.round(current.wind_speed_10m)} ${forecast.current_units.wind_speed_10m}`,
    };
    return {
      status: "ok",
      place: spot.name,
      unit: args.unit,
      now,
      days,
      sentence: `In ${spot.name} it is ${now.temperature} degrees, ${now.weather}.`,
    };
  },
});

type Args = v.InferOutput<typeof input>;

async function spotOf({ place, latitude, longitude }: Args, context: ToolContext): Promise<Spot | undefined> {
  if (latitude !== undefined && longitude !== undefined) {
    return { name: place ?? `${latitude}, ${longitude}`, latitude, longitude, timeZone: "auto" };
  }
  return place === undefined ? undefined : findSpot(place, context);
}

const nowhere = {
  status: "no_place",
  message: "Ask for which place, and call again with it.",
  retryable: true,
};

function notFound(place: string) {
  const message = `No place named ${place} is known. Ask for a bigger one nearby.`;
  return { status: "not_found", message, retryable: true };
}

/** Some values are missing at the far end of a forecast. */
const values = v.array(v.nullable(v.number()));

const forecastSchema = v.object({
  current_units: v.object({ wind_speed_10m: v.string() }),
  current: v.object({
    temperature_2m: v.number(),
    apparent_temperature: v.number(),
    relative_humidity_2m: v.number(),
    weather_code: v.number(),
    wind_speed_10m: v.number(),
  }),
  daily: v.object({
    time: v.array(v.string()),
    weather_code: values,
    temperature_2m_max: values,
    temperature_2m_min: values,
    precipitation_probability_max: values,
  }),
});

type Forecast = v.InferOutput<typeof forecastSchema>;

async function fetchForecast(spot: Spot, { days, unit }: Args, context: ToolContext): Promise<Forecast> {
  const url = withQuery(`${forecastOrigin}/v1/forecast`, {
    latitude: spot.latitude,
    longitude: spot.longitude,
    current: Object.keys(forecastSchema.entries.current.entries).join(),
    daily: Object.keys(forecastSchema.entries.daily.entries)
      .filter((name) => name !== "time")
      .join(),
    timezone: spot.timeZone,
    forecast_days: days,
    ...(unit === "fahrenheit" ? { temperature_unit: "fahrenheit", wind_speed_unit: "mph" } : {}),
  });
  // New values come every quarter of an hour.
  return readAnswer(forecastSchema, await context.fetch(url, { cacheMs: 10 * 60_000 }), "Open-Meteo");
}

interface Day {
  /** ISO 8601, at the place. */
  readonly date: string;
  readonly weekday: string;
  readonly weather: string;
  readonly high: number | undefined;
  readonly low: number | undefined;
  readonly rainPercent: number | undefined;
}

function daysOf({ daily }: Forecast): readonly Day[] {
  const rounded = (value: number | null | undefined) =>
    // Minus zero is plain zero.
    typeof value === "number" ? Math.round(value) || 0 : undefined;
  return daily.time.map((date, i) => ({
    date,
    weekday: new Intl.DateTimeFormat("en", { weekday: "long", timeZone: "UTC" }).format(Date.parse(date)),
    weather: weatherInWords(daily.weather_code[i]),
    high: rounded(daily.temperature_2m_max[i]),
    low: rounded(daily.temperature_2m_min[i]),
    rainPercent: rounded(daily.precipitation_probability_max[i]),
  }));
}

function dayTable({ name }: Spot, days: readonly Day[]): Card {
  const cell = (value: number | undefined, unit: string) => (value === undefined ? "–" : `${value}${unit}`);
  return {
    kind: "table",
    title: name,
    columns: [
      toTranslate("Day"),
      toTranslate("Weather"),
      toTranslate("High"),
      toTranslate("Low"),
      toTranslate("Rain"),
    ],
    rows: days.map(({ weekday, weather, high, low, rainPercent }) => [
      weekday,
      weather,
      cell(high, "°"),
      cell(low, "°"),
      cell(rainPercent, " %"),
    ]),
  };
}

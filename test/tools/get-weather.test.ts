import { describe, expect, it } from "vitest";
import { tool } from "../../web/tools/get-weather.ts";
import { FakeToolContext } from "../fakes/fake-tool-context.ts";
import { fixture } from "./fixtures/fixture.ts";

/** A context whose Open-Meteo answers as recorded. */
function scene(places = "open-meteo-geocoding-paris") {
  const context = new FakeToolContext();
  context.answer = ({ hostname }) => ({
    body: fixture(hostname.startsWith("geocoding") ? places : "open-meteo-forecast"),
  });
  return context;
}

/** The arguments as validation completes them. */
async function ask(args: Readonly<Record<string, unknown>>, context: FakeToolContext) {
  const checked = await tool.input["~standard"].validate(args);
  if (checked.issues !== undefined) throw new Error(checked.issues[0]?.message);
  return tool.run(checked.value, context);
}

describe("get_weather", () => {
  it("tells the weather now and the days ahead for a place", async () => {
    const context = scene();
    expect(await ask({ place: "Paris", days: 3 }, context)).toEqual({
      status: "ok",
      place: "Paris, Île-de-France, France",
      unit: "celsius",
      now: { weather: "light rain", temperature: 9, feelsLike: 7, humidityPercent: 81, wind: "15 km/h" },
      days: [
        { date: "2026-11-20", weekday: "Friday", weather: "rain", high: 10, low: 6, rainPercent: 88 },
        { date: "2026-11-21", weekday: "Saturday", weather: "overcast", high: 8, low: 0, rainPercent: 13 },
        {
          date: "2026-11-22",
          weekday: "Sunday",
          weather: "unknown",
          high: undefined,
          low: undefined,
          rainPercent: undefined,
        },
      ],
      sentence: "In Paris, Île-de-France, France it is 9 degrees, light rain.",
    });
  });

  it("shows a table of the days, and whose data it is", async () => {
    const context = scene();
    await ask({ place: "Paris", days: 3 }, context);
    expect(context.cards).toEqual([
      {
        kind: "table",
        title: "Paris, Île-de-France, France",
        columns: ["Day", "Weather", "High", "Low", "Rain"],
        rows: [
          ["Friday", "rain", "10°", "6°", "88 %"],
          ["Saturday", "overcast", "8°", "0°", "13 %"],
          ["Sunday", "unknown", "–", "–", "–"],
        ],
      },
      { kind: "credit", text: "Weather data by Open-Meteo.com", url: "https://open-meteo.com/" },
    ]);
  });

  it("asks for the place on the map, in the unit and for the days that are wanted", async () => {
    const context = scene();
    await ask({ place: "Paris, Texas", days: 7, unit: "fahrenheit" }, context);
    const asked = Object.fromEntries(context.fetched[1]?.url.searchParams ?? []);
    expect(asked).toMatchObject({
      latitude: "33.66094",
      longitude: "-95.55551",
      timezone: "America/Chicago",
      forecast_days: "7",
      temperature_unit: "fahrenheit",
      wind_speed_unit: "mph",
    });
    expect(asked["daily"]).toBe(
      "weather_code,temperature_2m_max,temperature_2m_min,precipitation_probability_max",
    );
  });

  it("takes coordinates without looking for a place", async () => {
    const context = scene();
    expect(await ask({ latitude: 48.86, longitude: 2.36 }, context)).toMatchObject({ place: "48.86, 2.36" });
    const asked = context.fetched.map(({ url }) => Object.fromEntries(url.searchParams));
    expect(asked).toEqual([
      expect.objectContaining({ latitude: "48.86", timezone: "auto", forecast_days: "1" }),
    ]);
    expect(asked[0]).not.toHaveProperty("temperature_unit");
  });

  it.each([{}, { latitude: 4 }])("asks back where, for %j", async (args) => {
    const context = scene();
    expect(await ask(args, context)).toMatchObject({ status: "no_place", retryable: true });
    expect(context.fetched).toEqual([]);
  });

  it("says that it does not know a place", async () => {
    const context = scene("open-meteo-geocoding-nothing");
    expect(await ask({ place: "Atlantis" }, context)).toMatchObject({ status: "not_found", retryable: true });
    expect(context.cards).toEqual([]);
  });

  it.each([{ days: 0 }, { days: 8 }, { days: 1.5 }, { unit: "kelvin" }, { latitude: 91 }])(
    "takes no %j",
    async (args) => {
      await expect(ask(args, scene())).rejects.toThrow();
    },
  );
});

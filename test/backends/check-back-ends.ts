import { expect, it } from "vitest";
import { browserClock } from "../../web/adapters/browser-clock.ts";
import { createToolFetcher } from "../../web/adapters/tool-fetcher.ts";
import { defaultSettings } from "../../web/core/settings.ts";
import { originsOf, type Tool } from "../../web/core/tools/tool.ts";
import { ToolFetchError } from "../../web/core/tools/tool-fetch.ts";
import { tool as convertCurrency } from "../../web/tools/convert-currency.ts";
import { tool as currentTime } from "../../web/tools/current-time.ts";
import { tool as getWeather } from "../../web/tools/get-weather.ts";
import { tool as lookUp } from "../../web/tools/look-up.ts";
import { tool as queryData } from "../../web/tools/query-data.ts";
import { FakeToolContext } from "../fakes/fake-tool-context.ts";

/** Datasette's own demonstration stands for the database of a person. */
const settings = { ...defaultSettings, dataUrl: "https://latest.datasette.io/fixtures" };

it.for<readonly [string, Tool, Readonly<Record<string, unknown>>]>([
  ["Open-Meteo geocoding", currentTime, { place: "Wuppertal" }],
  ["Open-Meteo forecast", getWeather, { latitude: 51.26, longitude: 7.18, days: 3, unit: "celsius" }],
  ["Frankfurter", convertCurrency, { amount: 100, from: "USD", to: "EUR" }],
  ["Wikipedia", lookUp, { query: "Ada Lovelace", language: "en" }],
  ["Datasette", queryData, { sql: "select count(*) as n from facetable" }],
])("%s", async ([, tool, args], { task }) => {
  const note = (answer: string, reason?: string) => {
    task.meta.backEnd = { tool: tool.name, answer: answer.slice(0, 100), reason };
  };
  try {
    const result = await tool.run(args, realContext(tool));
    note(JSON.stringify(result["sentence"] ?? result));
    expect(result["status"]).toBe("ok");
  } catch (error) {
    if (error instanceof ToolFetchError) note(error.message, error.reason);
    throw error;
  }
});

/** A context that fetches as the app does. */
function realContext(tool: Tool): FakeToolContext {
  const context = new FakeToolContext();
  const fetcher = createToolFetcher({ clock: browserClock });
  context.settings = settings;
  context.fetch = (url, options = {}) =>
    fetcher({ url, options, origins: originsOf(tool, settings), signal: context.signal });
  return context;
}

import { describe, expect, it } from "vitest";
import { ToolFetchError } from "../../web/core/tools/tool-fetch.ts";
import { tool } from "../../web/tools/current-time.ts";
import { FakeToolContext } from "../fakes/fake-tool-context.ts";
import { fixture } from "./fixtures/fixture.ts";

/** A moment when it is summer in the north and already tomorrow in the far east. */
const summerEvening = Date.UTC(2026, 6, 14, 20, 5);

function ask(place: string | undefined, atMs = summerEvening, context = new FakeToolContext()) {
  context.nowMs = atMs;
  return tool.run(place === undefined ? {} : { place }, context);
}

/** A context whose geocoding has this answer. */
function knowing(name: string): FakeToolContext {
  const context = new FakeToolContext();
  context.answer = () => ({ body: fixture(name) });
  return context;
}

describe("get_current_time", () => {
  it("tells the time where the person is", async () => {
    expect(await ask(undefined)).toEqual({
      status: "ok",
      timeZone: "Europe/Berlin",
      date: "2026-07-14",
      time: "22:05",
      weekday: "Tuesday",
      utcOffset: "+02:00",
      sentence: "Where you are it is 22:05 on Tuesday, 14 July 2026 (UTC+02:00).",
    });
  });

  it("tells the time of another day elsewhere", async () => {
    expect(await ask("Tokyo")).toMatchObject({
      timeZone: "Asia/Tokyo",
      date: "2026-07-15",
      time: "05:05",
      weekday: "Wednesday",
      utcOffset: "+09:00",
      sentence: "In Tokyo it is 05:05 on Wednesday, 15 July 2026 (UTC+09:00).",
    });
  });

  it("writes midnight as 00", async () => {
    expect(await ask("UTC", Date.UTC(2026, 0, 1, 0, 30))).toMatchObject({
      time: "00:30",
      utcOffset: "+00:00",
    });
  });

  it.each([
    ["Asia/Kolkata", "+05:30"],
    ["america/new_york", "-04:00"],
    ["Etc/GMT+5", "-05:00"],
    ["UTC", "+00:00"],
    ["San Francisco", "-07:00"],
    ["Munich", "+02:00"],
    ["münchen", "+02:00"],
    ["Mumbai", "+05:30"],
    ["Kolkata", "+05:30"],
    ["Beijing", "+08:00"],
    ["Kathmandu", "+05:45"],
    ["Kyiv", "+03:00"],
    ["Ho Chi Minh City", "+07:00"],
    ["  new   york ", "-04:00"],
    ["Buenos Aires", "-03:00"],
    ["São Paulo", "-03:00"],
    ["Paris, France", "+02:00"],
    ["London, England", "+01:00"],
    ["London, UK", "+01:00"],
    ["Mumbai, India", "+05:30"],
    ["Sydney, Australia", "+10:00"],
    ["Adelaide", "+09:30"],
    ["Germany", "+02:00"],
    ["japan", "+09:00"],
    ["Kenya", "+03:00"],
    ["New Zealand", "+12:00"],
  ])("finds %s", async (place, utcOffset) => {
    expect(await ask(place)).toMatchObject({ status: "ok", utcOffset });
  });

  it.each(["United States", "Australia", "Brazil"])(
    "asks back for %s, which has several clocks",
    async (place) => {
      expect(await ask(place)).toMatchObject({
        status: "ambiguous",
        retryable: true,
        timeZones: expect.arrayContaining([expect.stringContaining("/")]),
      });
    },
  );

  it.each(["Atlantis", "!", "XX", "New", "123"])("says that nobody knows %s", async (place) => {
    const context = knowing("open-meteo-geocoding-nothing");
    expect(await ask(place, summerEvening, context)).toMatchObject({ status: "not_found", retryable: true });
    expect(context.fetched).toHaveLength(1);
  });

  it("asks nobody about places whose zone it knows itself", async () => {
    const context = new FakeToolContext();
    await ask("Tokyo", summerEvening, context);
    expect(context.fetched).toEqual([]);
    expect(context.cards).toEqual([]);
  });

  it.each([
    ["Paris Landing", "Europe/Paris", "In Paris, Île-de-France, France it is 22:05"],
    ["Paris, Texas", "America/Chicago", "In Paris, Texas, United States it is 15:05"],
    ["Portland, Maine", "Europe/Paris", "In Paris"],
    ["Athens, Georgia", "Europe/Paris", "In Paris"],
    ["Parisville, Texas", "America/Chicago", "In Paris, Texas, United States it is 15:05"],
    ["Parisville, us", "America/Chicago", "In Paris, Texas, United States it is 15:05"],
    ["Parisville, Nowhere", "Europe/Paris", "In Paris, Île-de-France, France it is 22:05"],
  ])("finds any other place by geocoding: %s", async (place, timeZone, sentence) => {
    const context = knowing("open-meteo-geocoding-paris");
    const told = await ask(place, summerEvening, context);
    expect(told).toMatchObject({ status: "ok", timeZone, sentence: expect.stringContaining(sentence) });
    const [{ url }] = context.fetched as [(typeof context.fetched)[0]];
    expect(url.origin + url.pathname).toBe("https://geocoding-api.open-meteo.com/v1/search");
    expect(url.searchParams.get("name")).toBe(place.split(",")[0]);
    expect(context.cards).toEqual([
      expect.objectContaining({ kind: "credit", text: expect.stringContaining("GeoNames") }),
    ]);
  });

  it("says what is wrong when a place cannot be looked up", async () => {
    const context = new FakeToolContext();
    context.fetch = () => Promise.reject(new ToolFetchError("offline", "This device is offline."));
    await expect(ask("Atlantis", summerEvening, context)).rejects.toThrow("This device is offline.");
  });

  it("does not believe an answer of another form", async () => {
    const context = new FakeToolContext();
    context.answer = () => ({ body: { results: [{ name: "Atlantis", latitude: "deep" }] } });
    await expect(ask("Atlantis", summerEvening, context)).rejects.toMatchObject({
      reason: "malformed",
      message: "The answer of Open-Meteo is not as expected (at results.0.latitude).",
    });
  });

  it.each(["", "   "])("takes %j for where the person is", async (place) => {
    expect(await ask(place)).toMatchObject({ status: "ok", timeZone: "Europe/Berlin" });
  });
});

/** Where a place's clock is. */
export type Place =
  | { readonly type: "found"; readonly timeZone: string }
  /** A country with several clocks. */
  | { readonly type: "ambiguous"; readonly timeZones: readonly string[] }
  | { readonly type: "unknown" };

/**
 * Big places that give no zone its name, zones whose name older browsers spell in another way, and countries where
 * nearly everybody has the same clock.
 */
const aliases: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "Africa/Johannesburg": ["cape town", "pretoria", "durban"],
    "America/Chicago": ["houston", "dallas", "austin", "san antonio", "minneapolis", "new orleans"],
    "America/Edmonton": ["calgary"],
    "America/Los_Angeles": ["san francisco", "san diego", "san jose", "seattle", "portland", "las vegas"],
    "America/New_York": [
      "washington",
      "washington dc",
      "boston",
      "miami",
      "philadelphia",
      "atlanta",
      "new york city",
      "nyc",
    ],
    "America/Sao_Paulo": ["rio de janeiro", "brasilia"],
    "America/Toronto": ["ottawa", "montreal"],
    "Asia/Dubai": ["abu dhabi"],
    "Asia/Ho_Chi_Minh": ["ho chi minh", "ho chi minh city", "saigon", "hanoi"],
    "Asia/Karachi": ["lahore", "islamabad"],
    "Asia/Kathmandu": ["kathmandu"],
    "Asia/Kolkata": [
      "kolkata",
      "mumbai",
      "bombay",
      "delhi",
      "new delhi",
      "bangalore",
      "bengaluru",
      "chennai",
      "hyderabad",
    ],
    "Asia/Riyadh": ["mecca", "jeddah"],
    "Asia/Shanghai": ["beijing", "peking", "shenzhen", "guangzhou", "chengdu", "china"],
    "Asia/Tokyo": ["osaka", "kyoto", "yokohama"],
    "Asia/Yangon": ["yangon", "rangoon"],
    "Australia/Sydney": ["canberra"],
    "Europe/Berlin": ["munich", "munchen", "hamburg", "cologne", "koln", "frankfurt", "stuttgart", "leipzig"],
    "Europe/Istanbul": ["ankara"],
    "Europe/Kyiv": ["kyiv", "kiev"],
    "Europe/London": [
      "manchester",
      "birmingham",
      "edinburgh",
      "glasgow",
      "liverpool",
      "england",
      "scotland",
      "uk",
    ],
    "Europe/Madrid": ["barcelona", "valencia", "seville", "spain"],
    "Europe/Paris": ["lyon", "marseille", "nice", "toulouse"],
    "Europe/Rome": ["milan", "milano", "naples", "turin", "florence", "venice"],
    "Europe/Warsaw": ["krakow", "cracow", "gdansk"],
    "Europe/Zurich": ["geneva", "bern", "basel"],
    "Pacific/Auckland": ["wellington", "christchurch", "new zealand"],
    "Pacific/Honolulu": ["hawaii"],
  }).flatMap(([timeZone, names]) => names.map((name) => [name, timeZone] as const)),
);

/** Finds the time zone of an IANA name, a city, or a country, however it is written. */
export function findPlace(text: string): Place {
  const name = text.trim();
  if (isTimeZone(name)) return { type: "found", timeZone: name };
  const [city = "", ...surroundings] = name.split(",").map(simplified);
  const timeZone = aliases.get(city) ?? zonesByCity().get(city);
  if (timeZone === undefined) return placeOfCountry(simplified(name));
  // "Paris, France" is Paris; "Paris, Texas" is another one.
  return surroundings.every((place) => hasClock(place, timeZone))
    ? { type: "found", timeZone }
    : { type: "unknown" };
}

/** Whether the clock of this zone is one of the place's, as far as the place is known. */
function hasClock(place: string, timeZone: string): boolean {
  const found = findPlace(place);
  if (found.type === "unknown") return false;
  const timeZones = found.type === "found" ? [found.timeZone] : found.timeZones;
  return timeZones.some((one) => sameClock(one, timeZone));
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return name !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function zonesByCity(): ReadonlyMap<string, string> {
  const zones = Intl.supportedValuesOf("timeZone");
  return new Map(zones.map((zone) => [simplified(zone.split("/").at(-1) ?? zone), zone]));
}

function placeOfCountry(name: string): Place {
  const region = regions().find((code) => simplified(regionNames.of(code) ?? "") === name);
  const timeZones = region === undefined ? [] : timeZonesOf(region);
  const [first, ...others] = timeZones;
  if (first === undefined) return { type: "unknown" };
  const oneClock = others.every((zone) => sameClock(zone, first));
  return oneClock ? { type: "found", timeZone: first } : { type: "ambiguous", timeZones };
}

const regionNames = new Intl.DisplayNames(["en"], { type: "region" });

/** Every code of two letters; those that name no region come back as themselves. */
function regions(): readonly string[] {
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  return letters.flatMap((first) => letters.map((second) => first + second));
}

/** A property in some browsers, a method in others, and missing in the rest; TypeScript knows neither. */
interface LocaleWithTimeZones {
  readonly timeZones?: readonly string[];
  getTimeZones?(): readonly string[];
}

function timeZonesOf(region: string): readonly string[] {
  const locale: Intl.Locale & LocaleWithTimeZones = new Intl.Locale(`und-${region}`);
  return locale.getTimeZones?.() ?? locale.timeZones ?? [];
}

/** Zones count as one clock when they agree in winter and in summer of a recent year. */
function sameClock(one: string, other: string): boolean {
  return [Date.UTC(2026, 0, 1), Date.UTC(2026, 6, 1)].every(
    (moment) => utcOffset(one, moment) === utcOffset(other, moment),
  );
}

/** The zone's distance from UTC at a moment, such as `+05:30`. */
export function utcOffset(timeZone: string, atMs: number): string {
  const format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
  const name = format.formatToParts(atMs).find((part) => part.type === "timeZoneName")?.value ?? "";
  return name.replace("GMT", "") || "+00:00";
}

/** Lower case, without accents, underscores and doubled spaces. */
export function simplified(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[\s_.]+/g, " ")
    .trim();
}

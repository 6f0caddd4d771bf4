import type { BrowserContext } from "playwright";
import { fixture } from "../../tools/fixtures/fixture.ts";

const answers: readonly (readonly [address: string, fixture: string])[] = [
  ["https://geocoding-api.open-meteo.com/**", "open-meteo-geocoding-paris"],
  ["https://api.open-meteo.com/**", "open-meteo-forecast"],
  ["https://api.frankfurter.dev/**", "frankfurter-rate"],
  ["https://en.wikipedia.org/w/rest.php/**", "wikipedia-search"],
  ["https://en.wikipedia.org/api/rest_v1/**", "wikipedia-summary"],
];

/** Answers for the public services of the tools as they once did, and for nobody else out there. */
export async function answerForServices(context: BrowserContext): Promise<void> {
  await context.route(/^https:/, (route) => route.abort());
  for (const [address, name] of answers) {
    await context.route(address, (route) =>
      route.fulfill({
        contentType: "application/json",
        headers: { "Access-Control-Allow-Origin": "*" },
        body: JSON.stringify(fixture(name)),
      }),
    );
  }
}

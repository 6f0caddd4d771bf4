import { afterEach, expect, it } from "vitest";
import { WebWorkPlace } from "../../web/adapters/web-work-place.ts";
import { describeWorkPlace } from "./work-place.ts";

const opened: WebWorkPlace[] = [];

function tabs() {
  const name = crypto.randomUUID();
  return () => {
    const place = new WebWorkPlace(name);
    opened.push(place);
    return place;
  };
}

afterEach(() => {
  for (const place of opened.splice(0)) place.close();
});

describeWorkPlace("by Web Locks", tabs);

it("knows its own work where the browser has no locks", async () => {
  const place = new WebWorkPlace(crypto.randomUUID(), {});
  opened.push(place);
  const end = place.begin();
  expect(await place.isBusy()).toBe(true);
  expect(await place.whileIdle(async () => undefined)).toBe(false);
  end();
  expect(await place.isBusy()).toBe(false);
  expect(await place.whileIdle(async () => undefined)).toBe(true);
});

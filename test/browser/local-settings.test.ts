import { afterEach, beforeEach, expect, it } from "vitest";
import { localSettings } from "../../web/adapters/local-settings.ts";
import { createSettings } from "../../web/app/settings.ts";

/** Another page of the app, as a second tab is one. */
let other: Window;

beforeEach(() => {
  localStorage.removeItem("parley.settings");
  const frame = document.createElement("iframe");
  document.body.append(frame);
  if (frame.contentWindow === null) throw new Error("There is no other page.");
  other = frame.contentWindow;
});
afterEach(() => {
  document.querySelector("iframe")?.remove();
  localStorage.removeItem("parley.settings");
});

function changeThere(changes: object): void {
  const kept: object = JSON.parse(other.localStorage.getItem("parley.settings") ?? "{}");
  other.localStorage.setItem("parley.settings", JSON.stringify({ ...kept, ...changes }));
}

it("follows what is changed in another tab, and takes none of it back with a change here", async () => {
  const { settings, change } = createSettings(localSettings());
  change({ volume: 0.5, temperature: 1 });
  changeThere({ dataUrl: "https://data.example.org/sales", temperature: undefined });
  await expect.poll(() => settings.get().dataUrl).toBe("https://data.example.org/sales");
  change({ record: false });
  const kept = { volume: 0.5, dataUrl: "https://data.example.org/sales", record: false };
  expect(settings.get()).toMatchObject({ ...kept, temperature: undefined });
  expect(createSettings(localSettings()).settings.get()).toMatchObject({ ...kept, temperature: undefined });
});

it("has the defaults when another tab clears everything", async () => {
  const { settings, change } = createSettings(localSettings());
  change({ volume: 0.5 });
  other.localStorage.clear();
  await expect.poll(() => settings.get().volume).toBe(1);
});

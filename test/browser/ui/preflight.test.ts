import { expect, it } from "vitest";
import { page } from "vitest/browser";
import { MicrophoneError } from "../../../web/core/errors.ts";
import { FakeApp } from "../../fakes/fake-app.ts";
import { drawn, show, violations } from "./stage.ts";

const offer = () => page.getByRole("button", { name: "Check sound and connection" });

it("is offered beside the start button, and tells how it went", async () => {
  await show();
  await offer().click();
  await expect.element(page.getByText(/About eight seconds/)).toBeVisible();
  await offer().click();
  for (const words of [
    "The microphone hears you.",
    /No echo/,
    /connected in 240 ms, round trip 48 ms/,
    "8.0 GB",
  ])
    await expect.element(page.getByText(words).first()).toBeVisible();
  await drawn();
  expect(await violations()).toEqual([]);
});

it("proposes a way to talk, for whoever wants to take it", async () => {
  const app = new FakeApp();
  app.hearsItself();
  await show(app);
  await offer().click();
  await expect.element(offer()).toBeEnabled();
  await offer().click();
  await expect.element(page.getByText(/Taking turns/)).toBeVisible();
  expect(app.settings.get().wayToTalk).toBe("open");
  await page.getByRole("button", { name: "Take turns" }).click();
  expect(app.settings.get().wayToTalk).toBe("half-duplex");
  await expect.element(page.getByRole("button", { name: "Take turns" })).not.toBeInTheDocument();
});

it("says what is wrong, and goes on with the rest", async () => {
  const app = new FakeApp();
  app.checked = { ...app.checked, sound: () => Promise.reject(new MicrophoneError("denied")) };
  await show(app, "#/settings");
  await offer().click();
  await expect.element(offer()).toBeEnabled();
  await offer().click();
  await expect.element(page.getByText(/the microphone is blocked/)).toBeVisible();
  await expect.element(page.getByText(/A call can be made/)).toBeVisible();
});

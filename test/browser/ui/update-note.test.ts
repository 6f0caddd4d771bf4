import { expect, it } from "vitest";
import { page } from "vitest/browser";
import { FakeApp } from "../../fakes/fake-app.ts";
import { show, showScene } from "./stage.ts";

it("says that an update is ready, and takes yes and later", async () => {
  const app = await showScene("update-ready");
  await expect.element(page.getByRole("status").filter({ hasText: "Update ready" })).toBeVisible();
  await page.getByRole("button", { name: "Update", exact: true }).click();
  await page.getByRole("button", { name: "Later", exact: true }).click();
  expect(app.intents.map(({ type }) => type)).toEqual(["update", "update-later"]);
  app.updateReady.set(false);
  await expect.element(page.getByRole("button", { name: "Update", exact: true })).not.toBeInTheDocument();
});

it("leaves the start button where it is", async () => {
  const app = await show(new FakeApp());
  const start = page.getByRole("button", { name: "Start call" });
  const before = start.element().getBoundingClientRect();
  app.updateReady.set(true);
  await expect.element(page.getByText("Update ready")).toBeVisible();
  const after = start.element().getBoundingClientRect();
  expect(Math.abs(after.top - before.top)).toBeLessThanOrEqual(1);
});

it("offers to install where the browser does, and says how where it is done by hand", async () => {
  const app = await showScene("install-offered");
  await page.getByRole("region", { name: "App" }).getByRole("button", { name: "Install" }).click();
  expect(app.intents).toEqual([{ type: "install" }]);
  app.installState.set("by-hand-ios");
  await expect.element(page.getByText(/then Add to Home Screen/)).toBeVisible();
  app.installState.set("by-hand-mac");
  await expect.element(page.getByText(/then Add to Dock/)).toBeVisible();
  app.installState.set("installed");
  await expect.element(page.getByText("Installed", { exact: true })).toBeVisible();
  app.installState.set("none");
  await expect.element(page.getByText("Installed", { exact: true })).not.toBeInTheDocument();
});

import { expect, it, onTestFinished } from "vitest";
import { page } from "vitest/browser";
import { useLanguage } from "../../../web/ui/locale.ts";
import { callStartMs, FakeApp } from "../../fakes/fake-app.ts";
import { show, showScene } from "./stage.ts";

it("offers a call that was cut off, says whose and how long ago, and takes yes and no", async () => {
  const app = await showScene("cut-off");
  await expect.element(page.getByText("Your call with Assistant was cut off 25 minutes ago.")).toBeVisible();
  await page.getByRole("button", { name: "Return to the call", exact: true }).click();
  await page.getByRole("button", { name: "Not now", exact: true }).click();
  await page.getByRole("button", { name: "Start call" }).click();
  expect(app.intents.map(({ type }) => type)).toEqual(["come-back", "decline", "start"]);
});

it.each([
  [10_000, "just now"],
  [60_000, "1 minute ago"],
  [3_599_000, "59 minutes ago"],
  [3_600_000, "1 hour ago"],
  [7_199_000, "1 hour ago"],
])("says how long ago %i ms are", async (ms, words) => {
  const app = new FakeApp();
  app.nowMs = callStartMs + ms;
  app.offer.set({ type: "return", callId: "lost", agent: { id: "", name: "" }, leftAtMs: callStartMs });
  await show(app);
  await expect.element(page.getByText(`Your call was cut off ${words}.`)).toBeVisible();
});

it("calls a preset agent by its name in the language of the interface", async () => {
  const app = new FakeApp();
  const agent = { id: "assistant", name: "Assistant" };
  app.offer.set({ type: "return", callId: "lost", agent, leftAtMs: app.nowMs });
  await show(app);
  onTestFinished(() => useLanguage("en"));
  await useLanguage("de");
  const offer = page.getByText("Dein Anruf mit Assistent wurde gerade eben unterbrochen.");
  await expect.element(offer).toBeVisible();
});

it("says where a call runs, and takes it over", async () => {
  const app = await showScene("elsewhere");
  await expect.element(page.getByText("A call is running in another tab.")).toBeVisible();
  await page.getByRole("button", { name: "Take it over here", exact: true }).click();
  expect(app.intents).toEqual([{ type: "take-over" }]);
  app.offer.set({ type: "none" });
  await expect.element(page.getByRole("button", { name: "Take it over here" })).not.toBeInTheDocument();
});

it("says that the call went on in another tab", async () => {
  await showScene("moved");
  await expect.element(page.getByText("The call went on in another tab.")).toBeVisible();
});

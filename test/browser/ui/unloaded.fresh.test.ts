import { expect, it, onTestFinished } from "vitest";
import { cdp, page, userEvent } from "vitest/browser";
import { find, frames, showScene } from "./stage.ts";

/** Files whose addresses match are not to be had, until what it answers is called, or the test ends. */
async function block(url: string): Promise<() => Promise<void>> {
  const set = async (urls: string[]) => void (await cdp().send("Network.setBlockedURLs", { urls }));
  await cdp().send("Network.enable");
  await set([url]);
  const release = () => set([]);
  onTestFinished(release);
  return release;
}

/** How often the page has asked for files whose addresses hold this, from now on. */
function countRequests(part: string): () => number {
  let count = 0;
  const observer = new PerformanceObserver((list) => {
    count += list.getEntries().filter(({ name }) => name.includes(part)).length;
  });
  observer.observe({ type: "resource" });
  onTestFinished(() => observer.disconnect());
  return () => count;
}

it("asks once for the code of a kept call that does not load, and leaves the list as it was", async () => {
  const release = await block("*/call-detail.ts*");
  const asked = countRequests("/call-detail.ts");
  await showScene("history");
  await userEvent.fill(page.getByRole("searchbox", { name: "Search calls" }), "e");
  location.hash = "#/history/no-such-call";
  const trouble = page.getByText("This screen didn't load.");
  await expect.element(trouble).toBeVisible();
  await frames(10);
  expect(asked()).toBe(1);

  location.hash = "#/history";
  await expect.element(trouble).not.toBeInTheDocument();
  expect(find("history-list").checkVisibility()).toBe(true);
  await expect.element(page.getByRole("searchbox", { name: "Search calls" })).toHaveValue("e");

  await release();
  location.hash = "#/history/no-such-call";
  await expect.element(page.getByText("There is no such call on this device.")).toBeVisible();
});

import { describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { drawn, find, focused, show, showScene, violations } from "./stage.ts";

const more = () => page.getByRole("button", { name: "More" });

describe("what a call offers beside talking", () => {
  it("opens on demand, tells the numbers, and gives the focus back", async () => {
    await showScene("more");
    await more().click();
    const numbers = page.getByRole("region", { name: "More" });
    for (const words of [/At least \$0\.\d+/, /30,020 audio/, "ends at $0.50", "48 ms", "1.2 s"])
      await expect.element(numbers.getByText(words).first()).toBeInTheDocument();
    expect(focused()?.getAttribute("aria-label")).toBe("Close");
    await userEvent.keyboard("{Escape}");
    await expect.poll(() => focused()?.textContent?.trim()).toBe("More");
    expect(numbers.elements()).toHaveLength(0);
  });

  it("is closed when the next call begins", async () => {
    const app = await showScene("listening");
    const { phase } = app.call.get();
    const heading = page.getByRole("heading", { name: "More" });
    await userEvent.click(page.getByRole("button", { name: "More", exact: true }));
    await expect.element(heading).toBeVisible();
    app.patch({ phase: { name: "ended", atMs: app.now(), outcome: { type: "hung-up" } } });
    await expect.element(heading).not.toBeInTheDocument();
    app.patch({ phase });
    const more = page.getByRole("button", { name: "More", exact: true });
    await expect.element(more).toHaveAttribute("aria-expanded", "false");
    await expect.element(heading).not.toBeInTheDocument();
  });

  it("shows events by what they are about", async () => {
    await showScene("more");
    await more().click();
    await page.getByText("Events", { exact: true }).click();
    await expect.element(page.getByText("agent-audio × 61")).toBeInTheDocument();
    await page.getByRole("combobox", { name: "Show" }).selectOptions("Connection");
    await expect.element(page.getByText("agent-audio × 61")).not.toBeInTheDocument();
    await expect.element(page.getByRole("listitem").getByText("connected")).toBeInTheDocument();
  });

  it("asks for a camera in the click, and puts itself away", async () => {
    const app = await showScene("more");
    await more().click();
    await page.getByRole("button", { name: "Camera" }).click();
    expect(app.intents).toContainEqual({ type: "share", source: "camera" });
    await expect.poll(() => page.getByRole("region", { name: "More" }).elements().length).toBe(0);
  });

  it.each(["more", "showing-camera", "keeping-pictures", "photo-refused"] as const)(
    "has nothing for axe in %s",
    async (name) => {
      await showScene(name);
      if (name === "more") await more().click();
      await drawn();
      expect(await violations()).toEqual([]);
    },
  );
});

describe("the mark of what is shown", () => {
  it("is there as long as something is shown, and ends it", async () => {
    const app = await showScene("showing-camera");
    await expect.element(page.getByText("The agent sees your camera")).toBeVisible();
    await page.getByRole("button", { name: "Stop showing" }).click();
    expect(app.intents).toContainEqual({ type: "share", source: undefined });
    app.patch({ share: { name: "off", trouble: undefined } });
    await expect.poll(() => find("share-strip").hidden).toBe(true);
  });

  it("says that nothing is seen while the connection is away", async () => {
    const app = await showScene("showing-camera");
    app.patch({ phase: { name: "reconnecting", attempt: 0, sinceMs: 0, error: undefined } });
    await expect.element(page.getByText(/sees nothing until/)).toBeVisible();
  });

  it("says whether what is shown is kept, and when it no longer is", async () => {
    const app = await showScene("showing-camera");
    const strip = page.getByRole("status").filter({ hasText: "The agent sees" });
    await expect.element(strip).toHaveTextContent(/^The agent sees your camera$/);
    app.patch({ pictures: "on" });
    await expect.element(strip).toHaveTextContent("Pictures are kept with the call");
    app.patch({ recording: "paused" });
    await expect.element(strip).toHaveTextContent(/^The agent sees your camera$/);
    app.patch({ recording: "on", pictures: "full" });
    await expect.element(strip).toHaveTextContent("This device is full, so no more pictures are kept");
    app.patch({ pictures: "enough" });
    await expect.element(strip).toHaveTextContent("so no more are kept");
    app.patch({ share: { name: "on", source: "photo" } });
    await expect.element(page.getByText("The picture you send is kept with the call")).toBeVisible();
  });

  it("is announced before anything is shown: pictures are kept, or none is", async () => {
    const app = await showScene("more");
    await more().click();
    await expect.element(page.getByText("None is kept on this device.")).toBeVisible();
    app.patch({ pictures: "on" });
    await expect.element(page.getByText("Some are kept with the call, on this device only.")).toBeVisible();
  });

  it("sends a photo only when the person says so", async () => {
    const app = await showScene("showing-camera");
    app.patch({ share: { name: "on", source: "photo" } });
    await expect.element(page.getByText("Only you see this")).toBeVisible();
    await page.getByRole("button", { name: "Send picture" }).click();
    expect(app.intents).toContainEqual({ type: "take-photo" });
  });

  it("tells why nothing is shown until that is read", async () => {
    const app = await showScene("photo-refused");
    await expect.element(page.getByText(/wasn't allowed/)).toBeVisible();
    await page.getByRole("button", { name: "Dismiss" }).click();
    expect(app.intents).toContainEqual({ type: "share", source: undefined });
  });

  it("is not there outside of a call", async () => {
    await show();
    expect(document.querySelector("share-strip")).toBeNull();
  });
});

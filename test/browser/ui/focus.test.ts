import { describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { FakeApp } from "../../fakes/fake-app.ts";
import { focused, frames, show, showScene } from "./stage.ts";

/** Presses a button with the keyboard. */
async function press(name: string): Promise<void> {
  const button = page.getByRole("button", { name, exact: true });
  await expect.element(button).toBeEnabled();
  const element = button.element();
  if (element instanceof HTMLElement) element.focus();
  await userEvent.keyboard("{Enter}");
}

/** What has the focus once everything asked for is drawn, in its own words. */
async function focusedWords(): Promise<string | null | undefined> {
  await frames(3);
  const element = focused();
  return element?.getAttribute("aria-label") ?? element?.textContent?.trim();
}

describe("the focus goes on when what was pressed goes away:", () => {
  it("from the offer to return, to the button for calls", async () => {
    const app = await showScene("cut-off");
    await press("Not now");
    app.offer.set({ type: "none" });
    expect(await focusedWords()).toBe("Start call");
  });

  it("from the way back into a call, to its end", async () => {
    const app = await showScene("cut-off");
    await press("Return to the call");
    app.patch({ phase: { name: "requesting-microphone" } });
    expect(await focusedWords()).toBe("End call");
  });

  it.each(["update-ready", "update-ready-history"] as const)(
    "from the update that comes later, to the place, in %s",
    async (scene) => {
      const app = await showScene(scene);
      await press("Later");
      app.updateReady.set(false);
      expect(await focusedWords()).toBe(scene === "update-ready" ? "Call" : "History");
    },
  );

  it("from what is no longer shown, to where more is offered", async () => {
    const app = await showScene("showing-camera");
    await press("Stop showing");
    app.patch({ share: { name: "off", trouble: undefined } });
    expect(await focusedWords()).toBe("More");
  });

  it("not at all while what is shown changes, or when the focus is elsewhere", async () => {
    const app = await showScene("showing-camera");
    const field = page.getByRole("textbox", { name: "Message" });
    await field.click();
    app.patch({ pictures: "on" });
    await frames();
    app.patch({ share: { name: "off", trouble: undefined } });
    await focusedWords();
    expect(focused()).toBe(field.element());
  });

  it("from the check and from its proposal, to what it says", async () => {
    const app = new FakeApp();
    app.hearsItself();
    await show(app);
    await press("Check sound and connection");
    await expect.element(page.getByText(/About eight seconds/)).toBeVisible();
    await press("Check sound and connection");
    expect(await focusedWords()).toBe("Check");
    await press("Take turns");
    expect(await focusedWords()).toBe("Check");
  });
});

import { describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { openKeySheet } from "../../../web/ui/key-sheet.ts";
import { find, focused, showScene, violations } from "./stage.ts";

const sheet = () => page.getByRole("dialog", { name: "Keyboard" });
const field = () => page.getByRole("textbox", { name: "Message" });

describe("the sheet of keys", () => {
  it("opens with ?, lists every key, closes with Escape, and the focus is where it was", async () => {
    await showScene("listening");
    const mute = page.getByRole("button", { name: "Mute microphone" });
    find<HTMLElement>(".side button").focus();
    await userEvent.keyboard("?");
    await expect.element(sheet()).toBeVisible();
    await expect.element(page.getByRole("heading", { name: "In a call" })).toBeVisible();
    for (const key of ["?", "M", "T", "C", "Space", "Ctrl", "Z", "Esc", "←", "→"])
      await expect.element(sheet().getByText(key, { exact: true }).first()).toBeVisible();
    expect(await violations()).toEqual([]);
    await userEvent.keyboard("{Escape}");
    await expect.element(sheet()).not.toBeInTheDocument();
    expect(focused()).toBe(mute.element());
  });

  it("keeps the keys of the call to itself while it is open, and opens once", async () => {
    const app = await showScene("listening");
    await userEvent.keyboard("?");
    await expect.element(sheet()).toBeVisible();
    await userEvent.click(sheet().getByRole("heading", { name: "Keyboard" }));
    await userEvent.keyboard("m?");
    expect(app.intents).toEqual([]);
    expect(document.querySelectorAll("key-sheet")).toHaveLength(1);
    await userEvent.click(sheet().getByRole("button", { name: "Close" }));
    await expect.element(sheet()).not.toBeInTheDocument();
  });

  it("opens from the settings, too", async () => {
    await showScene("settings");
    const button = page.getByRole("button", { name: "Keyboard" });
    await userEvent.click(button);
    await expect.element(sheet()).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await expect.element(sheet()).not.toBeInTheDocument();
    expect(focused()).toBe(button.element());
  });

  it("leaves out what is switched off", async () => {
    openKeySheet(false);
    await expect.element(page.getByText("Single keys are switched off")).toBeVisible();
    expect(sheet().getByText("M", { exact: true }).query()).toBe(null);
    await expect.element(sheet().getByText("Z", { exact: true })).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await expect.element(sheet()).not.toBeInTheDocument();
  });
});

describe("a single key", () => {
  it("mutes and unmutes, once for each press", async () => {
    const app = await showScene("listening");
    await userEvent.keyboard("{m>3/}");
    app.patch({ muted: true });
    await userEvent.keyboard("M");
    expect(app.intents).toEqual([
      { type: "mute", muted: true },
      { type: "mute", muted: false },
    ]);
  });

  it("shows the captions, and puts them away", async () => {
    const app = await showScene("listening");
    await userEvent.keyboard("cc");
    expect(app.intents).toEqual([
      { type: "change", settings: { captions: true } },
      { type: "change", settings: { captions: false } },
    ]);
  });

  it("goes to the field for messages, types nothing there, and brings it back", async () => {
    await showScene("listening");
    await userEvent.keyboard("t");
    await expect.poll(focused).toBe(field().element());
    await expect.element(field()).toHaveValue("");
    await userEvent.keyboard("{Escape}");
    await expect.element(field()).not.toBeInTheDocument();
    await userEvent.keyboard("t");
    await expect.element(field()).toBeVisible();
    await expect.poll(focused).toBe(field().element());
  });

  it("is a letter in a field, and nothing together with Ctrl or without a call", async () => {
    const app = await showScene("listening");
    await userEvent.keyboard("{Control>}m{/Control}");
    await userEvent.click(field());
    await userEvent.keyboard("mtc?");
    await expect.element(field()).toHaveValue("mtc?");
    expect(sheet().query()).toBe(null);
    expect(app.intents).toEqual([]);
  });

  it("does nothing without a call", async () => {
    const app = await showScene("idle");
    await userEvent.keyboard("mtc");
    expect(app.intents).toEqual([]);
  });

  it("does nothing for whoever has switched such keys off", async () => {
    const app = await showScene("settings");
    await userEvent.click(page.getByRole("switch", { name: "Single keys" }));
    expect(app.intents).toEqual([{ type: "change", settings: { singleKeys: false } }]);
    await userEvent.keyboard("?");
    location.hash = "#/";
    app.patch({ phase: { name: "live", sinceMs: 0 } });
    await expect.element(page.getByRole("button", { name: "End call" })).toBeVisible();
    await userEvent.keyboard("m?");
    expect(sheet().query()).toBe(null);
    expect(app.intents).toHaveLength(1);
  });
});

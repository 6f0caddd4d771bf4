import { describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { callStartMs, type FakeApp } from "../../fakes/fake-app.ts";
import { focused, frames, show, showScene } from "./stage.ts";

const live = { phase: { name: "live", sinceMs: callStartMs }, startedAtMs: callStartMs } as const;

/** Presses Tab until the wanted element has the focus. */
async function tabTo(role: "button" | "link" | "textbox", name: string): Promise<void> {
  // Its code may still be on its way where no test before has loaded it.
  const wanted = await page.getByRole(role, { name }).findElement();
  for (let press = 0; press < 12; press += 1) {
    if (focused() === wanted) return;
    await userEvent.tab();
  }
  throw new Error(`Tab never reached ${name}.`);
}

async function connect(app: FakeApp): Promise<void> {
  app.patch(live);
  await expect.element(page.getByRole("button", { name: "End call" })).toBeVisible();
}

describe("without a mouse", () => {
  it.each(["{Enter}", " "])("starts, mutes and ends a call with %s", async (key) => {
    const app = await show();
    await tabTo("button", "Start call");
    await userEvent.keyboard(key);
    expect(app.intents).toEqual([{ type: "start" }]);
    await connect(app);
    expect(focused()).toBe(page.getByRole("button", { name: "End call" }).element());
    await tabTo("button", "Mute microphone");
    await userEvent.keyboard(key);
    await tabTo("button", "End call");
    await userEvent.keyboard(key);
    expect(app.intents.slice(1)).toEqual([{ type: "mute", muted: true }, { type: "end" }]);
  });

  it("sends a typed message with Enter, keeps the focus and empties the field", async () => {
    const app = await showScene("listening");
    await tabTo("textbox", "Message");
    await userEvent.keyboard("  What time is it?{Enter}");
    expect(app.intents).toEqual([{ type: "text", text: "What time is it?" }]);
    const field = page.getByRole("textbox", { name: "Message" });
    await expect.element(field).toHaveValue("");
    expect(focused()).toBe(field.element());
    await userEvent.keyboard("   {Enter}");
    expect(app.intents).toHaveLength(1);
  });

  it("puts the composer away with Escape and gets it back with Type", async () => {
    await showScene("listening");
    await tabTo("textbox", "Message");
    await userEvent.keyboard("{Escape}");
    await expect.element(page.getByRole("textbox", { name: "Message" })).not.toBeInTheDocument();
    const type = page.getByRole("button", { name: "Type" });
    await expect.element(type).toHaveAttribute("aria-expanded", "false");
    expect(focused()).toBe(type.element());
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByRole("textbox", { name: "Message" })).toBeVisible();
    expect(focused()).toBe(page.getByRole("textbox", { name: "Message" }).element());
  });

  it("keeps a draft while the connection is away", async () => {
    const app = await showScene("reconnecting");
    await tabTo("textbox", "Message");
    await userEvent.keyboard("Hold on{Enter}");
    expect(app.intents).toEqual([]);
    await connect(app);
    await expect.element(page.getByRole("textbox", { name: "Message" })).toHaveValue("Hold on");
    await userEvent.click(page.getByRole("button", { name: "Send" }));
    expect(app.intents).toEqual([{ type: "text", text: "Hold on" }]);
  });

  it("stays with the field when a message is sent with the button, so that the next one is no row of keys", async () => {
    const app = await showScene("listening");
    const field = page.getByRole("textbox", { name: "Message" });
    await userEvent.fill(field, "One.");
    await userEvent.click(page.getByRole("button", { name: "Send" }));
    await userEvent.keyboard("mmm");
    expect(app.intents).toEqual([{ type: "text", text: "One." }]);
    await expect.element(field).toHaveValue("mmm");
  });

  it("keeps what is not sent while the field is away, for this call alone", async () => {
    const app = await showScene("listening");
    const field = page.getByRole("textbox", { name: "Message" });
    await userEvent.fill(field, "Not yet");
    await userEvent.keyboard("{Escape}");
    await expect.element(field).not.toBeInTheDocument();
    await userEvent.keyboard("{Enter}");
    await expect.element(field).toHaveValue("Not yet");
    location.hash = "#/settings";
    await expect.element(page.getByRole("heading", { name: "Settings" })).toBeVisible();
    location.hash = "#/";
    await expect.element(field).toHaveValue("Not yet");
    const { phase } = app.call.get();
    app.patch({ phase: { name: "ended", atMs: callStartMs, outcome: { type: "hung-up" } } });
    await expect.element(field).not.toBeInTheDocument();
    app.patch({ id: "the-next-one", phase });
    await expect.element(field).toHaveValue("");
  });

  it("leaves Escape to what is being composed", async () => {
    await showScene("listening");
    const field = page.getByRole("textbox", { name: "Message" });
    const cancels = { key: "Escape", isComposing: true, bubbles: true, composed: true };
    (await field.findElement()).dispatchEvent(new KeyboardEvent("keydown", cancels));
    await frames();
    await expect.element(field).toBeVisible();
  });

  it("takes no message before the call is connected", async () => {
    await showScene("connecting");
    await expect.element(page.getByRole("textbox", { name: "Message" })).toBeDisabled();
  });

  it("goes from screen to screen", async () => {
    await show();
    await tabTo("link", "Settings");
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByRole("heading", { name: "Settings", exact: true })).toBeVisible();
    expect(document.title).toBe("Settings · Parley");
    await userEvent.tab({ shift: true });
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByRole("heading", { name: "History" })).toBeVisible();
  });
});

describe("the start button", () => {
  it("does not end the call with the second click of a double click", async () => {
    await page.viewport(1280, 800);
    const app = await showScene("ended");
    app.startCall = () => app.patch(live);
    await userEvent.dblClick(page.getByRole("button", { name: "Start call" }));
    expect(app.intents).toEqual([]);
    await userEvent.click(page.getByRole("button", { name: "End call" }));
    expect(app.intents).toEqual([{ type: "end" }]);
  });
});

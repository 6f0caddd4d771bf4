import { describe, expect, it } from "vitest";
import { page } from "vitest/browser";
import { callStartMs, FakeApp, geminiConfig } from "../../fakes/fake-app.ts";
import { conversation } from "../../screens/scenes.ts";
import { show, showScene } from "./stage.ts";

describe("the accessible names other programs rely on", () => {
  it("has a start button and three links before a call", async () => {
    await show();
    await expect.element(page.getByRole("button", { name: "Start call" })).toBeEnabled();
    for (const name of ["Call", "History", "Settings"]) {
      await expect.element(page.getByRole("link", { name })).toBeVisible();
    }
    await expect.element(page.getByRole("link", { name: "Call" })).toHaveAttribute("aria-current", "page");
  });

  it("has end, mute, message and send in a call", async () => {
    await showScene("listening");
    await expect.element(page.getByRole("button", { name: "End call" })).toBeEnabled();
    await expect
      .element(page.getByRole("button", { name: "Mute microphone" }))
      .toHaveAttribute("aria-pressed", "false");
    await expect.element(page.getByRole("textbox", { name: "Message" })).toBeEnabled();
    await expect.element(page.getByRole("button", { name: "Send" })).toBeVisible();
  });

  it("names the transcript, its turns and its tool calls", async () => {
    await showScene("listening");
    const log = page.getByRole("log", { name: "Transcript" });
    await expect
      .element(log.getByRole("article", { name: "You" }).first())
      .toHaveTextContent("Book the mind manor");
    await expect.element(log.getByRole("article", { name: "Agent" }).first()).toHaveTextContent("Hello");
    expect(log.getByRole("article").elements()).toHaveLength(conversation.length - 1);
    await expect.element(log.getByRole("group", { name: "Tool call: schedule_meeting" })).toBeVisible();
  });

  it("has one status region, and it is polite", async () => {
    await showScene("listening");
    expect(page.getByRole("status").elements()).toHaveLength(1);
    await expect.element(page.getByRole("status")).toHaveTextContent("Listening");
  });

  it("has a field for every setting of a model that takes all", async () => {
    const app = new FakeApp();
    app.change({ model: "gemini-2.5-flash-native-audio-preview-12-2025" });
    await show(app, "#/settings");
    for (const name of ["Model", "Voice", "Language", "Microphone"]) {
      await expect.element(page.getByRole("combobox", { name, exact: true })).toBeVisible();
      expect(page.getByLabelText(name).elements()).toHaveLength(1);
    }
    await expect.element(page.getByRole("textbox", { name: "System instruction" })).toBeVisible();
    await expect.element(page.getByRole("slider", { name: "Temperature" })).toBeVisible();
    await expect.element(page.getByRole("switch", { name: "Agent speaks first" })).toBeChecked();
  });

  it("says what the history will hold", async () => {
    await show(new FakeApp(), "#/history");
    await expect.element(page.getByText("Your calls will be kept here, on this device.")).toBeVisible();
  });

  it("says in demo mode what answers", async () => {
    const app = new FakeApp();
    app.server.set({ status: "ready", config: { ...geminiConfig, mode: "demo" } });
    await show(app);
    await expect.element(page.getByText("Demo", { exact: true })).toBeVisible();
    await expect.element(page.getByText("a built-in stand-in answers")).toBeVisible();
  });

  it("shows the time of the call", async () => {
    const app = await showScene("listening");
    await expect.element(page.getByRole("timer")).toHaveTextContent("0:24");
    app.nowMs = callStartMs + 65_000;
    await expect.element(page.getByRole("timer"), { timeout: 3000 }).toHaveTextContent("1:05");
  });
});

import { describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { Agent } from "../../../web/core/agents.ts";
import { defaultSettings } from "../../../web/core/settings.ts";
import { chosenAgent } from "../../fakes/chosen-agent.ts";
import { FakeApp, geminiConfig } from "../../fakes/fake-app.ts";
import { show } from "./stage.ts";

const allTaking = "gemini-2.5-flash-native-audio-preview-12-2025";
const thinking = "gemini-3.8-live-extended-thinking";

async function settings(change: Partial<typeof defaultSettings> = {}): Promise<FakeApp> {
  const app = new FakeApp();
  app.settings.set({ ...defaultSettings, ...change });
  await show(app, "#/settings");
  await expect.element(page.getByRole("combobox", { name: "Model" })).toBeVisible();
  return app;
}

const agentOf = (app: FakeApp): Agent => chosenAgent(app.settings.get());

describe("settings", () => {
  it("keep what is chosen as it is chosen", async () => {
    const app = await settings();
    await userEvent.selectOptions(page.getByRole("combobox", { name: "Voice" }), "Puck");
    await userEvent.selectOptions(page.getByRole("combobox", { name: "Language" }), "de-DE");
    await userEvent.selectOptions(page.getByRole("combobox", { name: "Turn-taking" }), "patient");
    await userEvent.fill(page.getByRole("textbox", { name: "System instruction" }), "Be a pirate.");
    await userEvent.click(page.getByRole("switch", { name: "Agent speaks first" }));
    const id = "assistant";
    expect(app.intents).toEqual([
      { type: "change-agent", id, changes: { voice: "Puck" } },
      { type: "change-agent", id, changes: { language: "de-DE" } },
      { type: "change", settings: { voiceActivity: "patient" } },
      { type: "change-agent", id, changes: { instruction: "Be a pirate." } },
      { type: "change-agent", id, changes: { greet: false } },
    ]);
  });

  it("ask for first words only when the agent speaks first", async () => {
    const app = await settings();
    const words = page.getByRole("textbox", { name: "First words" });
    await userEvent.fill(words, "Say ahoy.");
    expect(agentOf(app).greeting).toBe("Say ahoy.");
    app.changeAgent("assistant", { greet: false });
    await expect.element(words).not.toBeInTheDocument();
  });

  it("offer only what the model takes", async () => {
    const app = await settings();
    const optional = () =>
      ["Temperature", "Thinks before it speaks", "Answers my mood", "Knows when to be silent"].filter(
        (name) => page.getByLabelText(name, { exact: true }).elements().length > 0,
      );
    expect(optional()).toEqual([]);
    app.change({ model: allTaking });
    await expect.poll(optional).toEqual(["Temperature", "Answers my mood", "Knows when to be silent"]);
    app.change({ model: thinking });
    await expect.poll(optional).toEqual(["Thinks before it speaks"]);
  });

  it("go by the server's default model while none is chosen", async () => {
    const app = await settings();
    app.server.set({ status: "ready", config: { ...geminiConfig, defaultModel: allTaking } });
    await expect.element(page.getByRole("slider", { name: "Temperature" })).toBeVisible();
  });

  it("offer a switch only on the API version that knows it", async () => {
    const app = await settings({ model: allTaking });
    await expect.element(page.getByRole("switch", { name: "Answers my mood" })).toBeVisible();
    app.server.set({ status: "ready", config: { ...geminiConfig, apiVersion: "v1beta" } });
    await expect.element(page.getByRole("switch", { name: "Answers my mood" })).not.toBeInTheDocument();
  });

  it("take a temperature, and say when it is the model's own", async () => {
    const app = await settings({ model: allTaking });
    const slider = page.getByRole("slider", { name: "Temperature" });
    await expect.element(slider).toHaveAttribute("aria-valuetext", "Standard");
    slider.element().focus();
    await userEvent.keyboard("{ArrowRight}");
    expect(app.settings.get().temperature).toBeCloseTo(1.1);
    await expect.element(slider).toHaveAttribute("aria-valuetext", "1.1");
  });

  it("list the microphones, and keep one that is unplugged on the list", async () => {
    const app = await settings({ microphone: "gone" });
    app.microphones.set([
      { deviceId: "a", label: "Headset" },
      { deviceId: "b", label: "" },
    ]);
    const field = page.getByRole("combobox", { name: "Microphone" });
    await expect
      .element(field)
      .toHaveTextContent("System's choiceHeadsetMicrophone 2Chosen one (not connected)");
    await expect.element(field).toHaveValue("gone");
    await userEvent.selectOptions(field, "a");
    expect(app.settings.get().microphone).toBe("a");
  });

  it("ask for an access code only where the server wants one", async () => {
    const app = await settings();
    await expect.element(page.getByLabelText("Access code")).not.toBeInTheDocument();
    app.server.set({ status: "ready", config: { ...geminiConfig, accessCodeRequired: true } });
    await userEvent.fill(page.getByLabelText("Access code"), "sesame");
    expect(app.settings.get().accessCode).toBe("sesame");
  });

  it("can all be put back, except the access code", async () => {
    const app = await settings({ voiceActivity: "noisy", accessCode: "sesame" });
    app.changeAgent("assistant", { voice: "Puck", instruction: "x", greet: false });
    await userEvent.click(page.getByRole("button", { name: "Reset to defaults" }));
    expect(app.settings.get()).toEqual({ ...defaultSettings, accessCode: "sesame" });
    await expect.element(page.getByRole("combobox", { name: "Voice" })).toHaveValue("Kore");
  });

  it("keep an agent that the person made when all is put back", async () => {
    const app = await settings();
    app.addAgent();
    app.changeAgent("agent", { name: "Pirate" });
    await userEvent.click(page.getByRole("button", { name: "Reset to defaults" }));
    expect(app.settings.get().agents.map(({ name }) => name)).toContain("Pirate");
    expect(agentOf(app).name).toBe("Assistant");
  });

  it("stay usable while the server is away", async () => {
    const app = new FakeApp();
    app.server.set({ status: "asking" });
    await show(app, "#/settings");
    await userEvent.selectOptions(page.getByRole("combobox", { name: "Voice" }), "Zephyr");
    expect(agentOf(app).voice).toBe("Zephyr");
  });
});

import { describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { Agent } from "../../../web/core/agents.ts";
import { chosenAgent } from "../../fakes/chosen-agent.ts";
import { FakeApp } from "../../fakes/fake-app.ts";
import { find, focused, nextDownload, show } from "./stage.ts";

const group = page.getByRole("region", { name: "Agent", exact: true });
const button = (name: string) => group.getByRole("button", { name, exact: true });
const attack = '<img src=x onerror="document.title=1">';

async function settings(): Promise<FakeApp> {
  const app = await show(new FakeApp(), "#/settings");
  await expect.element(group).toBeVisible();
  return app;
}

const agentOf = (app: FakeApp): Agent => chosenAgent(app.settings.get());
const namesOf = (app: FakeApp) => app.settings.get().agents.map(({ name }) => name);

describe("the agents in Settings", () => {
  it("are chosen by name, and the fields are the chosen one's", async () => {
    const app = await settings();
    await userEvent.selectOptions(group.getByRole("combobox", { name: "Agent" }), "Language tutor");
    expect(agentOf(app).id).toBe("tutor");
    await expect.element(group.getByRole("combobox", { name: "Voice" })).toHaveValue("Leda");
    await expect.element(group.getByRole("textbox", { name: "Name" })).toHaveValue("Language tutor");
  });

  it("are renamed, but never to nothing", async () => {
    const app = await settings();
    const field = group.getByRole("textbox", { name: "Name" });
    await userEvent.fill(field, "Butler");
    expect(agentOf(app).name).toBe("Butler");
    await userEvent.fill(field, "");
    expect(agentOf(app).name).toBe("Butler");
    await expect.element(field).toHaveAccessibleDescription("An agent needs a name.");
  });

  it("are made, copied, deleted and restored", async () => {
    const app = await settings();
    await userEvent.click(button("New agent"));
    expect(agentOf(app).name).toBe("New agent");
    await userEvent.click(button("Copy"));
    expect(agentOf(app).name).toBe("New agent copy");
    app.chooseAgent("tutor");
    await userEvent.click(button("Delete"));
    await userEvent.click(button("Delete for good"));
    expect(namesOf(app)).not.toContain("Language tutor");
    await userEvent.click(button("Restore presets"));
    expect(namesOf(app)).toContain("Language tutor");
  });

  it("are not deleted by one press", async () => {
    const app = await settings();
    await userEvent.click(button("Delete"));
    await userEvent.click(button("Keep it"));
    expect(namesOf(app)).toContain("Assistant");
    await expect.poll(focused).toBe(button("Delete").element());
  });

  it("keep at least one", async () => {
    const app = await settings();
    app.change({ agents: app.settings.get().agents.slice(0, 1) });
    await expect.element(button("Delete")).toBeDisabled();
  });

  it("have their tools turned off and on", async () => {
    const app = await settings();
    await userEvent.click(group.getByText("Tools", { exact: true }));
    const weather = group.getByRole("switch", { name: "get_weather" });
    await expect.element(weather).toBeChecked();
    await userEvent.click(weather);
    expect(agentOf(app).toolsOff).toEqual(["get_weather"]);
    await expect.element(group).toHaveTextContent("1 is off");
    await userEvent.click(weather);
    expect(agentOf(app).toolsOff).toEqual([]);
  });

  it("say which tools cannot be used, and why", async () => {
    const app = new FakeApp();
    app.tools = { ...app.tools, refused: [{ name: "draw", server: "shop", reason: "It is too big." }] };
    await show(app, "#/settings");
    await userEvent.click(group.getByText("Tools", { exact: true }));
    await expect.element(group).toHaveTextContent("draw of shop cannot be used. It is too big.");
  });

  it("are given values to start with, which must have proper names", async () => {
    const app = await settings();
    await userEvent.click(group.getByText("Start values"));
    await userEvent.click(group.getByRole("button", { name: "Add value" }));
    await userEvent.keyboard("user name");
    const name = group.getByRole("textbox", { name: "Name of value 1" });
    await expect.element(name).toHaveAccessibleDescription(/letters, digits/);
    expect(agentOf(app).startValues).toEqual({});
    await userEvent.fill(name, "user");
    await userEvent.fill(group.getByRole("textbox", { name: "Content of value 1" }), "Ann");
    expect(agentOf(app).startValues).toEqual({ user: "Ann" });
    await userEvent.click(group.getByRole("button", { name: "Remove value 1" }));
    expect(agentOf(app).startValues).toEqual({});
  });

  it("are saved to a file and come back from it", async () => {
    const app = await settings();
    app.changeAgent("assistant", { name: "Butler", instruction: attack });
    const saved = nextDownload();
    await userEvent.click(button("Export"));
    const { name, text } = await saved;
    expect(name).toBe("agent-butler.json");
    app.removeAgent("assistant");
    await userEvent.upload(field(), new File([text], name));
    await expect.poll(() => agentOf(app).instruction).toBe(attack);
    expect(agentOf(app).name).toBe("Butler");
    expect(() => find("img")).toThrow();
  });

  it("say what is wrong with a file", async () => {
    const app = await settings();
    await userEvent.upload(field(), new File(["{}"], "cat.json"));
    await expect
      .element(group.getByRole("alert"))
      .toHaveTextContent("This is not a file of agents from Parley.");
    expect(namesOf(app)).toHaveLength(4);
  });
});

function field(): HTMLInputElement {
  return (
    find("agent-settings").shadowRoot?.querySelector<HTMLInputElement>("input[type=file]") ?? find("input")
  );
}

describe("the agent on the call screen", () => {
  it("is chosen with the keyboard", async () => {
    const app = await show();
    const picker = page.getByRole("combobox", { name: "Agent" });
    await expect.element(picker).toHaveValue("assistant");
    picker.element().focus();
    await userEvent.selectOptions(picker, "Interviewer");
    expect(agentOf(app).id).toBe("interviewer");
    await expect.element(page.getByText("· Orus")).toBeVisible();
  });

  it("shows a name as text", async () => {
    const app = await show();
    app.changeAgent("assistant", { name: attack });
    await expect.element(page.getByRole("option", { name: attack })).toBeInTheDocument();
    expect(() => find("img")).toThrow();
  });
});

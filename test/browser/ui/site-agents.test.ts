import { describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { FakeApp } from "../../fakes/fake-app.ts";
import { find, showScene } from "./stage.ts";

const group = page.getByRole("region", { name: "Agent", exact: true });
const button = (name: string) => group.getByRole("button", { name, exact: true });
const choice = page.getByRole("combobox", { name: "Agent" });
const options = () => Array.from(find<HTMLSelectElement>("select").options, ({ text }) => text.trim());
const desk = "Front desk of the Hotel am Alexanderplatz";

describe("the agents of a site", () => {
  it("stand in the lobby, to be chosen by name", async () => {
    const app = await showScene("site-agents");
    await expect.element(choice).toHaveValue("site:desk");
    expect(options()).toEqual([desk, "Butler"]);
    await userEvent.selectOptions(choice, "Butler");
    expect(app.agents.get().chosen.id).toBe("site:butler");
  });

  it("are shown in Settings, and neither told nor changed there", async () => {
    await showScene("settings-site-agents");
    await expect.element(group).toHaveTextContent("This agent comes with this site");
    await expect.element(group).toHaveTextContent("Puck");
    await userEvent.click(group.getByText("Tools", { exact: true }));
    await expect.element(group.getByText("end_call")).toBeVisible();
    expect(group.getByRole("textbox").elements()).toEqual([]);
    expect(group.getByRole("switch").elements()).toEqual([]);
    expect(group.getByRole("button").elements()).toEqual([]);
    expect(page.getByRole("combobox", { name: "Model" }).elements()).toEqual([]);
    expect(page.getByRole("region", { name: "MCP servers" }).elements()).toEqual([]);
  });

  it("are marked where people may have agents of their own, which can be made as ever", async () => {
    const app: FakeApp = await showScene("settings-all-agents");
    await expect.element(group).toBeVisible();
    const names = group
      .getByRole("option")
      .elements()
      .map(({ textContent }) => textContent?.trim());
    expect(names.slice(0, 3)).toEqual([`${desk} · from this site`, "Butler · from this site", "Assistant"]);
    expect(button("Copy").elements()).toEqual([]);
    await userEvent.click(button("New agent"));
    expect(app.agents.get().chosen).toMatchObject({ from: "person", name: "New agent" });
    await expect.element(button("Copy")).toBeVisible();
  });
});

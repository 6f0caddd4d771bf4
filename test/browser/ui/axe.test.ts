import { describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { type SceneName, scenes } from "../../screens/scenes.ts";
import { drawn, find, pretend, showScene, violations } from "./stage.ts";

/** Another scheme changes nothing but colours. */
const colours = ["color-contrast"];

const looks = [
  {
    name: "small and light",
    width: 320,
    height: 640,
    features: { "prefers-color-scheme": "light" },
    rules: undefined,
  },
  {
    name: "a phone and dark",
    width: 390,
    height: 844,
    features: { "prefers-color-scheme": "dark" },
    rules: colours,
  },
  {
    name: "wide and light",
    width: 1280,
    height: 800,
    features: { "prefers-color-scheme": "light" },
    rules: undefined,
  },
  {
    name: "in forced colours",
    width: 390,
    height: 844,
    features: { "forced-colors": "active" },
    rules: colours,
  },
] as const;

describe.each(looks)("$name", ({ width, height, features, rules }) => {
  it.each(Object.keys(scenes) as SceneName[])(
    "the scene %s passes axe and does not overflow",
    async (name) => {
      await page.viewport(width, height);
      // Axe reads colours: it must not catch them halfway through a transition.
      await pretend({ ...features, "prefers-reduced-motion": "reduce" });
      await showScene(name);
      await expect
        .poll(() => find("main").querySelector("*")?.shadowRoot?.childElementCount)
        .toBeGreaterThan(0);
      await drawn();
      expect(await violations(rules)).toEqual([]);
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
      expect(find("main").scrollWidth).toBeLessThanOrEqual(find("main").clientWidth);
    },
  );

  it("settings pass axe with everything open", async () => {
    await page.viewport(width, height);
    await pretend({ ...features, "prefers-reduced-motion": "reduce" });
    await showScene("settings-tools");
    const press = (name: string) => userEvent.click(page.getByRole("button", { name, exact: true }));
    await userEvent.click(page.getByText("Tools", { exact: true }));
    await userEvent.click(page.getByText("Start values"));
    await press("Add value");
    await userEvent.keyboard("no name");
    await press("Edit get_stock");
    await userEvent.fill(page.getByRole("textbox", { name: "Tool name" }), "");
    await press("Add header");
    await press("Try it");
    await press("Add server");
    await userEvent.click(page.getByRole("group", { name: "Server" }).getByRole("button", { name: "Save" }));
    await drawn();
    expect(await violations(rules)).toEqual([]);
    expect(find("main").scrollWidth).toBeLessThanOrEqual(find("main").clientWidth);
  });
});

import { describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { drawn, find, pretend, showScene, violations } from "./stage.ts";

const button = (name: string) => page.getByRole("button", { name, exact: true });

const states: Readonly<Record<string, () => Promise<void>>> = {
  "with an open menu": async () => {
    await userEvent.click(button("More for Euro to rupee"));
    await expect.element(page.getByRole("menu")).toBeVisible();
  },
  "while renaming": async () => {
    await userEvent.click(button("More for Euro to rupee"));
    await userEvent.click(page.getByRole("menuitem", { name: "Rename" }));
  },
  "while choosing": async () => {
    await userEvent.click(button("Select"));
    await userEvent.click(page.getByRole("checkbox", { name: "Euro to rupee" }));
  },
  "with something found": async () => {
    await userEvent.fill(page.getByRole("searchbox"), "train");
    await expect.poll(() => page.getByRole("link", { name: "train" }).elements().length).toBe(1);
  },
  "with nothing found": async () => {
    await userEvent.fill(page.getByRole("searchbox"), "pneumonoultramicroscopicsilicovolcanoconiosises");
    await expect.element(page.getByText("No calls with")).toBeVisible();
  },
};

describe.each([
  {
    name: "light and small",
    width: 320,
    height: 640,
    features: { "prefers-color-scheme": "light" },
    dir: "ltr",
  },
  {
    name: "dark, from right to left",
    width: 390,
    height: 844,
    features: { "prefers-color-scheme": "dark" },
    dir: "rtl",
  },
  {
    name: "in forced colours",
    width: 390,
    height: 844,
    features: { "forced-colors": "active" },
    dir: "ltr",
  },
])("$name", ({ width, height, features, dir }) => {
  it.each(Object.entries(states))("the history passes axe and does not overflow %s", async (_, reach) => {
    await page.viewport(width, height);
    await pretend({ ...features, "prefers-reduced-motion": "reduce" });
    document.documentElement.dir = dir;
    try {
      await showScene("history");
      await reach();
      await drawn();
      expect(await violations()).toEqual([]);
      expect(find("main").scrollWidth).toBeLessThanOrEqual(find("main").clientWidth);
      for (const box of document.querySelectorAll("body *"))
        expect(box.getBoundingClientRect().right).toBeLessThanOrEqual(width);
    } finally {
      document.documentElement.dir = "ltr";
    }
  });
});

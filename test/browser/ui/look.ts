import { describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { openKeySheet } from "../../../web/ui/key-sheet.ts";
import { type SceneName, scenes } from "../../screens/scenes.ts";
import { drawn, find, pretend, showScene, violations } from "./stage.ts";

/** How a device shows the app. */
export interface Look {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly features: Readonly<Record<string, string>>;
  /** The only rules of axe to look at; missing: all. */
  readonly rules?: readonly string[];
}

/** Every scene passes axe in this look, and stays within its width. */
export function describeLook({ name, width, height, features, rules }: Look): void {
  describe(name, () => {
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

    it("the sheet of keys passes axe and does not overflow", async () => {
      await page.viewport(width, height);
      await pretend({ ...features, "prefers-reduced-motion": "reduce" });
      openKeySheet(true);
      await drawn();
      const dialog = find<HTMLDialogElement>("dialog");
      expect(await violations(rules)).toEqual([]);
      expect(dialog.scrollWidth).toBeLessThanOrEqual(dialog.clientWidth);
      dialog.close();
    });

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
      await userEvent.click(
        page.getByRole("group", { name: "Server" }).getByRole("button", { name: "Save" }),
      );
      await drawn();
      expect(await violations(rules)).toEqual([]);
      expect(find("main").scrollWidth).toBeLessThanOrEqual(find("main").clientWidth);
    });
  });
}

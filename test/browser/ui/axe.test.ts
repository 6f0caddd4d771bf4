import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { page } from "vitest/browser";
import { type SceneName, scenes } from "../../screens/scenes.ts";
import { find, frames, pretend, showScene } from "./stage.ts";

const looks = [
  { name: "small and light", width: 320, height: 640, features: { "prefers-color-scheme": "light" } },
  { name: "a phone and dark", width: 390, height: 844, features: { "prefers-color-scheme": "dark" } },
  { name: "wide and light", width: 1280, height: 800, features: { "prefers-color-scheme": "light" } },
  { name: "in forced colours", width: 390, height: 844, features: { "forced-colors": "active" } },
] as const;

describe.each(looks)("$name", ({ width, height, features }) => {
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
      await frames();
      const { violations } = await axe.run(document, { resultTypes: ["violations"] });
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual(
        [],
      );
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
      expect(find("main").scrollWidth).toBeLessThanOrEqual(find("main").clientWidth);
    },
  );
});

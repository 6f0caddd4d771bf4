import axe from "axe-core";
import { expect, onTestFinished } from "vitest";
import { cdp, page } from "vitest/browser";
import { mountApp } from "../../../web/ui/app-root.ts";
import "../../../web/ui/return-offer.ts";
import "../../../web/ui/update-note.ts";
import "../../../web/ui/tokens.css";
import { FakeApp } from "../../fakes/fake-app.ts";
import { type SceneName, sceneApp, scenes } from "../../screens/scenes.ts";

/** Shows an app as the page would, until the test ends. */
export async function show(app: FakeApp = new FakeApp(), hash = "#/"): Promise<FakeApp> {
  location.hash = hash;
  mountApp(app);
  const root = document.querySelector("app-root");
  onTestFinished(() => {
    root?.remove();
    location.hash = "#/";
  });
  await expectReady();
  return app;
}

/** Shows a scene of the gallery. */
export async function showScene(name: SceneName): Promise<FakeApp> {
  return await show(sceneApp(name), scenes[name].hash);
}

async function expectReady(): Promise<void> {
  await page.getByRole("navigation").or(page.getByRole("status")).first().findElement();
}

/** Pretends another device until the test ends: colour scheme, contrast, motion. */
export async function pretend(features: Readonly<Record<string, string>>): Promise<void> {
  await emulate(features);
  onTestFinished(() => emulate({}));
}

async function emulate(features: Readonly<Record<string, string>>): Promise<void> {
  const list = Object.entries(features).map(([name, value]) => ({ name, value }));
  await cdp().send("Emulation.setEmulatedMedia", { features: list });
}

/** The one element that matches, looked for in all shadow trees. */
export function find<E extends Element = HTMLElement>(selector: string, root: ParentNode = document): E {
  const found = search<E>(selector, root);
  if (found === undefined) throw new Error(`Nothing matches ${selector}.`);
  return found;
}

/** All elements on the page have their code and all of their parts, and are drawn. */
export async function drawn(): Promise<void> {
  await expect.poll(() => search(":not(:defined), [aria-busy]", document)).toBe(undefined);
  await frames();
}

/** What axe finds wrong, a line for each rule. @param rules the only ones to look at; missing: all */
export async function violations(rules?: readonly string[]): Promise<readonly string[]> {
  const only = rules === undefined ? {} : { runOnly: { type: "rule" as const, values: [...rules] } };
  const found = await axe.run(document, { resultTypes: ["violations"], ...only });
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}

function search<E extends Element>(selector: string, root: ParentNode): E | undefined {
  const own = root.querySelector<E>(selector);
  if (own !== null) return own;
  for (const element of root.querySelectorAll("*")) {
    const inner = element.shadowRoot === null ? undefined : search<E>(selector, element.shadowRoot);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** The next file that is handed to the person; it goes nowhere. */
export async function nextDownload(): Promise<{ readonly name: string; readonly text: string }> {
  return await new Promise((resolve) => {
    const take = async (event: Event) => {
      const [link] = event.composedPath();
      if (!(link instanceof HTMLAnchorElement) || link.download === "") return;
      event.preventDefault();
      document.removeEventListener("click", take);
      resolve({ name: link.download, text: await (await fetch(link.href)).text() });
    };
    document.addEventListener("click", take);
  });
}

/** What has the keyboard, in whichever shadow tree. */
export function focused(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}

/** The next animation frame, after two of which everything asked for is drawn. */
export async function frames(count = 2): Promise<void> {
  for (let frame = 0; frame < count; frame += 1)
    await new Promise((resolve) => requestAnimationFrame(resolve));
}

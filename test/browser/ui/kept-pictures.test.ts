import { describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { drawn, find, focused, showScene, violations } from "./stage.ts";

const transcript = () => page.getByRole("region", { name: "Transcript" });
const opens = (name: string) => transcript().getByRole("button", { name, exact: true });
const viewer = () => page.getByRole("dialog");

async function open() {
  const app = await showScene("detail-pictures");
  await expect.element(opens("Your camera at 0:08")).toBeVisible();
  await drawn();
  return app;
}

describe("the pictures of a kept call", () => {
  it("stand where they were shown, those in a row side by side", async () => {
    await open();
    const rows = transcript().getByRole("list", { name: "Shown to the agent" }).elements();
    const names = rows.map((row) => [...row.querySelectorAll("img")].map(({ alt }) => alt));
    expect(names).toEqual([
      ["Your camera at 0:08"],
      ["Your camera at 0:30", "Your screen at 0:31"],
      ["Your photo at 1:40"],
    ]);
    const text = find("kept-transcript").shadowRoot?.querySelector("section")?.children ?? [];
    const kinds = Array.from(text, ({ localName, className }) => `${localName} ${className}`.trim());
    expect(kinds.slice(0, 4).map((kind) => kind.split(" ").slice(0, 3).join(" "))).toEqual([
      "div line agent",
      "kept-pictures",
      "div line user",
      "kept-pictures",
    ]);
  });

  it("open large with the keyboard, go on with the arrows, and give the focus back", async () => {
    await open();
    const first = opens("Your camera at 0:08").element();
    if (first instanceof HTMLElement) first.focus();
    await userEvent.keyboard("{Enter}");
    await expect.element(viewer().getByRole("heading", { name: "Your camera at 0:08" })).toBeVisible();
    await userEvent.keyboard("{ArrowLeft}{ArrowRight}{ArrowRight}");
    await expect.element(viewer().getByRole("img", { name: "Your screen at 0:31" })).toBeVisible();
    await viewer().getByRole("button", { name: "Later picture" }).click();
    await expect.element(viewer().getByRole("heading", { name: "Your photo at 1:40" })).toBeVisible();
    await expect
      .element(viewer().getByRole("button", { name: "Later picture" }))
      .toHaveAttribute("aria-disabled", "true");
    expect(await violations()).toEqual([]);
    await userEvent.keyboard("{Escape}");
    await expect.poll(() => viewer().elements().length).toBe(0);
    expect(focused()).toBe(first);
  });

  it("open over the whole width of a phone, however small they are", async () => {
    await page.viewport(390, 844);
    await open();
    await opens("Your camera at 0:08").click();
    await expect.element(viewer()).toBeVisible();
    const { left, right, bottom } = viewer().element().getBoundingClientRect();
    expect({ left, right, bottom }).toEqual({ left: 0, right: 390, bottom: 844 });
  });

  it("have addresses that are good as long as the call is shown, and no longer", async () => {
    await open();
    const image = transcript().getByRole("img", { name: "Your camera at 0:08" }).element();
    if (!(image instanceof HTMLImageElement)) throw new Error("A picture is an image.");
    await image.decode();
    expect(image.naturalWidth).toBe(64);
    const { src } = image;
    expect((await (await fetch(src)).blob()).type).toBe("image/jpeg");
    location.hash = "#/history";
    await expect
      .poll(() =>
        fetch(src).then(
          () => "good",
          () => "gone",
        ),
      )
      .toBe("gone");
  });

  it("come and go with what is kept of them", async () => {
    const app = await open();
    const { history } = app.historySide;
    history.shown.set("budget", (history.shown.get("budget") ?? []).slice(1));
    history.change("budget", { pictures: 3 });
    await expect.element(opens("Your camera at 0:08")).not.toBeInTheDocument();
    await expect.element(opens("Your photo at 1:40")).toBeVisible();
  });

  it("are no part of a call without any", async () => {
    await showScene("detail-top");
    await expect.element(transcript()).toBeVisible();
    await drawn();
    expect(transcript().getByRole("list", { name: "Shown to the agent" }).elements()).toEqual([]);
  });
});

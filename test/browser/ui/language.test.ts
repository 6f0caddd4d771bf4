import { str } from "@lit/localize";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { page, userEvent } from "vitest/browser";
import { dollarText } from "../../../web/ui/cost-text.ts";
import { dayName } from "../../../web/ui/history-days.ts";
import { appLanguages, followLanguage, locale, useLanguage } from "../../../web/ui/locale.ts";
import { plural } from "../../../web/ui/plural.ts";
import { FakeApp } from "../../fakes/fake-app.ts";
import { find, show, showScene } from "./stage.ts";

afterEach(() => useLanguage("en"));

describe("the language of the interface", () => {
  it("changes at once, and what is typed stays", async () => {
    await showScene("listening");
    await page.getByRole("textbox", { name: "Message" }).fill("half a sent");
    await useLanguage("de");
    const field = page.getByRole("textbox", { name: "Nachricht" });
    await expect.element(field).toHaveValue("half a sent");
    await expect.element(page.getByRole("status")).toHaveTextContent("Hört zu");
    await expect.element(page.getByRole("log", { name: "Transkript" })).toBeVisible();
    await expect.element(page.getByRole("article", { name: "Du" }).first()).toBeVisible();
    await expect.poll(() => document.title).toBe("Hört zu · Parley");
    expect(document.documentElement.lang).toBe("de");
    expect(document.documentElement.dir).toBe("ltr");
  });

  it("reaches lists that are drawn anew only when they change", async () => {
    await showScene("history");
    await expect.element(page.getByRole("heading", { name: "Yesterday" })).toBeVisible();
    await useLanguage("de");
    await expect.element(page.getByRole("heading", { name: "Gestern" })).toBeVisible();
    await expect.element(page.getByRole("button", { name: /^Mehr zu / }).first()).toBeVisible();
  });

  it("is chosen in the settings, and is that of the browser until then", async () => {
    const app = new FakeApp();
    await followLanguage(app.settings);
    await show(app, "#/settings");
    const choice = page.getByRole("combobox", { name: "Interface" });
    await expect.element(choice).toHaveValue("");
    await expect
      .element(choice)
      .toHaveTextContent(`From the browser${appLanguages.map(({ name }) => name).join("")}`);
    await userEvent.selectOptions(choice, "de");
    await expect.element(page.getByRole("heading", { name: "Einstellungen", level: 1 })).toBeVisible();
    expect(app.settings.get().appLanguage).toBe("de");
    expect(locale()).toBe("de");
    app.change({ appLanguage: "" });
    await expect.element(page.getByRole("heading", { name: "Settings", level: 1 })).toBeVisible();
    expect(locale()).toBe(navigator.languages[0]);
  });

  it("has the number where English does without", async () => {
    const deleted = (count: number) => plural(count, str`Call deleted`, str`${count} calls deleted`);
    expect(deleted(1)).toBe("Call deleted");
    await useLanguage("hi");
    expect([1, 2].map(deleted)).toEqual(["1 कॉल मिटाई गई", "2 कॉल मिटाई गईं"]);
  });

  it("keeps the sign of dollars beside its letters where text runs from right to left", async () => {
    await useLanguage("ar");
    expect(dollarText(0.5)).toContain("US$\u200e");
  });

  it("begins a heading with a capital where days are written small", async () => {
    await useLanguage("es");
    expect(dayName(new Date(2026, 10, 19).getTime(), new Date(2026, 10, 22).getTime())).toBe("Jueves");
  });

  it("is English where a language is chosen that there is not", async () => {
    await useLanguage("tlh");
    expect(document.documentElement.lang).toBe("en");
  });
});

describe("from right to left", () => {
  it("signs that point somewhere point the other way, and sound still runs to the right", async () => {
    onTestFinished(() => {
      document.documentElement.dir = "ltr";
    });
    document.documentElement.dir = "rtl";
    await showScene("detail");
    await expect.poll(() => getComputedStyle(find(".back svg")).scale).toBe("-1 1");
    await expect.poll(() => getComputedStyle(find(".picture")).direction).toBe("ltr");
    expect(getComputedStyle(find("recording-player")).direction).toBe("rtl");
  });

  it.skipIf(!appLanguages.some(({ language }) => String(language) === "ar"))(
    "Arabic is written",
    async () => {
      await show();
      await useLanguage("ar");
      expect(document.documentElement.lang).toBe("ar");
      await expect.poll(() => getComputedStyle(find("call-screen")).direction).toBe("rtl");
    },
  );
});

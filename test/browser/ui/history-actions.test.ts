import { describe, expect, it, onTestFinished } from "vitest";
import { page, userEvent } from "vitest/browser";
import { StorageError } from "../../../web/core/errors.ts";
import { useLanguage } from "../../../web/ui/locale.ts";
import { FakeApp } from "../../fakes/fake-app.ts";
import { callRecord } from "../../fakes/kept-calls.ts";
import { drawn, find, focused, show, showScene } from "./stage.ts";

const button = (name: string) => page.getByRole("button", { name, exact: true });
const item = (name: string) => page.getByRole("menuitem", { name, exact: true });
const call = (title: string) => page.getByRole("link", { name: title });
const links = () => page.getByRole("list", { name: "Calls" }).getByRole("link").elements();

/** Three calls, newest first: A, B, C. */
async function showThree(): Promise<FakeApp> {
  const app = new FakeApp();
  const titles = ["Call A", "Call B", "Call C"];
  app.historySide.history.show(
    ...titles.map((title, index) => callRecord(`c${index}`, index * 60_000, { title })),
  );
  await show(app, "#/history");
  await expect.element(call("Call C")).toBeVisible();
  return app;
}

async function openMenu(title: string): Promise<void> {
  const more = button(`More for ${title}`).element();
  if (more instanceof HTMLElement) more.focus();
  await userEvent.keyboard("{Enter}");
  await expect.element(item("Rename")).toBeVisible();
}

describe("the menu of a call", () => {
  it("opens, moves and closes by keyboard, and gives the focus back", async () => {
    await showThree();
    await openMenu("Call B");
    await expect.poll(focused).toBe(item("Rename").element());
    await userEvent.keyboard("{ArrowDown}");
    expect(focused()).toBe(item("Star").element());
    await userEvent.keyboard("{End}");
    expect(focused()).toBe(item("Delete").element());
    await userEvent.keyboard("{ArrowDown}");
    expect(focused()).toBe(item("Rename").element());
    await userEvent.keyboard("{ArrowUp}");
    expect(focused()).toBe(item("Delete").element());
    await userEvent.keyboard("{Escape}");
    await expect.element(item("Rename")).not.toBeInTheDocument();
    expect(focused()).toBe(button("More for Call B").element());
  });

  it("stars a call, and takes the star away", async () => {
    const app = await showThree();
    await openMenu("Call B");
    await userEvent.click(item("Star"));
    await expect.element(call("Call B")).toHaveTextContent("Starred");
    await openMenu("Call B");
    await userEvent.click(item("Remove star"));
    await expect.element(call("Call B")).not.toHaveTextContent("Starred");
    expect(app.historySide.intents).toEqual([
      { type: "star", id: "c1", isStarred: true },
      { type: "star", id: "c1", isStarred: false },
    ]);
  });

  it("does not delete a call that runs", async () => {
    const app = await showThree();
    app.historySide.history.change("c0", { status: "running", endedAtMs: undefined });
    await openMenu("Call A");
    await expect.element(item("Delete")).toBeDisabled();
  });

  it("says so when a wish comes to nothing, and keeps the list", async () => {
    const app = await showThree();
    app.historySide.history.failure = new StorageError("quota");
    await openMenu("Call B");
    await userEvent.click(item("Star"));
    await expect.element(page.getByRole("alert")).toHaveTextContent("This device is full");
    expect(links()).toHaveLength(3);
    await userEvent.click(button("Close"));
    await expect.element(page.getByRole("alert")).toHaveTextContent("");
  });
});

describe("renaming", () => {
  const field = () => page.getByRole("textbox", { name: "Title" });

  it("takes what is typed with Enter and goes back to the call", async () => {
    const app = await showThree();
    await openMenu("Call B");
    await userEvent.keyboard("{Enter}");
    await expect.poll(focused).toBe(field().element());
    await userEvent.keyboard("  New name {Enter}");
    expect(app.historySide.intents).toEqual([{ type: "rename", id: "c1", title: "New name" }]);
    await expect.poll(focused).toBe(call("New name").element());
  });

  it("leaves a title as it is that nobody has changed: it is still the one made from the first words", async () => {
    const app = await showThree();
    await openMenu("Call B");
    await userEvent.keyboard("{Enter}");
    await expect.poll(focused).toBe(field().element());
    await userEvent.click(button("Save"));
    await expect.poll(focused).toBe(call("Call B").element());
    expect(app.historySide.intents).toEqual([]);
  });

  it("begins with an automatic title in the language of the interface, and leaves it automatic", async () => {
    const app = await showThree();
    app.historySide.history.change("c1", { title: "Call with Assistant" });
    onTestFinished(() => useLanguage("en"));
    await useLanguage("de");
    const more = page.getByRole("button", { name: "Mehr zu Anruf mit Assistent" });
    await userEvent.click(more);
    await userEvent.click(item("Umbenennen"));
    await expect.element(page.getByRole("textbox", { name: "Titel" })).toHaveValue("Anruf mit Assistent");
    await userEvent.click(button("Speichern"));
    await expect.poll(focused).toBe(call("Anruf mit Assistent").element());
    expect(app.historySide.intents).toEqual([]);
  });

  it("leaves what is typed when the call gets another title elsewhere", async () => {
    const app = await showThree();
    await openMenu("Call B");
    await userEvent.keyboard("{Enter}");
    await expect.poll(focused).toBe(field().element());
    await userEvent.fill(field(), "Mine");
    app.historySide.history.change("c1", { title: "Theirs" });
    await drawn();
    await expect.element(field()).toHaveValue("Mine");
    await userEvent.click(button("Save"));
    expect(app.historySide.intents).toEqual([{ type: "rename", id: "c1", title: "Mine" }]);
  });

  it("leaves the title with Escape, and lets an empty one be made anew", async () => {
    const app = await showThree();
    await openMenu("Call B");
    await userEvent.keyboard("{Enter}");
    await expect.poll(focused).toBe(field().element());
    const cancels = { key: "Escape", isComposing: true, bubbles: true, composed: true };
    field().element().dispatchEvent(new KeyboardEvent("keydown", cancels));
    await userEvent.keyboard("x");
    await expect.element(field()).toHaveValue("x");
    await userEvent.keyboard("{Escape}");
    await expect.poll(focused).toBe(call("Call B").element());
    expect(app.historySide.intents).toEqual([]);
    await openMenu("Call B");
    await userEvent.keyboard("{Enter}");
    await userEvent.clear(field());
    await userEvent.click(button("Save"));
    expect(app.historySide.intents).toEqual([{ type: "rename", id: "c1", title: "" }]);
  });
});

describe("deleting", () => {
  const toast = () => page.getByRole("status");

  it("hides the call at once, says so, and has the way back at hand", async () => {
    const app = await showThree();
    await openMenu("Call B");
    await userEvent.keyboard("{End}{Enter}");
    await expect.element(toast()).toHaveTextContent("Call deleted");
    expect(links()).toHaveLength(2);
    await expect.poll(focused).toBe(button("Undo").element());
    await userEvent.keyboard("{Enter}");
    await expect.element(call("Call B")).toBeVisible();
    await expect.element(toast()).toHaveTextContent("");
    await expect.poll(focused).toBe(call("Call B").element());
    expect(app.historySide.intents.map(({ type }) => type)).toEqual(["remove", "undo-remove"]);
  });

  it("goes on with the next call when the time to undo is over", async () => {
    const app = await showThree();
    await openMenu("Call B");
    await userEvent.keyboard("{End}{Enter}");
    await expect.poll(focused).toBe(button("Undo").element());
    app.historySide.history.forgetRemoved();
    await expect.poll(focused).toBe(call("Call C").element());
  });

  it("is undone with Control and Z, but not while typing", async () => {
    const app = await showThree();
    await openMenu("Call B");
    await userEvent.keyboard("{End}{Enter}");
    await userEvent.click(page.getByRole("searchbox"));
    await userEvent.keyboard("{Control>}z{/Control}");
    expect(app.historySide.intents).toHaveLength(1);
    await userEvent.click(button("Starred"));
    await userEvent.keyboard("{Control>}z{/Control}");
    expect(app.historySide.intents.at(-1)).toEqual({ type: "undo-remove" });
  });

  it("of the last call leaves the empty history, and the way back", async () => {
    const app = new FakeApp();
    app.historySide.history.show(callRecord("c0", 0, { title: "Call A" }));
    await show(app, "#/history");
    await expect.element(call("Call A")).toBeVisible();
    await openMenu("Call A");
    await userEvent.keyboard("{End}{Enter}");
    await expect.element(page.getByText("Your calls will be kept here")).toBeVisible();
    app.historySide.history.forgetRemoved();
    await expect.poll(focused).toBe(find("history-list").shadowRoot?.querySelector("h1"));
  });
});

describe("choosing", () => {
  const box = (title: string) => page.getByRole("checkbox", { name: title });

  it("stars and deletes what is chosen", async () => {
    const app = await showThree();
    await userEvent.click(button("Select"));
    await expect.element(button("Delete")).toBeDisabled();
    await userEvent.click(box("Call A"));
    await userEvent.click(box("Call C"));
    await expect.element(page.getByText("2 chosen")).toBeVisible();
    await userEvent.click(button("Star"));
    await expect.element(button("Remove star")).toBeEnabled();
    await userEvent.click(button("Delete"));
    await expect.element(page.getByRole("status")).toHaveTextContent("2 calls deleted");
    await expect.poll(() => links().map((link) => link.getAttribute("href"))).toEqual(["#/history/c1"]);
    expect(app.historySide.intents).toEqual([
      { type: "star", id: "c0", isStarred: true },
      { type: "star", id: "c2", isStarred: true },
      { type: "remove", ids: ["c0", "c2"] },
    ]);
  });

  it("takes all that are shown, but none that runs", async () => {
    const app = await showScene("history");
    await userEvent.click(button("Select"));
    await expect.element(box("What to cook")).toBeDisabled();
    await userEvent.click(button("Today"));
    await userEvent.click(button("Select all"));
    await expect.element(page.getByText("2 chosen")).toBeVisible();
    await userEvent.click(button("Select none"));
    await expect.element(page.getByText("None chosen")).toBeVisible();
    await userEvent.click(button("Select all"));
    await userEvent.click(button("Delete"));
    expect(app.historySide.intents).toEqual([{ type: "remove", ids: ["budget", "spanish"] }]);
  });

  it("ends with Done and with Escape", async () => {
    await showThree();
    for (const end of [() => userEvent.click(button("Done")), () => userEvent.keyboard("{Escape}")]) {
      await userEvent.click(button("Select"));
      await userEvent.click(box("Call A"));
      await end();
      await expect.element(call("Call A")).toBeVisible();
    }
  });
});

describe("calls from files", () => {
  const wav = () => new File([new Uint8Array(4)], "question.wav", { type: "audio/wav" });

  it("take chosen files, show how far they are, and lead to the call", async () => {
    const app = await show(new FakeApp(), "#/history");
    const { fileCalls, intents } = app.historySide;
    await expect.element(button("Call from a file")).toBeVisible();
    await userEvent.upload(page.elementLocator(find("input[type=file]")), wav());
    expect(intents).toEqual([{ type: "files", files: [{ name: "question.wav", blob: expect.any(File) }] }]);
    fileCalls.jobs.set([{ id: 1, name: "question.wav", state: { status: "sending", share: 0.25 } }]);
    await expect
      .element(page.getByRole("progressbar", { name: "question.wav" }))
      .toHaveAttribute("value", "0.25");
    fileCalls.jobs.set([{ id: 1, name: "question.wav", state: { status: "done", callId: "k1" } }]);
    const link = page.getByRole("link", { name: "Open the call of question.wav" });
    await expect.element(link).toHaveAttribute("href", "#/history/k1");
    await userEvent.click(button("Clear"));
    await expect.element(link).not.toBeInTheDocument();
  });

  it("can be cancelled", async () => {
    const app = await showScene("history-busy");
    await userEvent.click(button("Cancel question.wav"));
    expect(app.historySide.intents.at(-1)).toEqual({ type: "cancel-file", jobId: 2 });
    await expect.element(page.getByText("What was said until then is kept.").first()).toBeVisible();
  });

  it("take files that are dropped anywhere on the list", async () => {
    const app = await showThree();
    const files = new DataTransfer();
    files.items.add(wav());
    const drag = (type: string, dataTransfer = files) =>
      links()[0]?.dispatchEvent(
        new DragEvent(type, { dataTransfer, bubbles: true, composed: true, cancelable: true }),
      );
    const words = page.getByText("Drop sound files");
    expect(drag("dragover")).toBe(false);
    await expect.element(words).toBeVisible();
    drag("dragleave");
    await expect.element(words).not.toBeInTheDocument();
    drag("dragover");
    drag("drop");
    await expect.element(words).not.toBeInTheDocument();
    expect(app.historySide.intents).toEqual([
      { type: "files", files: [{ name: "question.wav", blob: expect.any(File) }] },
    ]);
    const text = new DataTransfer();
    text.setData("text/plain", "words");
    expect(drag("dragover", text)).toBe(true);
  });
});

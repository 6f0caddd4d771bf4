import { describe, expect, it, onTestFinished } from "vitest";
import { page, userEvent } from "vitest/browser";
import { RecordingError, StorageError } from "../../../web/core/errors.ts";
import type { CallRecord } from "../../../web/core/history/record.ts";
import { useLanguage } from "../../../web/ui/locale.ts";
import { callStartMs, FakeApp } from "../../fakes/fake-app.ts";
import { callRecord } from "../../fakes/kept-calls.ts";
import { keptSound } from "../../fakes/playable-sound.ts";
import { turn } from "../../screens/log-entries.ts";
import { drawn, find, focused, frames, nextDownload, show, violations } from "./stage.ts";

const log = [turn(1, "agent", 1, "Hello."), turn(2, "user", 3, "Is it raining?")];
const continued = {
  knowing: () => ({ instruction: "They spoke of rain." }),
  context: { city: "Berlin" },
  agentId: "assistant",
};
const mp3 = new Blob(["sound"], { type: "audio/mpeg" });

function keep(app: FakeApp, more: Partial<CallRecord> = {}): CallRecord {
  const record = callRecord("a", 0, { title: "Rain", endedAtMs: callStartMs + 8_000, ...more });
  const { history, recordings } = app.historySide;
  history.show(record);
  history.kept.set("a", { record, log, continued });
  const isMp3 = record.sound.status === "mp3";
  if (record.sound.status !== "none")
    recordings.sounds.set("a", {
      ...keptSound(callStartMs, 8, { user: [[3, 5]] }),
      ...(isMp3 ? { blob: mp3, format: "mp3" } : {}),
    });
  return record;
}

async function open(more: Partial<CallRecord> = {}, app = new FakeApp()): Promise<FakeApp> {
  keep(app, more);
  await show(app, "#/history/a");
  await expect.element(button("Rename call")).toBeVisible();
  await drawn();
  return app;
}

const button = (name: string) => page.getByRole("button", { name, exact: true });
const pieces = { status: "pieces", gaps: [] } as const;

/** At the address of the call that was deleted. */
async function expectUndoBringsItBack(): Promise<void> {
  location.hash = "#/history/a";
  await expect.element(page.getByText("This call was deleted.")).toBeVisible();
  await userEvent.click(button("Undo").last());
  await expect.element(page.getByRole("heading", { name: "Rain" })).toBeVisible();
}

const intents = (app: FakeApp) => app.historySide.intents;

describe("a kept call", () => {
  it("says what it was", async () => {
    await open({ model: "gemini-3.8-live", agent: { id: "tutor", name: "Tutor" } });
    await expect.element(page.getByRole("heading", { name: "Rain", level: 1 })).toBeVisible();
    await expect.element(page.getByText("Tutor")).toBeVisible();
    expect(find(".meta").textContent.replaceAll(/\s+/g, " ")).toMatch(
      /Today .* · 0:08 · Tutor · gemini-3.8-live · ended by you/,
    );
    await expect
      .element(page.getByRole("link", { name: "Back to all calls" }))
      .toHaveAttribute("href", "#/history");
  });

  it.each([
    [{ end: { type: "agent-hung-up", reason: "The person said goodbye." } } as const, "ended by the agent"],
    [
      { end: { type: "failed", message: "The connection did not come back." } } as const,
      "The connection did not come back.",
    ],
    [{ status: "recovered", end: undefined } as const, "Recovered"],
  ])("tells how it ended: %j", async (more, words) => {
    await open(more);
    await expect.element(page.getByText(words)).toBeVisible();
  });

  it("gets another title with Enter", async () => {
    const app = await open();
    await userEvent.click(button("Rename call"));
    expect(focused()).toBe(page.getByRole("textbox", { name: "Title" }).element());
    await userEvent.keyboard("  Weather {Enter}");
    expect(intents(app)).toEqual([{ type: "rename", id: "a", title: "Weather" }]);
    await expect.element(page.getByRole("heading", { name: "Weather" })).toBeVisible();
    expect(focused()).toBe(button("Rename call").element());
  });

  it("begins with its automatic title in the language of the interface, and leaves that automatic", async () => {
    const app = await open({ title: "Call with Assistant" });
    onTestFinished(() => useLanguage("en"));
    await useLanguage("de");
    await userEvent.click(button("Anruf umbenennen"));
    await expect.element(page.getByRole("textbox", { name: "Titel" })).toHaveValue("Anruf mit Assistent");
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByRole("heading", { name: "Anruf mit Assistent" })).toBeVisible();
    expect(intents(app)).toEqual([]);
  });

  it("keeps a title that the person has typed, whatever the language", async () => {
    await open({ title: "Call with Assistant", isTitled: true });
    onTestFinished(() => useLanguage("en"));
    await useLanguage("de");
    await userEvent.click(button("Anruf umbenennen"));
    await expect.element(page.getByRole("textbox", { name: "Titel" })).toHaveValue("Call with Assistant");
  });

  it("keeps its title with Escape", async () => {
    const app = await open();
    await userEvent.click(button("Rename call"));
    const cancels = { key: "Escape", isComposing: true, bubbles: true, composed: true };
    focused()?.dispatchEvent(new KeyboardEvent("keydown", cancels));
    await userEvent.keyboard("Weather");
    await expect.element(page.getByRole("textbox", { name: "Title" })).toHaveValue("Weather");
    await userEvent.keyboard("{Escape}");
    await expect.element(page.getByRole("heading", { name: "Rain" })).toBeVisible();
    expect(intents(app)).toEqual([]);
  });

  it("leaves what is typed as its title when it gets another one elsewhere", async () => {
    const app = await open();
    await userEvent.click(button("Rename call"));
    const field = page.getByRole("textbox", { name: "Title" });
    await userEvent.fill(field, "Weather");
    app.historySide.history.change("a", { title: "Sun", isStarred: true });
    await drawn();
    await expect.element(field).toHaveValue("Weather");
    await userEvent.keyboard("{Enter}");
    expect(intents(app)).toEqual([{ type: "rename", id: "a", title: "Weather" }]);
  });

  it("is starred and unstarred", async () => {
    const app = await open();
    await userEvent.click(button("Star"));
    await expect.element(button("Star")).toHaveAttribute("aria-pressed", "true");
    await userEvent.click(button("Star"));
    await expect.element(button("Star")).toHaveAttribute("aria-pressed", "false");
    expect(intents(app)).toHaveLength(2);
  });

  it("says why a change was not kept", async () => {
    const app = await open();
    app.historySide.history.failure = new StorageError("quota");
    await userEvent.click(button("Star"));
    await expect.element(page.getByRole("alert").getByText("This device is full.")).toBeVisible();
    await expect.element(button("Star")).toHaveAttribute("aria-pressed", "false");
  });

  it("does not say of another call why a change was not kept", async () => {
    const app = await open();
    const { history } = app.historySide;
    const record = callRecord("b", 0, { title: "Snow", endedAtMs: callStartMs + 8_000 });
    history.show(record);
    history.kept.set("b", { record, log, continued });
    const kept = Promise.withResolvers<void>();
    history.star = () => kept.promise;
    await userEvent.click(button("Star"));
    location.hash = "#/history/b";
    await expect.element(page.getByRole("heading", { name: "Snow" })).toBeVisible();
    kept.reject(new StorageError("quota"));
    await frames();
    await expect.element(page.getByText("This device is full.")).not.toBeInTheDocument();
  });

  it("is deleted into the list, where that can be undone", async () => {
    const app = await open();
    await userEvent.click(button("Delete call"));
    expect(intents(app)).toEqual([{ type: "remove", ids: ["a"] }]);
    expect(location.hash).toBe("#/history");
    await expect.element(button("Undo")).toBeVisible();
    await expectUndoBringsItBack();
  });

  it("is the one that comes back, also when another was deleted after it", async () => {
    const app = await open();
    await userEvent.click(button("Delete call"));
    app.historySide.history.remove(["b"]);
    await expectUndoBringsItBack();
  });

  it("is not there any more once it can no longer be had back", async () => {
    const app = await open();
    await userEvent.click(button("Delete call"));
    location.hash = "#/history/a";
    await expect.element(page.getByText("This call was deleted.")).toBeVisible();
    app.historySide.history.forgetRemoved();
    await expect.element(page.getByText("There is no such call on this device.")).toBeVisible();
  });

  it("goes on as a call that knows of it", async () => {
    const app = await open();
    await userEvent.click(button("Continue this conversation"));
    expect(app.intents).toEqual([{ type: "start", continued }]);
    expect(location.hash).toBe("#/");
  });

  it("does not go on while another call is on", async () => {
    const app = new FakeApp();
    app.patch({ phase: { name: "live", sinceMs: callStartMs }, startedAtMs: callStartMs });
    await open({}, app);
    await expect.element(button("Continue this conversation")).toBeDisabled();
    await expect.element(page.getByText("end the call that is on")).toBeVisible();
  });

  it("shows what changes elsewhere", async () => {
    const app = await open();
    app.historySide.history.change("a", { title: "Sun" });
    await expect.element(page.getByRole("heading", { name: "Sun" })).toBeVisible();
  });

  it("tells what it cost and how its sound was, as far as that is known", async () => {
    const tokens = { promptTokens: 1_000_000, responseTokens: 100_000, totalTokens: 1_100_000 };
    await open({
      model: "gemini-3.8-live",
      usage: {
        ...tokens,
        prompt: { text: 0, audio: 1_000_000, image: 0 },
        response: { text: 0, audio: 100_000, image: 0 },
      },
      underruns: 2,
    });
    const numbers = page.getByRole("region", { name: "Numbers" });
    for (const words of ["$4.20", "September 2026", "100,000 audio", "Gaps in the sound"])
      await expect.element(numbers.getByText(words).first()).toBeInTheDocument();
  });

  it("does not guess a price", async () => {
    await open({ model: "gemini-9", usage: { promptTokens: 1, responseTokens: 1, totalTokens: 2 } });
    await expect.element(page.getByText("Price unknown")).toBeInTheDocument();
  });

  it("tells its numbers", async () => {
    await open({
      latenciesMs: [600, 1_900, 700],
      usage: { promptTokens: 1_200, responseTokens: 34, totalTokens: 1_234 },
      sessions: 3,
      tools: ["get_weather", "get_weather"],
    });
    const numbers = page.getByRole("region", { name: "Numbers" });
    for (const words of ["700 ms", "1.9 s", "1,234", "1,200 in, 34 out", "get_weather × 2"])
      await expect.element(numbers.getByText(words).first()).toBeInTheDocument();
    await userEvent.click(page.getByText("Every answer"));
    expect(numbers.getByRole("listitem").elements()).toHaveLength(3);
  });
});

describe("where there is nothing to show", () => {
  it("says that a call is not there, and leads back", async () => {
    await show(new FakeApp(), "#/history/nowhere");
    await expect.element(page.getByText("There is no such call on this device.")).toBeVisible();
    await expect
      .element(page.getByRole("link", { name: "All calls", exact: true }))
      .toHaveAttribute("href", "#/history");
  });

  it("says why it could not be read, and tries again", async () => {
    const app = new FakeApp();
    keep(app);
    app.historySide.history.failure = new StorageError("blocked");
    await show(app, "#/history/a");
    await expect.element(page.getByText("Close that tab, then try again.")).toBeVisible();
    app.historySide.history.failure = undefined;
    await userEvent.click(button("Try again"));
    await expect.element(page.getByRole("heading", { name: "Rain" })).toBeVisible();
  });

  it("says that a running call is running", async () => {
    await open({ status: "running", endedAtMs: undefined, end: undefined, sound: pieces });
    await expect
      .element(page.getByRole("region", { name: "Recording" }))
      .toHaveTextContent("This call is running.");
    await expect.element(page.getByRole("link", { name: "Go to the call" })).toHaveAttribute("href", "#/");
    await expect.element(button("Delete call")).toBeDisabled();
    await expect.element(page.getByText("Is it raining?")).toBeVisible();
  });

  it.each([
    [false, "This call was not recorded."],
    [true, "The sound of this call was removed."],
  ])("says why there is no sound (removed: %j)", async (isRemoved, words) => {
    await open({ sound: { status: "none", isRemoved } });
    await expect.element(page.getByRole("region", { name: "Recording" })).toHaveTextContent(words);
    await expect.element(button("Download MP3")).not.toBeInTheDocument();
    await expect.element(page.getByText("Is it raining?")).toBeVisible();
  });

  it("keeps the text on screen when the sound cannot be read", async () => {
    const app = new FakeApp();
    app.historySide.recordings.failure = new StorageError("unavailable");
    await open({}, app);
    await expect.element(page.getByRole("alert").getByText("doesn't let Parley keep calls")).toBeVisible();
    await expect.element(page.getByText("Is it raining?")).toBeVisible();
    app.historySide.recordings.failure = undefined;
    await userEvent.click(button("Try again"));
    await expect.element(page.getByRole("slider", { name: "Seek" })).toBeInTheDocument();
  });
});

describe("notes", () => {
  const notes = page.getByRole("textbox", { name: "Notes" });

  it("are kept as they are typed", async () => {
    const app = await open();
    await userEvent.type(notes, "Umbrella");
    await expect.poll(() => intents(app).at(-1)).toEqual({ type: "note", id: "a", notes: "Umbrella" });
    await expect.element(page.getByText("Saved")).toBeVisible();
    expect(intents(app)).toHaveLength(1);
  });

  it("are not called saved while newer ones are on their way", async () => {
    const app = await open();
    const held: (() => void)[] = [];
    app.historySide.history.note = () => new Promise((resolve) => held.push(resolve));
    await userEvent.type(notes, "Umb");
    await expect.poll(() => held.length).toBe(1);
    await userEvent.type(notes, "rella");
    held[0]?.();
    await expect.poll(() => held.length).toBe(2);
    await expect.element(page.getByText("Saved")).not.toBeInTheDocument();
    held[1]?.();
    await expect.element(page.getByText("Saved")).toBeVisible();
  });

  it("are kept at once when the person leaves", async () => {
    const app = await open({ notes: "Take an " });
    await userEvent.type(notes, "umbrella");
    location.hash = "#/settings";
    await expect.poll(() => intents(app)).toEqual([{ type: "note", id: "a", notes: "Take an umbrella" }]);
  });

  it("stay in the field when they cannot be kept", async () => {
    const app = await open();
    app.historySide.history.failure = new StorageError("quota");
    await userEvent.type(notes, "Umbrella");
    await expect.element(page.getByText("Not saved. This device is full.")).toBeVisible();
    await expect.element(notes).toHaveValue("Umbrella");
    app.historySide.history.failure = undefined;
    await userEvent.type(notes, "s");
    await expect.element(page.getByText("Saved")).toBeVisible();
    await expect.element(page.getByText("Not saved.")).not.toBeInTheDocument();
  });

  it("are not overwritten by a change elsewhere while they are typed", async () => {
    const app = await open({ notes: "Old" });
    await userEvent.fill(notes, "Mine");
    app.historySide.history.change("a", { isStarred: true });
    await expect.element(button("Star")).toHaveAttribute("aria-pressed", "true");
    await expect.element(notes).toHaveValue("Mine");
  });
});

describe("the MP3", () => {
  const jobs = (app: FakeApp) => app.historySide.recordings.jobs;

  it("is handed over by day, time and title", async () => {
    await open();
    const file = nextDownload();
    await userEvent.click(button("Download MP3"));
    expect((await file).name).toMatch(/^\d{4}-\d\d-\d\d \d\d-\d\d Rain\.mp3$/);
    expect((await file).text).toBe("sound");
  });

  it("is made first where it is missing, and then handed over", async () => {
    const app = await open({ sound: pieces });
    await expect.element(page.getByRole("slider", { name: "Seek" })).toBeInTheDocument();
    await userEvent.click(button("Download MP3"));
    expect(intents(app)).toEqual([{ type: "make", callId: "a" }]);
    jobs(app).set(new Map([["a", { status: "running", step: "encoding", share: 0.4 }]]));
    await expect.element(page.getByText("Making the MP3 · 40%")).toBeVisible();
    await expect.element(page.getByRole("progressbar")).toHaveAttribute("value", "0.4");
    const file = nextDownload();
    jobs(app).set(new Map());
    const kept = app.historySide.recordings.sounds.get("a");
    if (kept !== undefined) app.historySide.recordings.sounds.set("a", { ...kept, blob: mp3, format: "mp3" });
    app.historySide.history.change("a", { sound: { status: "mp3", gaps: [] } });
    expect((await file).text).toBe("sound");
    await expect.element(page.getByRole("progressbar")).not.toBeInTheDocument();
  });

  it("can be cancelled while the sound is heard", async () => {
    const app = new FakeApp();
    jobs(app).set(new Map([["a", { status: "running", step: "loading", share: 0.5 }]]));
    await open({ sound: pieces }, app);
    await expect.element(page.getByText("Loading the encoder · 50%")).toBeVisible();
    await expect.element(button("Play")).toBeEnabled();
    await userEvent.click(button("Cancel"));
    expect(intents(app)).toEqual([{ type: "cancel-making", callId: "a" }]);
  });

  it("says why it was not made, and tries again", async () => {
    const app = new FakeApp();
    jobs(app).set(new Map([["a", { status: "failed", error: new RecordingError("encoder-load") }]]));
    await open({ sound: pieces }, app);
    await expect.element(page.getByText("The MP3 encoder didn't load.")).toBeVisible();
    await userEvent.click(button("Try again"));
    expect(intents(app)).toEqual([{ type: "make", callId: "a" }]);
  });
});

describe("an MP3 that could not be made here", () => {
  const failed = { status: "failed", error: new RecordingError("encoder-load") } as const;

  it("is no trouble any more when another tab has made it", async () => {
    const app = new FakeApp();
    app.historySide.recordings.jobs.set(new Map([["a", failed]]));
    await open({ sound: pieces }, app);
    await expect.element(page.getByText("The MP3 encoder didn't load.")).toBeVisible();
    app.historySide.history.change("a", { sound: { status: "mp3", gaps: [] } });
    await expect.element(page.getByText("The MP3 encoder didn't load.")).not.toBeInTheDocument();
  });
});

describe("exports", () => {
  const dialog = page.getByRole("dialog", { name: "Export" });

  it("are offered in every form that there is", async () => {
    await open();
    await userEvent.click(button("Export"));
    for (const name of ["MP3", "WAV", "Markdown", "SRT", "WebVTT", "JSON", "zip"])
      await expect
        .element(dialog.getByRole("button", { name: new RegExp(`Save as .*${name}`) }))
        .toBeVisible();
    await drawn();
    expect(await violations()).toEqual([]);
    await userEvent.keyboard("{Escape}");
    await expect.element(dialog).not.toBeInTheDocument();
    expect(focused()).toBe(button("Export").element());
  });

  it("are saved as a file", async () => {
    await open();
    await userEvent.click(button("Export"));
    const file = nextDownload();
    await userEvent.click(dialog.getByRole("button", { name: /Markdown/ }));
    expect((await file).name).toMatch(/Rain\.md$/);
    expect((await file).text).toContain("Is it raining?");
    await expect.element(page.getByText("Handed to the browser")).toBeVisible();
  });

  it("are shared through the platform's sheet where it takes such files", async () => {
    const app = await open();
    const { sharing } = app.historySide;
    sharing.taken = ["md"];
    await userEvent.click(button("Export"));
    const share = dialog.getByRole("button", { name: /Share as/ });
    await expect.poll(() => share.elements().length).toBe(1);
    await userEvent.click(dialog.getByRole("button", { name: "Share as Markdown" }));
    await expect
      .poll(() => sharing.shared.map(({ name }) => name))
      .toEqual([expect.stringMatching(/Rain\.md$/)]);
    expect(await sharing.shared[0]?.text()).toContain("Is it raining?");
  });

  it("ask for another press where making the file took longer than the first one lasts, once", async () => {
    const app = await open();
    const { sharing } = app.historySide;
    sharing.taken = ["md"];
    sharing.outcomes.push("press-again", "press-again");
    await userEvent.click(button("Export"));
    await userEvent.click(dialog.getByRole("button", { name: "Share as Markdown" }));
    await userEvent.click(dialog.getByRole("button", { name: "Share it now" }));
    await expect.element(dialog.getByText("Save it instead.")).toBeVisible();
    expect(sharing.shared).toHaveLength(2);
  });

  it("say what went wrong", async () => {
    const app = await open();
    app.historySide.recordings.failure = new StorageError("blocked");
    await userEvent.click(button("Export"));
    await userEvent.click(dialog.getByRole("button", { name: /WAV/ }));
    await expect.element(dialog.getByText("Close that tab, then try again.")).toBeVisible();
  });

  it("offer no sound where there is none", async () => {
    await open({ sound: { status: "none", isRemoved: false } });
    await userEvent.click(button("Export"));
    await expect.element(dialog.getByRole("button", { name: /Markdown/ })).toBeVisible();
    expect(dialog.getByRole("button", { name: /MP3|WAV/ }).elements()).toEqual([]);
  });

  it("make the MP3 first where it is missing", async () => {
    const app = await open({ sound: pieces });
    await userEvent.click(button("Export"));
    await userEvent.click(dialog.getByRole("button", { name: /MP3/ }));
    await expect.element(dialog).not.toBeInTheDocument();
    expect(intents(app)).toEqual([{ type: "make", callId: "a" }]);
  });
});

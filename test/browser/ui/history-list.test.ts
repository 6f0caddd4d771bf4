import { describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { StorageError } from "../../../web/core/errors.ts";
import type { CallMatch } from "../../../web/core/history/search.ts";
import { callStartMs, FakeApp } from "../../fakes/fake-app.ts";
import { callRecord } from "../../fakes/kept-calls.ts";
import { drawn, find, focused, frames, show, showScene } from "./stage.ts";

const list = () => page.getByRole("list", { name: "Calls" });
const links = () => list().getByRole("link");
const titles = () =>
  links()
    .elements()
    .map((link) => link.querySelector(".title")?.textContent);
const box = () => page.getByRole("searchbox", { name: "Search calls" });
const chip = (name: string) => page.getByRole("button", { name, exact: true });

describe("the list of calls", () => {
  it("names calls by day, each with all that tells it apart", async () => {
    await showScene("history");
    await expect.element(list()).toBeVisible();
    const days = page.getByRole("heading", { level: 2 });
    expect(
      days
        .elements()
        .map((day) => day.textContent)
        .slice(0, 2),
    ).toEqual(["Today", "Yesterday"]);
    const budget = page.getByRole("link", { name: "Budget meeting" });
    await expect.element(budget).toHaveAttribute("href", "#/history/budget");
    for (const part of ["Starred", "4:12", "Book the mind manor", "Assistant"])
      await expect.element(budget).toHaveTextContent(part);
    await expect.element(page.getByRole("link", { name: "Interview" })).toHaveTextContent("Recovered");
    await expect.element(page.getByRole("link", { name: "Euro" })).toHaveTextContent("Not recorded");
    await expect.element(page.getByRole("link", { name: "cook tonight" })).toHaveTextContent("In progress");
  });

  it("groups them anew at midnight, and when the page is looked at again after it", async () => {
    const app = new FakeApp();
    const days = () =>
      page
        .getByRole("heading", { level: 2 })
        .elements()
        .map((day) => day.textContent);
    const midnightMs = new Date(callStartMs).setHours(24, 0, 0, 0);
    app.nowMs = midnightMs - 100;
    await show(app, "#/history");
    app.historySide.history.show(callRecord("a", 0, { startedAtMs: midnightMs - 3_600_000 }));
    await expect.poll(days).toEqual(["Today"]);
    app.nowMs = midnightMs;
    await expect.poll(days).toEqual(["Yesterday"]);
    app.nowMs = new Date(midnightMs).setHours(24, 0, 0, 0);
    document.dispatchEvent(new Event("visibilitychange"));
    await frames();
    expect(days()).not.toContain("Yesterday");
  });

  it("tells a call that somebody may return to from one that goes on", async () => {
    const app = await show(new FakeApp(), "#/history");
    const { history, interrupted } = app.historySide;
    history.show(callRecord("a", 0, { title: "Cut off", status: "running" }));
    const row = page.getByRole("link", { name: "Cut off" });
    await expect.element(row).toHaveTextContent("In progress");
    interrupted.set("a");
    await expect.element(row).toHaveTextContent("Interrupted");
    await expect.element(row).not.toHaveTextContent("In progress");
    // The person may have ended it in another tab.
    history.change("a", { status: "recovered" });
    await expect.element(row).not.toHaveTextContent("Interrupted");
  });

  it("follows what happens to the calls", async () => {
    const app = await show(new FakeApp(), "#/history");
    const { history } = app.historySide;
    await expect.element(page.getByText("Your calls will be kept here, on this device.")).toBeVisible();
    history.show(callRecord("a", 0, { title: "First" }));
    await expect.element(page.getByRole("link", { name: "First" })).toBeVisible();
    history.change("a", { title: "Second" });
    await expect.element(page.getByRole("link", { name: "Second" })).toBeVisible();
  });

  it("does not say that there are none while they are being read", async () => {
    const app = new FakeApp();
    app.historySide.history.list.set({ status: "ready", calls: [], isComplete: false });
    await show(app, "#/history");
    await expect.element(page.getByText("Looking for your calls…")).toBeInTheDocument();
    app.historySide.history.list.set({ status: "ready", calls: [], isComplete: true });
    await expect.element(page.getByText("Your calls will be kept here")).toBeVisible();
  });

  it("says why the calls cannot be read, and reads them again", async () => {
    const app = await showScene("history-failed");
    await expect.element(page.getByRole("alert").getByText("Close that tab")).toBeVisible();
    await userEvent.click(page.getByRole("button", { name: "Try again" }));
    expect(app.historySide.intents).toEqual([{ type: "reload" }]);
  });

  it("loads the history again when it did not load", async () => {
    const app = new FakeApp();
    const load = app.history;
    app.history = async () => {
      throw new StorageError("unavailable");
    };
    await show(app, "#/history");
    await expect.element(page.getByText("allow storage for this site")).toBeVisible();
    app.history = load;
    await userEvent.click(page.getByRole("button", { name: "Try again" }));
    await expect.element(page.getByText("Your calls will be kept here")).toBeVisible();
  });

  it("opens a call and comes back to where it was", async () => {
    const app = new FakeApp();
    app.historySide.history.show(
      ...Array.from({ length: 40 }, (_, index) => callRecord(`c${index}`, index * 1000)),
    );
    await page.viewport(390, 844);
    await show(app, "#/history");
    const link = page.getByRole("link", { name: "Call c30" });
    await userEvent.click(link);
    const scrolled = () => find("main").scrollTop;
    await expect.poll(() => links().elements().length).toBe(0);
    expect(location.hash).toBe("#/history/c30");
    await expect.poll(scrolled).toBe(0);
    history.back();
    await expect.element(list()).toBeVisible();
    await expect.poll(scrolled).toBeGreaterThan(500);
    await expect.poll(focused).toBe(link.element());
  });
});

describe("filters", () => {
  it("narrow the list one by one, and All takes them away", async () => {
    await showScene("history");
    await userEvent.click(chip("Starred"));
    await expect.poll(titles).toEqual(["Budget meeting and Berlin weather", "Notes for the Lisbon trip"]);
    await expect.element(chip("Starred")).toHaveAttribute("aria-pressed", "true");
    await expect.element(chip("All")).toHaveAttribute("aria-pressed", "false");
    await userEvent.click(chip("Meeting secretary"));
    await expect.poll(titles).toEqual(["Notes for the Lisbon trip"]);
    await userEvent.click(chip("Today"));
    await expect.element(page.getByText("No calls like that.")).toBeVisible();
    await userEvent.click(chip("All"));
    await expect.poll(() => titles().length).toBe(8);
  });

  it("let go when pressed again", async () => {
    await showScene("history");
    await userEvent.click(chip("Language tutor"));
    await expect.poll(() => titles().length).toBe(2);
    await userEvent.click(chip("Language tutor"));
    await expect.poll(() => titles().length).toBe(8);
  });
});

describe("search", () => {
  it("does not say that there is nothing before it has looked", async () => {
    const app = await showScene("history");
    const held: (() => void)[] = [];
    app.historySide.history.find = async (query) => {
      if (query === "rain") await new Promise<void>((resolve) => held.push(resolve));
      return [];
    };
    await userEvent.fill(box(), "xyz");
    await expect.element(page.getByText(/^No calls with .*xyz/)).toBeVisible();
    await userEvent.fill(box(), "rain");
    await expect.poll(() => held.length).toBe(1);
    await expect.element(page.getByText(/^No calls with .*rain/)).not.toBeInTheDocument();
    held[0]?.();
    await expect.element(page.getByText(/^No calls with .*rain/)).toBeVisible();
  });

  const match = (callId: string, more: Partial<CallMatch> = {}): CallMatch => ({
    callId,
    entryId: 7,
    excerpt: "the last train to Lisbon",
    hits: [{ start: 9, end: 14 }],
    ...more,
  });

  it("finds as one types, marks the words and leads to the moment", async () => {
    const app = await showScene("history");
    app.historySide.history.find = async () => [match("lisbon"), match("long", { entryId: undefined })];
    await userEvent.fill(box(), "train");
    await expect
      .poll(() =>
        links()
          .elements()
          .map((link) => link.getAttribute("href")),
      )
      .toEqual(["#/history/lisbon?at=7", "#/history/long"]);
    expect(links().first().element().querySelector("mark")?.textContent).toBe("train");
    await userEvent.click(page.getByRole("button", { name: "Clear search" }));
    await expect.poll(() => titles().length).toBe(8);
    await expect.poll(focused).toBe(box().element());
  });

  it("drops the answer to an older question", async () => {
    const app = await showScene("history");
    const answers = new Map<string, (matches: readonly CallMatch[]) => void>();
    app.historySide.history.find = (query) => new Promise((resolve) => answers.set(query, resolve));
    await userEvent.fill(box(), "tr");
    await expect.poll(() => answers.has("tr")).toBe(true);
    await userEvent.fill(box(), "train");
    await expect.poll(() => answers.has("train")).toBe(true);
    answers.get("train")?.([match("lisbon")]);
    await expect.poll(() => titles().length).toBe(1);
    answers.get("tr")?.([match("budget"), match("rupee")]);
    await frames(3);
    expect(titles()).toEqual(["Notes for the Lisbon trip"]);
  });

  it("keeps to the filters and looks again when the calls change", async () => {
    const app = await showScene("history");
    const { history } = app.historySide;
    history.find = async () => [match("budget"), match("lisbon")];
    await userEvent.fill(box(), "train");
    await userEvent.click(chip("Meeting secretary"));
    await expect.poll(titles).toEqual(["Notes for the Lisbon trip"]);
    history.find = async () => [];
    history.change("lisbon", { title: "Another" });
    await expect.element(page.getByText("No calls with")).toHaveTextContent("train");
    await userEvent.click(page.getByRole("button", { name: "Show all calls" }));
    await expect.poll(() => titles().length).toBe(8);
    await expect.element(box()).toHaveValue("");
  });

  it("says why it could not search, and tries again", async () => {
    const app = await showScene("history");
    const { history } = app.historySide;
    history.find = async () => {
      throw new StorageError("newer-version");
    };
    await userEvent.fill(box(), "train");
    await expect.element(page.getByText("Reload this page")).toBeVisible();
    history.find = async () => [match("lisbon")];
    await userEvent.click(page.getByRole("button", { name: "Try again" }));
    await expect.poll(titles).toEqual(["Notes for the Lisbon trip"]);
  });
});

/** Whether there is a row in the middle of what is seen. */
function isCovered(main: Element, rows: readonly Element[]): boolean {
  const { top, bottom } = main.getBoundingClientRect();
  const middle = (top + bottom) / 2;
  return rows
    .map((row) => row.getBoundingClientRect())
    .some((row) => row.top <= middle && middle <= row.bottom);
}

describe("ten thousand calls", () => {
  it("are drawn a page at a time, as far as one scrolls", async () => {
    await page.viewport(390, 844);
    const app = new FakeApp();
    const calls = Array.from({ length: 10_000 }, (_, index) =>
      callRecord(`c${index}`, index * 3_600_000, {
        firstWords: `Words number ${index}`,
        isStarred: index % 7 === 0,
      }),
    );
    app.historySide.history.show(...calls);
    await show(app, "#/history");
    const main = find("main");
    const items = () => [...(find("history-calls").shadowRoot?.querySelectorAll("li") ?? [])];
    const rows = () => items().length;
    const last = () => Number(items().at(-1)?.ariaPosInSet);
    await expect.poll(() => links().elements().length).toBeGreaterThanOrEqual(20);
    await drawn();
    await frames(6);
    expect(rows()).toBeLessThanOrEqual(80);
    while (last() < 600) {
      const before = last();
      main.scrollTop = main.scrollHeight;
      await expect.poll(last, { timeout: 5000 }).toBeGreaterThan(before);
    }
    expect(rows()).toBeLessThanOrEqual(200);
    expect(items().at(-1)?.ariaSetSize).toBe("10000");
    // What has gone has left its room, and is back when one looks.
    const [first] = items();
    expect(Number(first?.ariaPosInSet)).toBeGreaterThan(300);
    expect(main.scrollTop).toBeGreaterThan(300 * 70);
    for (const share of [0.6, 0.1, 0]) {
      main.scrollTop = main.scrollHeight * share;
      await expect.poll(() => isCovered(main, items()), { timeout: 5000 }).toBe(true);
      expect(rows()).toBeLessThanOrEqual(200);
    }
    expect(items()[0]?.ariaPosInSet).toBe("1");
    await userEvent.click(chip("Starred"));
    await expect.poll(rows).toBeLessThanOrEqual(80);
    expect(main.scrollTop).toBeLessThan(100);
  });
});

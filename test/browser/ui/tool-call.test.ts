import { describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { ToolCallEntry } from "../../../web/core/call/log-entry.ts";
import type { Card } from "../../../web/core/tools/card.ts";
import { callStartMs, FakeApp } from "../../fakes/fake-app.ts";
import { toolCall } from "../../screens/log-entries.ts";
import { find, focused, nextDownload, show } from "./stage.ts";

const id = "call-1";
const attack = '<img src=x onerror="document.title=1"><script>document.title=1</script>';
const group = page.getByRole("group", { name: "Tool call: get_time" });
const button = (name: string) => group.getByRole("button", { name });

/** A live call in which the tool is at this point. */
async function tool(more: Partial<ToolCallEntry> = {}): Promise<FakeApp> {
  await page.viewport(390, 700);
  const app = new FakeApp();
  app.nowMs = callStartMs + 15_000;
  app.patch({
    phase: { name: "live", sinceMs: callStartMs },
    startedAtMs: callStartMs,
    log: [toolCall(1, "get_time", more)],
  });
  await show(app);
  await expect.element(group).toBeVisible();
  return app;
}

const open = { endedAtMs: undefined, response: undefined } as const;

describe("a tool call in the transcript", () => {
  it("shows arguments, state, duration and result", async () => {
    const args = { zone: "Europe/Berlin", deep: { a: 1 } };
    await tool({ call: { id, name: "get_time", args } });
    for (const part of ["zone", "Europe/Berlin", '{"a":1}', "Done · 0.4 s", "Booked."]) {
      await expect.element(group).toHaveTextContent(part);
    }
  });

  it.each([
    ["asking", "Waiting for you"],
    ["running", "Running"],
    ["done", "Done"],
    ["failed", "Failed"],
    ["timed-out", "Timed out"],
    ["denied", "Denied"],
    ["cancelled", "Cancelled"],
  ] as const)("says when it is %s", async (status, word) => {
    await tool({ status });
    await expect.element(group).toHaveTextContent(word);
  });

  it("counts the seconds while it runs and tells how far it got", async () => {
    const app = await tool({ ...open, status: "running", progress: "Half way" });
    await expect.element(group).toHaveTextContent("Running · 4 s");
    await expect.element(group).toHaveTextContent("Half way");
    await expect.element(group.getByRole("progressbar")).toBeInTheDocument();
    app.nowMs += 3000;
    await expect.element(group, { timeout: 3000 }).toHaveTextContent("Running · 7 s");
  });

  it("says the sentence of a result and folds the rest", async () => {
    const output = { status: "ok", sentence: "It is two o'clock.", zone: "Europe/Lisbon" };
    await tool({ response: { output } });
    await expect.element(group.getByText("It is two o'clock.")).toBeVisible();
    expect(group.getByText("status").elements()).toEqual([]);
    await expect.element(group.getByText("Europe/Lisbon")).not.toBeVisible();
    await userEvent.click(group.getByText("Details"));
    await expect.element(group.getByText("Europe/Lisbon")).toBeVisible();
  });

  it("says why it went wrong in the words of the failure", async () => {
    const error = { status: "failed", message: "The service did not answer.", retryable: true };
    await tool({ status: "failed", response: { error } });
    await expect.element(group.getByText("The service did not answer.")).toBeVisible();
    await expect.element(group).not.toHaveTextContent("retryable");
  });

  it("folds the result of a tool that has shown something", async () => {
    await tool({ cards: [{ kind: "text", text: "14:02" }], response: { output: { sentence: "Two." } } });
    await expect.element(group.getByText("14:02")).toBeVisible();
    await expect.element(group.getByText("Two.")).not.toBeVisible();
    await userEvent.click(group.getByText("Result"));
    await expect.element(group.getByText("Two.")).toBeVisible();
  });

  it("folds long values", async () => {
    const text = "x".repeat(500);
    await tool({ response: { output: { page: text } } });
    const details = find<HTMLDetailsElement>("details");
    expect(details.open).toBe(false);
    await userEvent.click(page.getByText("…"));
    expect(details.open).toBe(true);
    expect(details.textContent).toContain(text);
  });

  it("shows everything that it holds as text", async () => {
    const name = "get_time";
    await tool({
      ...open,
      status: "running",
      progress: attack,
      call: { id, name, args: { [attack]: attack } },
    });
    await expect.element(group).toHaveTextContent("<script>");
    expect(() => find("img")).toThrow();
  });

  it.each(everyCard(attack))("shows a card of the kind $kind as text", async (card) => {
    await tool({ cards: [card], response: { output: { message: attack } } });
    await expect.element(group).toHaveTextContent("<script>");
    expect(() => find("tool-call-card img")).toThrow();
    expect(document.title).toContain("Parley");
  });
});

describe("the buttons of a tool call", () => {
  it("stop it while it runs, and leave the focus with it", async () => {
    const app = await tool({ ...open, status: "running" });
    button("Cancel").element().focus();
    await userEvent.keyboard("{Enter}");
    expect(app.intents).toEqual([{ type: "cancel-tool", callId: id }]);
    app.patch({ log: [toolCall(1, "get_time", { status: "cancelled" })] });
    await expect.element(button("Retry")).toBeVisible();
    expect(focused()).toBe(group.element());
  });

  it.each(["failed", "timed-out", "cancelled", "denied"] as const)(
    "run it again when it is %s",
    async (status) => {
      const app = await tool({ status });
      await userEvent.click(button("Retry"));
      expect(app.intents).toEqual([{ type: "retry-tool", callId: id }]);
    },
  );

  it.each([
    ["Allow", "allow"],
    ["Always allow", "always"],
    ["Deny", "deny"],
  ] as const)("take the answer %s", async (name, approval) => {
    const app = await tool({ ...open, status: "asking" });
    await expect.element(group).toHaveTextContent("Let the agent use get_time?");
    await userEvent.click(group.getByRole("button", { name, exact: true }));
    expect(app.intents).toEqual([{ type: "decide-tool", callId: id, approval }]);
  });

  it("are not there when all went well", async () => {
    await tool();
    expect(group.getByRole("button").elements()).toEqual([]);
  });

  it("are gone after the call", async () => {
    const app = await tool({ status: "failed" });
    await expect.element(button("Retry")).toBeVisible();
    app.patch({ phase: { name: "ended", atMs: callStartMs, outcome: { type: "hung-up" } } });
    await expect.element(button("Retry")).not.toBeInTheDocument();
  });

  it("are announced when they ask", async () => {
    const app = await tool({ ...open, status: "asking" });
    await expect.element(page.getByRole("status")).toHaveTextContent("Waiting for your answer");
    app.patch({ log: [toolCall(1, "get_time")] });
    await expect.element(page.getByRole("status")).not.toHaveTextContent("Waiting for your answer");
  });
});

describe("what a tool shows", () => {
  it("is a table with its caption and headings", async () => {
    await tool({
      cards: [{ kind: "table", title: "Rooms", columns: ["Room", "Seats"], rows: [["Manor", "8"]] }],
    });
    const table = group.getByRole("table", { name: "Rooms" });
    await expect.element(table.getByRole("columnheader", { name: "Seats" })).toBeVisible();
    await expect.element(table.getByRole("cell", { name: "Manor" })).toBeVisible();
  });

  it("is a chart told in words, with bars as long as their values", async () => {
    const bars = [
      { label: "Mon", value: 5 },
      { label: "Tue", value: 10 },
    ];
    await tool({ cards: [{ kind: "chart", title: "Talked", unit: "min", bars }] });
    const list = group.getByRole("list", { name: "Talked" });
    await expect.element(list.getByRole("listitem").first()).toHaveTextContent("Mon 5 min");
    expect(find(".bar .filled").getAttribute("width")).toBe("50");
  });

  it("is a link whose address can be read", async () => {
    await tool({ cards: [{ kind: "link", title: "Parley", url: "https://example.org/a?b=1" }] });
    const link = group.getByRole("link", { name: "Parley" });
    await expect.element(link).toHaveAttribute("href", "https://example.org/a?b=1");
    await expect.element(link).toHaveAttribute("rel", "noopener noreferrer");
    await expect.element(link).toHaveAttribute("target", "_blank");
    await expect.element(group.getByText("https://example.org/a?b=1")).toBeVisible();
  });

  it.each(["javascript:alert(1)", "data:text/html,x", "no address", "//example.org"])(
    "is no link to %s",
    async (url) => {
      await tool({
        cards: [
          { kind: "link", title: "Parley", url },
          { kind: "credit", text: "Wiki", url },
        ],
      });
      await expect.element(group).toHaveTextContent("Parley");
      expect(group.getByRole("link").elements()).toEqual([]);
    },
  );

  it("is a file made when it is asked for", async () => {
    await tool({
      cards: [{ kind: "file", name: "meeting.ics", mimeType: "text/calendar", content: "BEGIN" }],
    });
    const saved = nextDownload();
    await userEvent.click(button("Download meeting.ics"));
    expect(await saved).toEqual({ name: "meeting.ics", text: "BEGIN" });
  });

  it("names whose data it is", async () => {
    await tool({ cards: [{ kind: "credit", text: "Open-Meteo", url: "https://open-meteo.com" }] });
    await expect.element(group).toHaveTextContent("Source: Open-Meteo");
  });
});

describe("while the agent hangs up", () => {
  it("lets the person go on talking", async () => {
    const app = await tool();
    const keep = page.getByRole("button", { name: "Keep talking" });
    await expect.element(keep).not.toBeInTheDocument();
    app.patch({ ending: { reason: "goodbye", askedAtMs: callStartMs, turnOver: false } });
    await expect.element(page.getByRole("status")).toHaveTextContent("The agent is saying goodbye");
    keep.element().focus();
    await userEvent.keyboard("{Enter}");
    expect(app.intents).toEqual([{ type: "keep-talking" }]);
    expect(focused()).toBe(page.getByRole("button", { name: "Mute microphone" }).element());
  });
});

function everyCard(text: string): readonly Card[] {
  return [
    { kind: "text", title: text, text },
    { kind: "list", title: text, items: [text] },
    { kind: "table", title: text, columns: [text], rows: [[text]] },
    { kind: "link", title: text, url: text, text },
    { kind: "chart", title: text, unit: text, bars: [{ label: text, value: 1 }] },
    { kind: "file", name: text, mimeType: "text/html", content: text },
    { kind: "credit", text, url: text },
  ];
}

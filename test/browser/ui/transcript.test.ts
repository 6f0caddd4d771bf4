import { describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { LogEntry } from "../../../web/core/call/log-entry.ts";
import { callStartMs, FakeApp } from "../../fakes/fake-app.ts";
import { toolCall, turn } from "../../screens/log-entries.ts";
import { find, frames, show } from "./stage.ts";

async function talk(log: readonly LogEntry[]): Promise<FakeApp> {
  await page.viewport(390, 700);
  const app = new FakeApp();
  app.patch({ phase: { name: "live", sinceMs: callStartMs }, startedAtMs: callStartMs, log });
  await show(app);
  await page.getByRole("log", { name: "Transcript" }).findElement();
  return app;
}

const chatter = Array.from({ length: 30 }, (_, index) =>
  turn(index + 1, index % 2 === 0 ? "agent" : "user", index, `Sentence number ${index + 1}.`),
);
const atEnd = (log: Element) => Math.abs(log.scrollHeight - log.clientHeight - log.scrollTop) < 2;
const newest = page.getByRole("button", { name: "Newest" });
const attack = '<img src=x onerror="document.title=1"><script>document.title=1</script>';

describe("the transcript", () => {
  it("stays with the newest line as turns come and grow", async () => {
    const app = await talk(chatter);
    const log = find("[role=log]");
    await frames();
    expect(atEnd(log)).toBe(true);
    app.patch({ log: [...chatter, turn(31, "agent", 40, "A long answer. ".repeat(40), { status: "open" })] });
    await expect.poll(() => log.textContent).toContain("A long answer.");
    await frames();
    expect(log.scrollTop).toBeGreaterThan(0);
    expect(atEnd(log)).toBe(true);
    await expect.element(newest).not.toBeInTheDocument();
  });

  it("lets a person who scrolled up read on, and leads back", async () => {
    const app = await talk(chatter);
    const log = find("[role=log]");
    await frames();
    log.scrollTop = 100;
    await expect.element(newest).toBeVisible();
    app.patch({ log: [...chatter, turn(31, "agent", 40, "One more.")] });
    await expect.poll(() => log.textContent).toContain("One more.");
    await frames();
    expect(log.scrollTop).toBe(100);
    await userEvent.click(newest);
    await expect.element(newest).not.toBeInTheDocument();
    await frames();
    expect(atEnd(log)).toBe(true);
  });

  it("strikes through what was not heard and says so to those who do not see it", async () => {
    const text = "Sure. It is raining all week.";
    await talk([turn(1, "agent", 1, text, { status: "interrupted", heard: { audioMs: 500, chars: 6 } })]);
    const article = page.getByRole("article", { name: "Agent" });
    await expect.element(article).toHaveTextContent("Sure. Interrupted, not heard: It is raining all week.");
    expect(find("s").textContent).toBe("It is raining all week.");
  });

  it("strikes through nothing while it is not known what was heard", async () => {
    await talk([turn(1, "agent", 1, "Sure. It rains.", { status: "interrupted" })]);
    await expect.element(page.getByRole("article")).toHaveTextContent("Sure. It rains.");
    expect(() => find("s")).toThrow();
  });

  it("shows what came from the model and from tools as text", async () => {
    await talk([
      turn(1, "agent", 1, attack),
      toolCall(2, attack, {
        call: { id: "x", name: attack, args: { [attack]: attack } },
        response: { output: attack },
      }),
    ]);
    await expect.element(page.getByRole("article")).toHaveTextContent("<script>");
    await expect.element(page.getByRole("group", { name: `Tool call: ${attack}` })).toBeVisible();
    expect(() => find("img")).toThrow();
    expect(document.title).toContain("Parley");
  });

  it("announces finished turns, and never the growing ones", async () => {
    const app = await talk([turn(1, "agent", 1, "Before this screen opened.")]);
    const announcer = find("transcript-view [aria-live=polite], div[aria-live=polite]");
    expect(find("[role=log]").getAttribute("aria-live")).toBe("off");
    expect(announcer.textContent).toBe("");
    app.patch({ log: [turn(2, "agent", 2, "It is", { status: "open" })] });
    await expect.poll(() => find("[role=log]").textContent).toContain("It is");
    expect(announcer.textContent).toBe("");
    app.patch({ log: [turn(2, "agent", 2, "It is noon.")] });
    await expect.poll(() => announcer.textContent).toBe("Agent: It is noon.");
  });

  it("announces the same words again, and both of two turns that end together", async () => {
    const app = await talk([]);
    const announcer = find("div[aria-live=polite]");
    const added: string[] = [];
    const observer = new MutationObserver((changes) => {
      for (const { addedNodes } of changes)
        added.push(...[...addedNodes].map((node) => node.textContent ?? ""));
    });
    observer.observe(announcer, { childList: true });
    const heard = () => added.filter((text) => text !== "");
    const say = (...turns: readonly LogEntry[]) => app.patch({ log: [...app.call.get().log, ...turns] });
    say(turn(1, "user", 1, "Yes."));
    await expect.poll(heard).toEqual(["You: Yes."]);
    say(turn(2, "user", 2, "Yes."));
    await expect.poll(heard).toEqual(["You: Yes.", "You: Yes."]);
    say(turn(3, "agent", 3, "So it"), turn(4, "user", 4, "Stop."));
    await expect.poll(heard).toEqual(["You: Yes.", "You: Yes.", "Agent: So it", "You: Stop."]);
    observer.disconnect();
  });

  it("shows words that come in a burst together", async () => {
    const growing = (words: number) => [turn(1, "agent", 1, "word ".repeat(words), { status: "open" })];
    const app = await talk(growing(1));
    const log = find("[role=log]");
    let changes = 0;
    const observer = new MutationObserver(() => (changes += 1));
    observer.observe(log, { subtree: true, childList: true, characterData: true });
    for (let words = 2; words <= 20; words += 1) {
      app.patch({ log: growing(words) });
      // Time enough for a rendering, and none for a clock.
      for (let step = 0; step < 20; step += 1) await Promise.resolve();
    }
    await expect.poll(() => log.textContent?.match(/word/g)).toHaveLength(20);
    observer.disconnect();
    expect(changes).toBeLessThanOrEqual(2);
  });

  it("keeps the elements of the turns that are there already", async () => {
    const app = await talk(chatter);
    const first = find("article .words");
    const earlier = turn(50, "agent", 0, "Late, but it belongs first.");
    app.patch({ log: [earlier, ...chatter.map((entry) => ({ ...entry }))] });
    await expect.element(page.getByText("Late, but it belongs first.")).toBeInTheDocument();
    expect(first.isConnected).toBe(true);
    expect(first.textContent).toContain("Sentence number 1.");
  });
});

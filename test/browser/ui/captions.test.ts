import { describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { defaultSettings } from "../../../web/core/settings.ts";
import { callStartMs, FakeApp } from "../../fakes/fake-app.ts";
import { turn } from "../../screens/log-entries.ts";
import { show } from "./stage.ts";

const live = { phase: { name: "live", sinceMs: callStartMs }, startedAtMs: callStartMs } as const;
const text = "One two three four five six.";
const spoken = (changes: Parameters<typeof turn>[4] = {}) =>
  turn(2, "agent", 4, text, { audioMs: 2_000, marks: [{ chars: text.length, audioMs: 0 }], ...changes });

async function calling(captions = true): Promise<FakeApp> {
  const app = new FakeApp();
  app.settings.set({ ...defaultSettings, captions });
  await show(app);
  app.patch({ ...live, activity: "speaking", log: [turn(1, "user", 1, "Count."), spoken()] });
  return app;
}

/** What the captions show, in their three parts. */
function shown() {
  const root = [...roots(document)].find(
    (one) => one.querySelector(".words > .agent, .words > .user") !== null,
  );
  const read = (what: string) => root?.querySelector(`.words ${what}`)?.textContent ?? "";
  return { heard: read(".heard"), coming: read(".coming"), cut: read("s"), question: read(".question") };
}

function* roots(node: Document | ShadowRoot): Generator<Document | ShadowRoot> {
  yield node;
  for (const element of node.querySelectorAll("*")) if (element.shadowRoot) yield* roots(element.shadowRoot);
}

describe("large captions", () => {
  it("mark what is heard as the sound goes on", async () => {
    const app = await calling();
    await expect.poll(shown).toEqual({ heard: "", coming: text, cut: "", question: "Count." });
    app.head = { turn: 2, heardMs: 1_000 };
    await expect.poll(shown).toMatchObject({ heard: "One two three", coming: "four five six." });
    app.head = { turn: 2, heardMs: 2_000 };
    await expect.poll(shown).toMatchObject({ heard: text, coming: "" });
  });

  it("tell what was heard from what was not after an interruption", async () => {
    const app = await calling();
    const heard = { audioMs: 600, chars: 8 };
    app.patch({ log: [spoken({ status: "interrupted", heard })] });
    await expect.poll(shown).toMatchObject({ heard: "One two", cut: "three four five six.", coming: "" });
  });

  it("are switched in the call, and kept; the transcript stays for those who listen", async () => {
    const app = await calling(false);
    const button = page.getByRole("button", { name: "Large captions" });
    await expect.element(button).toHaveAttribute("aria-pressed", "false");
    await userEvent.click(button);
    await expect.element(button).toHaveAttribute("aria-pressed", "true");
    expect(app.settings.get().captions).toBe(true);
    await expect.poll(() => shown().coming).toBe(text);
    await expect.element(page.getByRole("log", { name: "Transcript" })).toBeInTheDocument();
    await expect.element(page.getByRole("article", { name: "Agent" })).toBeInTheDocument();
  });
});

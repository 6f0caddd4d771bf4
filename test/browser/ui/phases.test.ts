import { describe, expect, it } from "vitest";
import { page } from "vitest/browser";
import type { CallState } from "../../../web/core/call/state.ts";
import { callStartMs, FakeApp } from "../../fakes/fake-app.ts";
import { find, show } from "./stage.ts";

const live = { name: "live", sinceMs: callStartMs } as const;
const phases: readonly (readonly [word: string, mode: string, change: Partial<CallState>])[] = [
  ["Ready when you are", "idle", {}],
  ["Connecting", "connecting", { phase: { name: "requesting-microphone" } }],
  ["Connecting", "connecting", { phase: { name: "connecting" } }],
  ["Listening", "listening", { phase: live }],
  ["Thinking", "thinking", { phase: live, activity: "thinking" }],
  ["Speaking", "speaking", { phase: live, activity: "speaking" }],
  ["Muted", "listening", { phase: live, muted: true }],
  [
    "Reconnecting",
    "reconnecting",
    { phase: { name: "reconnecting", attempt: 1, sinceMs: callStartMs, error: undefined } },
  ],
  ["Call ended", "idle", { phase: { name: "ended", atMs: callStartMs, outcome: { type: "hung-up" } } }],
];

describe("the phase of a call", () => {
  it.each(phases)("is said as %s and shown as %s", async (word, mode, change) => {
    const app = new FakeApp();
    app.patch({ startedAtMs: callStartMs, ...change });
    await show(app);
    await expect.element(page.getByRole("status")).toHaveTextContent(word);
    expect(find("voice-presence").getAttribute("mode")).toBe(mode);
  });

  it("follows the call without being shown anew", async () => {
    const app = await show();
    for (const [word, , change] of phases) {
      app.patch({ muted: false, activity: "listening", phase: { name: "idle" }, ...change });
      await expect.element(page.getByRole("status")).toHaveTextContent(word);
    }
  });

  it("tells a person who talks while muted", async () => {
    const app = new FakeApp();
    app.patch({ phase: live, startedAtMs: callStartMs, muted: true, mutedSpeech: true });
    await show(app);
    await expect.element(page.getByText("You're muted.")).toBeVisible();
    await expect.element(page.getByRole("status")).toHaveTextContent("You are muted");
    app.patch({ mutedSpeech: false });
    await expect.element(page.getByText("You're muted.")).not.toBeInTheDocument();
  });

  it("says while reconnecting that nothing is lost", async () => {
    const app = new FakeApp();
    app.patch({
      phase: { name: "reconnecting", attempt: 2, sinceMs: callStartMs, error: undefined },
      startedAtMs: callStartMs,
    });
    await show(app);
    await expect.element(page.getByRole("status")).toHaveTextContent("Keep talking, nothing is lost.");
  });
});

import { describe, expect, it } from "vitest";
import { page } from "vitest/browser";
import { idleCall } from "../../../web/core/call/idle.ts";
import type { CallState } from "../../../web/core/call/state.ts";
import { SessionError } from "../../../web/core/errors.ts";
import { callStartMs, FakeApp } from "../../fakes/fake-app.ts";
import { find, show } from "./stage.ts";

const lost = new SessionError("closed", { code: 1006 });
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
    { phase: { name: "reconnecting", attempt: 1, sinceMs: callStartMs, error: lost } },
  ],
  ["Call ended", "idle", { phase: { name: "ended", atMs: callStartMs, outcome: { type: "hung-up" } } }],
];

describe("the phase of a call", () => {
  it("does not tell of a connection that is moved on purpose", async () => {
    const app = new FakeApp();
    const phase = { name: "reconnecting", attempt: 0, sinceMs: callStartMs, error: undefined } as const;
    app.patch({ startedAtMs: callStartMs, phase });
    await show(app);
    await expect.element(page.getByRole("status")).toHaveTextContent("Listening");
    expect(find("link-note").checkVisibility()).toBe(false);
  });

  it("tells of a poor connection, a reminder and slow answers, and offers a fresh connection", async () => {
    const app = new FakeApp();
    app.patch({ phase: live, startedAtMs: callStartMs, link: { ...idleCall.link, poor: true } });
    await show(app);
    const says = (words: string) => expect.element(page.getByText(words)).toBeVisible();
    await says("Poor connection");
    app.patch({ link: { ...idleCall.link, nudged: true } });
    await says("No answer yet. Asking again.");
    app.patch({ link: { ...idleCall.link, answersMs: [900, 900, 900, 4_000, 4_000, 4_000] } });
    await page.getByRole("button", { name: "Refresh the connection" }).click();
    expect(app.intents).toEqual([{ type: "refresh" }]);
  });

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

  it("says what happened to the devices, newest first, and offers a click where the browser wants one", async () => {
    const app = new FakeApp();
    app.patch({ phase: live, startedAtMs: callStartMs });
    await show(app);
    const says = (words: string) => expect.element(page.getByText(words)).toBeVisible();
    const notices = [
      { type: "microphone-changed", atMs: callStartMs, label: "Headset" },
      { type: "asleep", atMs: callStartMs, lostMs: 192_000 },
    ] as const;
    app.patch({ notices: notices.slice(0, 1) });
    await says("The microphone is now Headset. The call goes on.");
    app.patch({ notices });
    await says("This device was asleep for 3:12. The call goes on.");
    app.patch({ audioTroubles: ["silenced"] });
    await says("Your system has muted the microphone");
    app.patch({ audioTroubles: ["silenced", "speaker-blocked"] });
    await page.getByRole("button", { name: "Tap to go on" }).click();
    expect(app.intents).toEqual([{ type: "wake-audio" }]);
    app.patch({ audioTroubles: [], notices: [] });
    await expect.poll(() => find("call-news").checkVisibility()).toBe(false);
  });

  it("does not tell as news what happened before the call came back to this page", async () => {
    const app = new FakeApp();
    const old = { type: "microphone-changed", atMs: callStartMs - 60_000, label: "Headset" } as const;
    app.patch({ phase: live, startedAtMs: callStartMs, notices: [old] });
    await show(app);
    await expect.element(page.getByRole("status")).toHaveTextContent("Listening");
    expect(find("call-news").checkVisibility()).toBe(false);
    app.patch({ notices: [old, { type: "speaker-changed", atMs: callStartMs, label: "Desk" }] });
    await expect.element(page.getByText("The sound now comes from Desk.")).toBeVisible();
  });

  it("tells what is no news any more neither when the person comes back nor after something else", async () => {
    const app = new FakeApp();
    const notices = [{ type: "microphone-changed", atMs: callStartMs, label: "Headset" }] as const;
    app.patch({ phase: live, startedAtMs: callStartMs, notices });
    await show(app);
    await expect.element(page.getByText("The microphone is now Headset.")).toBeVisible();
    location.hash = "#/settings";
    await expect.element(page.getByRole("heading", { name: "Settings" })).toBeVisible();
    app.nowMs += 60_000;
    location.hash = "#/";
    await expect.element(page.getByRole("status")).toHaveTextContent("Listening");
    expect(find("call-news").checkVisibility()).toBe(false);

    app.patch({ notices: [...notices, { type: "sound-dropped", atMs: app.now() }] });
    await expect.element(page.getByText("The network is too slow")).toBeVisible();
    app.nowMs += 60_000;
    app.patch({ link: { ...idleCall.link, nudged: true } });
    await expect.element(page.getByText("No answer yet.")).toBeVisible();
    app.patch({ link: idleCall.link });
    await expect.poll(() => find("link-note").checkVisibility()).toBe(false);
    app.patch({ notices: [...app.call.get().notices, { type: "sound-dropped", atMs: app.now() }] });
    await expect.element(page.getByText("The network is too slow")).toBeVisible();
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
      phase: { name: "reconnecting", attempt: 2, sinceMs: callStartMs, error: lost },
      startedAtMs: callStartMs,
    });
    await show(app);
    await expect.element(page.getByText("Keep talking, nothing is lost.")).toBeVisible();
  });
});

import { describe, expect, it, onTestFinished } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { LogEntry } from "../../../web/core/call/log-entry.ts";
import { type PlayState, SoundPlayer } from "../../../web/ui/recording-sound.ts";
import { callStartMs, FakeApp } from "../../fakes/fake-app.ts";
import { callRecord } from "../../fakes/kept-calls.ts";
import { keptSound, type Voices } from "../../fakes/playable-sound.ts";
import { toolCall, turn } from "../../screens/log-entries.ts";
import { drawn, find, focused, frames, pretend, show } from "./stage.ts";

const lines: readonly LogEntry[] = [
  turn(1, "agent", 1, "Hello. What can I do for you?"),
  turn(2, "user", 4, "Book a room."),
  toolCall(3, "schedule_meeting", { startedAtMs: callStartMs + 6_000, endedAtMs: callStartMs + 6_400 }),
  turn(4, "agent", 7, "Done."),
];
const voices: Voices = {
  agent: [
    [1, 3],
    [7, 9],
  ],
  user: [[4, 6]],
};

/** Opens a call of 20 s with that much said in it. */
async function open(log = lines, address = "#/history/a", spoken = voices): Promise<FakeApp> {
  const app = new FakeApp();
  const { history, recordings } = app.historySide;
  const record = callRecord("a", 0, { endedAtMs: callStartMs + 20_000 });
  history.show(record);
  history.kept.set("a", {
    record,
    log,
    continued: { knowing: () => ({}), context: {}, agentId: "assistant" },
  });
  recordings.sounds.set("a", keptSound(callStartMs, 20, spoken));
  await show(app, address);
  await expect.element(page.getByRole("slider", { name: "Seek" })).toBeInTheDocument();
  await drawn();
  return app;
}

const region = page.getByRole("region", { name: "Recording" });
const seek = page.getByRole("slider", { name: "Seek" });
const play = page.getByRole("button", { name: "Play", exact: true });
const pause = page.getByRole("button", { name: "Pause", exact: true });
const at = () => find<HTMLInputElement>("input[type=range]").valueAsNumber;
const current = () => find<HTMLElement>("[aria-current=true]").textContent;

function player(seconds: number, spoken: Voices): SoundPlayer {
  const made = new SoundPlayer(keptSound(callStartMs, seconds, spoken));
  onTestFinished(() => made.close());
  return made;
}

/** Every state from now on. */
function states(of: SoundPlayer): readonly PlayState[] {
  const seen: PlayState[] = [];
  of.state.listen((state) => seen.push(state));
  return seen;
}

describe("a recording", () => {
  it("plays, pauses and goes on from there", async () => {
    await open();
    await userEvent.click(play);
    await expect.element(pause).toBeVisible();
    await expect.poll(at).toBeGreaterThan(300);
    await userEvent.click(pause);
    await expect.element(play).toBeVisible();
    const paused = at();
    await frames(6);
    expect(at()).toBe(paused);
    await userEvent.click(play);
    await expect.poll(at).toBeGreaterThan(paused);
  });

  it("comes to its end and begins anew", async () => {
    const sound = player(0.6, { user: [[0, 0.6]] });
    sound.play();
    await expect.poll(() => sound.state.get().isPlaying).toBe(true);
    await expect.poll(() => sound.state.get().isPlaying).toBe(false);
    expect(sound.state.get().positionMs).toBe(600);
    sound.play();
    await expect.poll(() => sound.state.get().positionMs).toBeLessThan(600);
  });

  it("is sought with the keys of a slider, and told in words", async () => {
    await open();
    find<HTMLElement>("input[type=range]").focus();
    await userEvent.keyboard("{ArrowRight}{ArrowRight}{ArrowUp}");
    await expect.element(seek).toHaveAttribute("aria-valuetext", "15 seconds of 20 seconds");
    await userEvent.keyboard("{ArrowLeft}");
    await expect.element(seek).toHaveAttribute("aria-valuetext", "10 seconds of 20 seconds");
    await userEvent.keyboard("{End}");
    expect(at()).toBe(20_000);
    await userEvent.keyboard("{Home}{ArrowLeft}");
    expect(at()).toBe(0);
  });

  it("is sought where it is pressed", async () => {
    await open();
    const { width, height } = find<HTMLElement>("input[type=range]").getBoundingClientRect();
    await userEvent.click(seek, { position: { x: width / 4, y: height / 2 } });
    expect(Math.abs(at() - 5_000)).toBeLessThan(150);
    expect(find(".now").textContent).toMatch(/^0:0[45] /);
  });

  it("has keys of its own as long as the focus is in it", async () => {
    await open();
    find<HTMLElement>("section[aria-label=Recording]").focus();
    await userEvent.keyboard("{ArrowRight}");
    expect(at()).toBe(5_000);
    await userEvent.keyboard(" ");
    await expect.element(pause).toBeVisible();
    await userEvent.keyboard(" ");
    await expect.element(play).toBeVisible();
    find<HTMLElement>("select").focus();
    const before = at();
    await userEvent.keyboard("{ArrowRight}");
    expect(at()).toBe(before);
  });

  it("goes five seconds back and forth", async () => {
    await open();
    await userEvent.click(page.getByRole("button", { name: "Forward 5 seconds" }));
    await userEvent.click(page.getByRole("button", { name: "Forward 5 seconds" }));
    await userEvent.click(page.getByRole("button", { name: "Back 5 seconds" }));
    expect(at()).toBe(5_000);
    await expect.element(region).toHaveTextContent("0:05 / 0:20");
  });

  it("takes twice its time at half the speed", async () => {
    const sound = player(0.5, { user: [[0, 0.5]] });
    sound.setSpeed(0.5);
    const beganMs = performance.now();
    sound.play();
    await expect.poll(() => sound.state.get().positionMs, { timeout: 5_000 }).toBe(500);
    expect(performance.now() - beganMs).toBeGreaterThan(900);
  });

  it("lets the person choose the speed", async () => {
    await open();
    await userEvent.selectOptions(page.getByRole("combobox", { name: "Speed" }), "1.5×");
    expect(find(".speed").textContent).toContain("1.5×");
    const view = find<HTMLElement & { readonly sound: { readonly player: SoundPlayer } }>("recording-player");
    expect(view.sound.player.state.get().speed).toBe(1.5);
  });

  it("leaves out where nobody speaks, if the person wants that", async () => {
    const sound = player(20, { user: [[0, 1]], agent: [[18, 20]] });
    sound.setSkipsSilence(true);
    const seen = states(sound);
    sound.play();
    await expect.poll(() => sound.state.get().positionMs, { timeout: 5_000 }).toBeGreaterThan(18_000);
    expect(seen.filter(({ positionMs }) => positionMs > 2_000 && positionMs < 17_500)).toEqual([]);
    expect(seen.some(({ positionMs }) => positionMs > 17_500 && positionMs < 18_000)).toBe(true);
  });

  it("says when the browser cannot play it", async () => {
    const app = await open();
    const sound = keptSound(callStartMs, 20, voices);
    app.historySide.recordings.sounds.set("a", {
      ...sound,
      blob: new Blob(["no sound"], { type: "audio/wav" }),
    });
    location.hash = "#/history";
    await expect.element(page.getByRole("slider")).not.toBeInTheDocument();
    location.hash = "#/history/a";
    await expect.element(page.getByRole("alert").getByText("can't play this sound")).toBeVisible();
  });

  it("falls silent when the person leaves", async () => {
    await open();
    const view = find<HTMLElement & { readonly sound: { readonly player: SoundPlayer } }>("recording-player");
    const { player } = view.sound;
    await userEvent.click(play);
    await expect.poll(at).toBeGreaterThan(100);
    location.hash = "#/settings";
    await expect.element(page.getByRole("slider", { name: "Seek" })).not.toBeInTheDocument();
    const left = player.state.get().positionMs;
    player.play();
    await frames(6);
    expect(player.state.get().positionMs).toBe(left);
  });

  it("falls silent when the call is deleted in another tab", async () => {
    const app = await open();
    const view = find<HTMLElement & { readonly sound: { readonly player: SoundPlayer } }>("recording-player");
    const { player } = view.sound;
    await userEvent.click(play);
    await expect.poll(at).toBeGreaterThan(100);
    app.historySide.history.kept.delete("a");
    app.historySide.history.show();
    await expect.element(page.getByText("There is no such call on this device.")).toBeVisible();
    const left = player.state.get().positionMs;
    await frames(6);
    expect(player.state.get().positionMs).toBe(left);
  });

  it("shows both voices, and what happened between them", async () => {
    const cut = turn(4, "agent", 7, "Done. And", { status: "interrupted", endedAtMs: callStartMs + 9_000 });
    await open([...lines.slice(0, 3), cut]);
    const bars = (kind: string) => find(`.coming .${kind}`).getAttribute("d")?.match(/M/g)?.length ?? 0;
    expect(bars("user")).toBeGreaterThan(3);
    expect(bars("agent")).toBeGreaterThan(bars("user"));
    expect(find(".signs .cut").getAttribute("x1")).toBe("45.000%");
    expect(find(".signs .tool").getAttribute("cx")).toBe("30.000%");
    await expect.element(region).toHaveTextContent("Tool");
  });

  it("runs from left to right where words do not", async () => {
    document.documentElement.dir = "rtl";
    onTestFinished(() => document.documentElement.removeAttribute("dir"));
    await open();
    find<HTMLElement>("input[type=range]").focus();
    await userEvent.keyboard("{ArrowRight}");
    expect(at()).toBe(5_000);
    const { left, width } = find(".picture").getBoundingClientRect();
    expect(Math.abs(find(".playhead").getBoundingClientRect().left - left - width / 4)).toBeLessThan(3);
  });
});

describe("the transcript of a recording", () => {
  it("follows the sound", async () => {
    await open();
    expect(() => current()).toThrow();
    find<HTMLElement>("input[type=range]").focus();
    await userEvent.keyboard("{ArrowRight}");
    await expect.poll(current).toContain("Book a room.");
    await userEvent.keyboard("{ArrowRight}");
    await expect.poll(current).toContain("Done.");
    await userEvent.keyboard("{Home}");
    await expect.poll(() => document.querySelector("[aria-current=true]")).toBe(null);
  });

  it("moves on by itself while it plays", async () => {
    await open([turn(1, "agent", 0, "One."), turn(2, "user", 0.4, "Two.")]);
    await userEvent.click(play);
    await expect.poll(current).toContain("Two.");
  });

  it("plays from a line that is pressed", async () => {
    await open();
    await userEvent.click(page.getByText("Book a room."));
    await expect.element(pause).toBeVisible();
    await expect.poll(at).toBeGreaterThan(4_000);
    expect(at()).toBeLessThan(7_000);
  });

  it("plays from a line with the keyboard, and goes from line to line with the arrows", async () => {
    await open();
    const first = page.getByRole("button", { name: "Play from 0:01" });
    find<HTMLElement>(".from[tabindex='0']").focus();
    expect(focused()).toBe(first.element());
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    expect(focused()).toBe(page.getByRole("button", { name: "Play from 0:06" }).element());
    await userEvent.keyboard("{End}{Enter}");
    await expect.element(pause).toBeVisible();
    await expect.poll(at).toBeGreaterThan(7_000);
  });

  it("does not play when a part of a card is used", async () => {
    const result = "A long result. ".repeat(30);
    await open([toolCall(1, "read_page", { response: { output: result } })]);
    await userEvent.click(page.getByText("A long result.").first());
    await expect.element(play).toBeVisible();
    expect(at()).toBe(0);
  });

  it("opens at what was found, with the playhead there", async () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      turn(index + 1, "user", index / 4, `Line ${index + 1}.`),
    );
    await page.viewport(390, 700);
    await open(many, "#/history/a?at=50");
    await expect.poll(at).toBe(12_250);
    expect(current()).toContain("Line 50.");
    await expect.element(page.getByText("Line 50.", { exact: true })).toBeInViewport();
    await expect.element(play).toBeVisible();
  });

  it("keeps what is said on screen until the person scrolls away, and leads back", async () => {
    await pretend({ "prefers-reduced-motion": "reduce" });
    await page.viewport(390, 700);
    const many = Array.from({ length: 60 }, (_, index) =>
      turn(index + 1, "user", index / 4, `Line ${index + 1}.`),
    );
    await open(many);
    find<HTMLElement>("input[type=range]").focus();
    await userEvent.keyboard("{ArrowRight}{ArrowRight}");
    await expect.element(page.getByText("Line 41.", { exact: true })).toBeInViewport();
    const scroller = find("main");
    // Scrolling by itself has come to its end.
    await expect
      .poll(
        async () => {
          scroller.scrollTop = 0;
          await frames(4);
          return page.getByRole("button", { name: "Current line" }).elements().length;
        },
        { timeout: 3_000 },
      )
      .toBe(1);
    await userEvent.keyboard("{ArrowRight}");
    await frames(4);
    expect(scroller.scrollTop).toBe(0);
    await userEvent.click(page.getByRole("button", { name: "Current line" }));
    await expect.element(page.getByText("Line 60.", { exact: true })).toBeInViewport();
    await expect.element(page.getByRole("button", { name: "Current line" })).not.toBeInTheDocument();
  });
});

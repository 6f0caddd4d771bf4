import { describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { openMicrophone, talkAtFirst } from "../../../web/core/call/talk-plan.ts";
import { MicrophoneError } from "../../../web/core/errors.ts";
import { defaultSettings } from "../../../web/core/settings.ts";
import { callStartMs, type FakeApp, FakeApp as ParleyFake } from "../../fakes/fake-app.ts";
import { focused, show } from "./stage.ts";

const talk = talkAtFirst({ way: "push-to-talk", turnEndMs: undefined });
const live = { phase: { name: "live", sinceMs: callStartMs }, startedAtMs: callStartMs } as const;

/** A live call with push-to-talk, in which the button does what it is told. */
async function calling(): Promise<FakeApp> {
  const app = await show();
  app.patch({ ...live, talk });
  await expect.element(button()).toBeVisible();
  return app;
}

const button = () => page.getByRole("button", { name: "Hold to talk" });

/** What was asked for; the state follows. */
function asked(app: FakeApp): readonly boolean[] {
  return app.intents.flatMap((intent) => (intent.type === "hold-to-talk" ? [intent.held] : []));
}

/** Takes the intents into the state, as the call would. */
function follow(app: FakeApp): void {
  const held = asked(app).at(-1) ?? false;
  app.patch({ talk: { ...talk, held, closed: !held } });
}

function press(type: "keydown" | "keyup", key: string, target: EventTarget = document.body): boolean {
  const init = { key, bubbles: true, composed: true, cancelable: true };
  return target.dispatchEvent(new KeyboardEvent(type, init));
}

describe("holding to talk", () => {
  it("is not offered with an open microphone", async () => {
    const app = await show();
    app.patch({ ...live, talk: talkAtFirst(openMicrophone) });
    await expect.element(page.getByRole("button", { name: "End call" })).toBeVisible();
    await expect.element(button()).not.toBeInTheDocument();
  });

  it("talks for as long as the button is down, and says what to do", async () => {
    const app = await calling();
    await expect.element(page.getByRole("status")).toHaveTextContent("Your turn");
    const target = button().element();
    const init = { bubbles: true, composed: true, button: 0 };
    target.dispatchEvent(new PointerEvent("pointerdown", init));
    follow(app);
    await expect.element(button()).toHaveAttribute("aria-pressed", "true");
    await expect.element(page.getByRole("status")).toHaveTextContent("Listening");
    document.body.dispatchEvent(new PointerEvent("pointerup", init));
    expect(asked(app)).toEqual([true, false]);
  });

  it("talks with the space bar, once however long it is held", async () => {
    const app = await calling();
    expect(press("keydown", " ")).toBe(false);
    follow(app);
    const repeat = new KeyboardEvent("keydown", { key: " ", repeat: true, bubbles: true });
    document.body.dispatchEvent(repeat);
    press("keyup", " ");
    expect(asked(app)).toEqual([true, false]);
  });

  it("leaves the space bar to a field that is typed in, and to a button that was reached with Tab", async () => {
    const app = await calling();
    await userEvent.fill(page.getByRole("textbox", { name: "Message" }), "a b");
    await userEvent.keyboard(" c");
    await expect.element(page.getByRole("textbox", { name: "Message" })).toHaveValue("a b c");
    const mute = page.getByRole("button", { name: "Mute microphone" });
    press("keydown", "Tab");
    (mute.element() as HTMLElement).focus();
    await userEvent.keyboard(" ");
    expect(asked(app)).toEqual([]);
    expect(app.intents).toContainEqual({ type: "mute", muted: true });
  });

  it("lets go when the window is left", async () => {
    const app = await calling();
    press("keydown", " ");
    follow(app);
    window.dispatchEvent(new Event("blur"));
    expect(asked(app)).toEqual([true, false]);
  });

  it("leaves the space bar to a dialog", async () => {
    const app = await calling();
    await userEvent.keyboard("?");
    const sheet = page.getByRole("dialog", { name: "Keyboard" });
    await expect.element(sheet).toBeVisible();
    await userEvent.keyboard(" ");
    expect(asked(app)).toEqual([]);
    await expect.element(sheet).not.toBeInTheDocument();
  });

  it("takes a press to begin and one to end from who cannot hold", async () => {
    const app = await calling();
    const target = button().element() as HTMLElement;
    target.click();
    follow(app);
    await expect.element(button()).toHaveAttribute("aria-pressed", "true");
    target.click();
    expect(asked(app)).toEqual([true, false]);
  });

  it("has the focus when the call was started with the keyboard, so that the space bar does not hang up", async () => {
    const app = await show();
    app.patch({ talk });
    (page.getByRole("button", { name: "Start call" }).element() as HTMLElement).focus();
    app.patch({ ...live, talk });
    await expect.poll(() => focused()?.textContent?.trim()).toBe("Hold to talk");
  });
});

describe("ways to talk in the settings", () => {
  async function settings(change: Partial<typeof defaultSettings> = {}): Promise<FakeApp> {
    const app = new ParleyFake();
    app.settings.set({ ...defaultSettings, ...change });
    await show(app, "#/settings");
    return app;
  }

  it("are chosen, and say what they are for", async () => {
    const app = await settings();
    const way = page.getByRole("combobox", { name: "Way to talk" });
    await userEvent.selectOptions(way, "half-duplex");
    expect(app.settings.get().wayToTalk).toBe("half-duplex");
    await expect.element(page.getByText(/closed while the agent speaks/)).toBeVisible();
    await userEvent.selectOptions(way, "push-to-talk");
    await expect.element(page.getByRole("combobox", { name: "Turn-taking" })).not.toBeInTheDocument();
  });

  it("begin own values with those of the preset before", async () => {
    const app = await settings({ voiceActivity: "patient" });
    await userEvent.selectOptions(page.getByRole("combobox", { name: "Turn-taking" }), "custom");
    const silence = page.getByRole("spinbutton", { name: "Silence that ends a turn" });
    await expect.element(silence).toHaveValue(2_000);
    await userEvent.fill(silence, "90000");
    await userEvent.tab();
    expect(app.settings.get().activityDetection).toEqual({ endSensitivity: "LOW", silenceDurationMs: 4_500 });
    await userEvent.fill(silence, "");
    await userEvent.tab();
    await userEvent.selectOptions(page.getByRole("combobox", { name: "End sensitivity" }), "");
    expect(app.settings.get().activityDetection).toEqual({});
  });
});

describe("devices in the settings", () => {
  async function settings(): Promise<FakeApp> {
    const app = new ParleyFake();
    await show(app, "#/settings");
    return app;
  }

  it("offer speakers only where the browser lets choose", async () => {
    const app = await settings();
    const speaker = page.getByRole("combobox", { name: "Speaker" });
    await expect.element(page.getByRole("combobox", { name: "Microphone" })).toBeVisible();
    await expect.element(speaker).not.toBeInTheDocument();
    app.speakers.set([{ deviceId: "desk", label: "Desk speaker" }]);
    await userEvent.selectOptions(speaker, "desk");
    expect(app.settings.get().speaker).toBe("desk");
  });

  it("try the microphone and the speaker with what is chosen", async () => {
    const app = await settings();
    const tried: string[] = [];
    app.deviceTrial = async () => ({
      listen: async (_id, { processing }, signal) => {
        tried.push(`echo ${processing.echoCancellation}`);
        signal.addEventListener("abort", () => tried.push("stopped"));
        return () => 0.2;
      },
      play: async ({ volume }) => void tried.push(`volume ${volume}`),
    });
    await userEvent.click(page.getByRole("button", { name: "Try the microphone" }));
    await userEvent.click(page.getByRole("switch", { name: "Echo cancellation" }));
    await userEvent.click(page.getByRole("button", { name: "Stop trying" }));
    await userEvent.click(page.getByRole("button", { name: "Play a test sound" }));
    await expect.poll(() => tried).toEqual(["echo true", "stopped", "echo false", "stopped", "volume 1"]);
  });

  it("play the test sound as loud as chosen, also where the agent is read", async () => {
    const app = await settings();
    app.settings.set({ ...app.settings.get(), answers: "written", volume: 0.5 });
    const heard: number[] = [];
    app.deviceTrial = async () => ({
      listen: async () => () => 0,
      play: async ({ volume }) => void heard.push(volume),
    });
    await userEvent.click(page.getByRole("button", { name: "Play a test sound" }));
    await expect.poll(() => heard).toEqual([0.5]);
  });

  it("say in one sentence why a microphone cannot be tried", async () => {
    const app = await settings();
    app.deviceTrial = async () => ({
      listen: () => Promise.reject(new MicrophoneError("denied")),
      play: async () => undefined,
    });
    await userEvent.click(page.getByRole("button", { name: "Try the microphone" }));
    await expect.element(page.getByText(/blocked for this site/)).toBeVisible();
    await expect.element(page.getByRole("button", { name: "Try the microphone" })).toBeVisible();
  });
});

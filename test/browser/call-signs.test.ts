import { atom } from "nanostores";
import { describe, expect, it } from "vitest";
import { WebCueSounds } from "../../web/adapters/cue-sounds.ts";
import { type CallSession, MediaSessionKeys } from "../../web/adapters/media-session-keys.ts";
import { WebScreenAwake } from "../../web/adapters/screen-awake.ts";
import { idleCall } from "../../web/core/call/idle.ts";
import type { CallState } from "../../web/core/call/state.ts";
import { followTabIcon } from "../../web/ui/tab-icon.ts";

describe("WebScreenAwake", () => {
  /** A device whose page is seen or hidden as the test says. */
  function device({ refuses = false } = {}) {
    const document = Object.assign(new EventTarget(), {
      visibilityState: "visible" as DocumentVisibilityState,
    });
    const locks: { released: boolean }[] = [];
    const request = async () => {
      if (refuses) throw new DOMException("The battery is low.", "NotAllowedError");
      const lock = Object.assign(new EventTarget(), {
        released: false,
        type: "screen" as const,
        onrelease: null,
        release: async () => {
          lock.released = true;
        },
      });
      locks.push(lock);
      return lock;
    };
    const turn = (visibilityState: DocumentVisibilityState) => {
      document.visibilityState = visibilityState;
      if (visibilityState === "hidden") for (const lock of locks) lock.released = true;
      document.dispatchEvent(new Event("visibilitychange"));
    };
    const held = () => locks.filter(({ released }) => !released).length;
    return { screen: new WebScreenAwake({ wakeLock: { request }, document }), turn, held };
  }

  it("keeps the screen on, again after the page was hidden, until it is let go", async () => {
    const { screen, turn, held } = device();
    const letGo = screen.hold();
    await expect.poll(held).toBe(1);
    turn("hidden");
    expect(held()).toBe(0);
    turn("visible");
    turn("visible");
    await expect.poll(held).toBe(1);
    letGo();
    await expect.poll(held).toBe(0);
    turn("visible");
    await Promise.resolve();
    expect(held()).toBe(0);
  });

  it("holds nothing when it is let go before the browser has answered", async () => {
    const { screen, held } = device();
    screen.hold()();
    await new Promise((resolve) => setTimeout(resolve));
    expect(held()).toBe(0);
  });

  it("goes without where the browser refuses or has none", async () => {
    const { screen, held } = device({ refuses: true });
    const letGo = screen.hold();
    await Promise.resolve();
    expect(held()).toBe(0);
    letGo();
    new WebScreenAwake({ wakeLock: undefined }).hold()();
  });

  it("takes Chromium's own lock", async () => {
    const before = await navigator.wakeLock.request("screen");
    await before.release();
    const letGo = new WebScreenAwake().hold();
    letGo();
  });
});

describe("MediaSessionKeys", () => {
  it("shows a call with its agent and its microphone, and gives its keys a meaning until it is over", () => {
    const handlers = new Map<string, (() => void) | null>();
    const active: boolean[] = [];
    const session: CallSession = {
      metadata: null,
      playbackState: "none",
      setActionHandler: (action, handler) => {
        if (action === "togglemicrophone") throw new TypeError("not known here");
        handlers.set(action, handler);
      },
      setMicrophoneActive: (is) => active.push(is),
    };
    const keys = new MediaSessionKeys("/talk/", session);
    const pressed: string[] = [];
    keys.show({ agentName: "Tutor", muted: false }, (key) => pressed.push(key));
    expect(session.metadata?.title).toBe("Call with Tutor");
    expect(session.metadata?.artwork[0]?.src).toContain("/talk/icons/icon-512.png");
    expect(session.playbackState).toBe("playing");
    for (const action of ["hangup", "pause", "play", "stop"]) handlers.get(action)?.();
    expect(pressed).toEqual(["hang-up", "mute", "unmute", "hang-up"]);
    keys.show({ agentName: "Tutor", muted: true }, () => undefined);
    expect(session.playbackState).toBe("paused");
    expect(active).toEqual([true, false]);
    keys.clear();
    expect(session.metadata).toBeNull();
    expect(session.playbackState).toBe("none");
    expect([...handlers.values()].every((handler) => handler === null)).toBe(true);
  });

  it("takes all of its keys to Chromium's session", () => {
    const keys = new MediaSessionKeys("/");
    keys.show({ agentName: "", muted: false }, () => undefined);
    expect(navigator.mediaSession.metadata?.title).toBe("Call");
    keys.clear();
    expect(navigator.mediaSession.metadata).toBeNull();
  });
});

describe("WebCueSounds", () => {
  it("plays in a context of its own, and closes it when the last sound is over", async () => {
    const contexts: AudioContext[] = [];
    const sounds = new WebCueSounds(() => {
      const context = new AudioContext();
      contexts.push(context);
      return context;
    });
    sounds.play("start");
    expect(contexts).toEqual([]);
    sounds.open();
    sounds.open();
    expect(contexts).toHaveLength(1);
    await expect.poll(() => contexts[0]?.state).toBe("running");
    sounds.play("end");
    sounds.close();
    expect(contexts[0]?.state).toBe("running");
    await expect.poll(() => contexts[0]?.state).toBe("closed");
    sounds.play("thinking");
    sounds.close();
  });
});

describe("followTabIcon", () => {
  it("shows each phase of a call by a drawing of its own, and the app's icon otherwise", () => {
    const link = document.createElement("link");
    link.href = "/favicon.svg";
    const own = link.href;
    const call = atom<CallState>(idleCall);
    const stop = followTabIcon(call, link);
    const patch = (change: Partial<CallState>) => {
      call.set({ ...call.get(), ...change });
      return link.href;
    };
    const live = { name: "live", sinceMs: 0 } as const;
    const icons = [
      patch({ phase: { name: "connecting" } }),
      patch({ phase: live, activity: "listening" }),
      patch({ activity: "thinking" }),
      patch({ activity: "speaking" }),
      patch({ muted: true }),
    ];
    expect(new Set([own, ...icons]).size).toBe(6);
    for (const icon of icons) {
      const svg = decodeURIComponent(icon.replace("data:image/svg+xml,", ""));
      const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
      expect(parsed.querySelector("parsererror")).toBeNull();
    }
    expect(patch({ phase: { name: "ended", atMs: 0, outcome: { type: "hung-up" } } })).toBe(own);
    patch({ phase: live });
    stop();
    expect(link.href).toBe(own);
  });
});

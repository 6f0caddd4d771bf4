import { atom } from "nanostores";
import { describe, expect, it } from "vitest";
import { followCues } from "../../web/app/follow-cues.ts";
import { followKeys } from "../../web/app/follow-keys.ts";
import { holdWhile, undisturbed } from "../../web/app/hold-while.ts";
import type { CallCue, CallKey, CallKeys, CallOnKeys } from "../../web/core/call/call-signs.ts";
import { idleCall } from "../../web/core/call/idle.ts";
import type { CallState, Outcome } from "../../web/core/call/state.ts";
import { MicrophoneError } from "../../web/core/errors.ts";
import { ManualClock } from "../fakes/manual-clock.ts";

const live = { name: "live", sinceMs: 0 } as const;
const asking = { name: "requesting-microphone" } as const;
const ended = (outcome: Outcome = { type: "hung-up" }) => ({ name: "ended", atMs: 0, outcome }) as const;

function scene() {
  const call = atom<CallState>(idleCall);
  return { call, patch: (change: Partial<CallState>) => call.set({ ...call.get(), ...change }) };
}

describe("the cues of a call", () => {
  function cued(settings = { callSounds: true, vibration: true }) {
    const { call, patch } = scene();
    const clock = new ManualClock();
    const told: string[] = [];
    followCues({
      call,
      settings: () => settings,
      clock,
      sounds: {
        open: () => told.push("open"),
        play: (cue: CallCue) => told.push(`♪ ${cue}`),
        close: () => told.push("close"),
      },
      haptics: { buzz: (cue: CallCue) => told.push(`~ ${cue}`) },
    });
    const since = () => told.splice(0);
    return { patch, clock, since };
  }

  it("tell when it begins and when it is over, once each, also over a lost connection", () => {
    const { patch, since } = cued();
    patch({ phase: asking });
    expect(since()).toEqual(["open"]);
    patch({ phase: { name: "connecting" } });
    patch({ phase: live });
    expect(since()).toEqual(["♪ start", "~ start"]);
    patch({ phase: { name: "reconnecting", sinceMs: 0, attempt: 1, error: undefined } });
    patch({ phase: { ...live } });
    patch({ muted: true });
    expect(since()).toEqual([]);
    patch({ phase: ended() });
    expect(since()).toEqual(["♪ end", "~ end", "close"]);
    patch({ phase: asking });
    patch({ phase: live });
    expect(since()).toEqual(["open", "♪ start", "~ start"]);
  });

  it("are silent about a call that never began, and one that goes on elsewhere", () => {
    const { patch, since } = cued();
    patch({ phase: asking });
    patch({ phase: ended({ type: "failed", error: new MicrophoneError("denied") }) });
    expect(since()).toEqual(["open", "close"]);
    patch({ phase: asking });
    patch({ phase: live });
    since();
    patch({ phase: ended({ type: "elsewhere" }) });
    expect(since()).toEqual(["close"]);
  });

  it("tell that the agent thinks when that takes long, and go on telling by sound", () => {
    const { patch, clock, since } = cued();
    patch({ phase: live });
    since();
    patch({ activity: "thinking" });
    clock.advance(1_199);
    patch({ activity: "speaking" });
    clock.advance(60_000);
    expect(since()).toEqual([]);
    patch({ activity: "thinking" });
    patch({ muted: true });
    clock.advance(1_200);
    expect(since()).toEqual(["♪ thinking", "~ thinking"]);
    clock.advance(8_000);
    expect(since()).toEqual(["♪ thinking", "♪ thinking"]);
    patch({ phase: ended() });
    since();
    clock.advance(60_000);
    expect(since()).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("are what the person has chosen", () => {
    const { patch, clock, since } = cued({ callSounds: false, vibration: false });
    patch({ phase: asking });
    patch({ phase: live, activity: "thinking" });
    clock.advance(60_000);
    patch({ phase: ended() });
    expect(since()).toEqual(["close"]);
  });
});

describe("the keys of a call", () => {
  class FakeKeys implements CallKeys {
    readonly shown: (CallOnKeys | "cleared")[] = [];
    press: (key: CallKey) => void = () => undefined;

    show(call: CallOnKeys, onKey: (key: CallKey) => void): void {
      this.shown.push(call);
      this.press = onKey;
    }

    clear(): void {
      this.shown.push("cleared");
    }
  }

  it("show it while it lasts, and do what they say", () => {
    const { call, patch } = scene();
    const keys = new FakeKeys();
    const done: string[] = [];
    const setMuted = (muted: boolean) => {
      done.push(muted ? "muted" : "open");
      patch({ muted });
    };
    const nameOf = ({ name }: { readonly name: string }) => `Sr. ${name}`;
    followKeys({ state: call, hangUp: () => done.push("hung up"), setMuted }, keys, nameOf);
    expect(keys.shown).toEqual([]);
    const about = { agent: { id: "a", name: "Tutor" }, model: "", voice: "" };
    patch({ phase: asking, about });
    patch({ phase: live });
    for (const key of ["toggle-mute", "toggle-mute", "mute", "unmute", "hang-up"] as const) keys.press(key);
    expect(done).toEqual(["muted", "open", "muted", "open", "hung up"]);
    patch({ phase: ended() });
    const [open, muted] = [false, true].map((is) => ({ agentName: "Sr. Tutor", muted: is }));
    expect(keys.shown).toEqual([open, muted, open, muted, open, "cleared"]);
  });
});

describe("work that may not be disturbed", () => {
  function counted() {
    const count = { open: 0 };
    const begin = () => {
      count.open += 1;
      return () => {
        count.open -= 1;
      };
    };
    return { count, work: { begin } };
  }

  it("is counted once, from its beginning to its end", () => {
    const { count, work } = counted();
    const store = atom(0);
    const stop = holdWhile(work, store, (jobs) => jobs > 0);
    expect(count.open).toBe(0);
    store.set(1);
    store.set(2);
    expect(count.open).toBe(1);
    store.set(0);
    expect(count.open).toBe(0);
    store.set(1);
    stop();
    expect(count.open).toBe(0);
    store.set(3);
    expect(count.open).toBe(0);
  });

  it("ends when it fails, too", async () => {
    const { count, work } = counted();
    const failing = undisturbed(work, async () => {
      expect(count.open).toBe(1);
      throw new Error("full");
    });
    await expect(failing).rejects.toThrow("full");
    expect(count.open).toBe(0);
    expect(await undisturbed(work, async () => 7)).toBe(7);
  });
});

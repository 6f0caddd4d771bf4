import { describe, expect, it } from "vitest";
import type { DeviceChange } from "../../../web/core/call/audio-changes.ts";
import { Conversation, conversation, exampleAbout } from "../../fakes/conversation.ts";

const changed = (change: DeviceChange) => ({ type: "audio-changed", change }) as const;
const headset = { type: "microphone", label: "Headset", why: "gone" } as const;

describe("a call whose devices change", () => {
  it("goes on with another microphone, and keeps a notice of it", () => {
    const scene = conversation().happens(changed(headset));
    expect(scene.state.phase.name).toBe("live");
    expect(scene.state.notices).toEqual([
      { type: "microphone-changed", atMs: scene.clock.now(), label: "Headset" },
    ]);
    scene.happens(changed({ ...headset, why: "refused" })).happens(changed({ ...headset, why: "profile" }));
    expect(scene.state.notices.map(({ type }) => type)).toEqual(["microphone-changed", "microphone-refused"]);
  });

  it("keeps a notice of another output", () => {
    const scene = conversation().happens(changed({ type: "speaker", label: "Speakers" }));
    expect(scene.state.notices).toMatchObject([{ type: "speaker-changed", label: "Speakers" }]);
  });

  it("knows what keeps the sound from coming or going, as long as it does", () => {
    const trouble = (name: "silenced" | "speaker-blocked", lasts: boolean) =>
      changed({ type: "trouble", trouble: name, lasts });
    const scene = conversation().happens(trouble("silenced", true)).happens(trouble("speaker-blocked", true));
    expect(scene.state.audioTroubles).toEqual(["silenced", "speaker-blocked"]);
    scene.happens(trouble("silenced", false));
    expect(scene.state.audioTroubles).toEqual(["speaker-blocked"]);
    expect(scene.state.notices.map(({ type }) => type)).toEqual(["silenced", "unsilenced"]);
    scene.happens({ type: "hang-up" });
    expect(scene.state.audioTroubles).toEqual([]);
  });

  it("marks where the sound stood still as a gap in the recording, with a notice", () => {
    const stop = { type: "stopped", why: "asleep", fromMs: 1_000, untilMs: 61_000, lostMs: 60_000 } as const;
    const scene = conversation().happens(changed(stop));
    expect(scene.state.gaps).toEqual([{ reason: "asleep", fromMs: 1_000, untilMs: 61_000 }]);
    expect(scene.state.notices).toEqual([{ type: "asleep", atMs: 1_000, lostMs: 60_000 }]);
    // The page's clock stood still, too: the recording goes on where it was.
    scene.happens(changed({ ...stop, why: "interrupted", untilMs: 1_000 }));
    expect(scene.state.gaps.length).toBe(1);
    expect(scene.state.notices.at(-1)).toMatchObject({ type: "interrupted" });
  });

  it("marks no gap where nothing is recorded", () => {
    const stop = { type: "stopped", why: "asleep", fromMs: 0, untilMs: 5_000, lostMs: 5_000 } as const;
    const start = {
      type: "start",
      id: "a",
      about: exampleAbout,
      greeting: undefined,
      record: false,
    } as const;
    const scene = new Conversation().happens(start);
    expect(scene.happens(changed(stop)).state.gaps).toEqual([]);
  });
});

describe("an output that breaks", () => {
  it("cuts a turn where it was heard to, and plays what still arrives of it as a turn of its own", () => {
    const scene = conversation().agent("One two three four.", 4_000).startsPlaying();
    const broken = scene.queuedTurn();
    scene.wait(2_000).flushed(broken, 2_000).agent(" Five six.", 1_000);
    expect(scene.turn(broken)).toMatchObject({ status: "interrupted", heard: { audioMs: 2_000 } });
    expect(scene.audible).toBe(scene.queuedTurn());
    expect(scene.queuedTurn()).toBeGreaterThan(broken);
    expect(scene.lines).toEqual(["agent: One two three four.", "agent: Five six."]);
    scene.startsPlaying().generated().turnComplete().playsOut();
    expect(scene.state.activity).toBe("listening");
  });

  it("listens after a turn of which nothing more arrives", () => {
    const scene = conversation().agent("One two.", 2_000).startsPlaying().generated().turnComplete();
    scene.flushed(scene.queuedTurn(), 500);
    expect(scene.state.activity).toBe("listening");
    expect(scene.state.floor.queued).toBeUndefined();
  });

  it("ends a call whose last words it has cut", () => {
    const scene = conversation().happens({ type: "end-asked", reason: "done" }).agent("Goodbye.", 1_000);
    scene.startsPlaying().generated().turnComplete();
    scene.flushed(scene.queuedTurn(), 500).wait(10_000);
    expect(scene.state.phase).toMatchObject({ name: "ended", outcome: { type: "agent-hung-up" } });
  });
});

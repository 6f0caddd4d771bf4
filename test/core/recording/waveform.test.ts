import { describe, expect, it } from "vitest";
import { WaveformPen } from "../../../web/core/recording/waveform.ts";

const second = { user: 16_000, agent: 24_000 };

describe("the waveform", () => {
  it("shows the peak of each bar of both voices at their rates", () => {
    const pen = new WaveformPen(1_000);
    const user = new Int16Array(second.user);
    user[1_000] = -32_768;
    const agent = new Int16Array(second.agent);
    agent[1_000] = 16_384;
    pen.add("user", { type: "sound", samples: user });
    pen.add("agent", { type: "sound", samples: agent });
    const waveform = pen.waveform();
    expect(waveform.barMs).toBe(20);
    expect([...waveform.user].flatMap((bar, i) => (bar > 0 ? [[i, bar]] : []))).toEqual([[3, 255]]);
    expect([...waveform.agent].flatMap((bar, i) => (bar > 0 ? [[i, bar]] : []))).toEqual([[2, 128]]);
  });

  it("is the same however the sound is split, with silences between", () => {
    const sound = new Int16Array(48_000).map((_, i) => (i * 7_919) % 32_000);
    const [whole, split] = [new WaveformPen(8_000), new WaveformPen(8_000)];
    whole.add("user", { type: "silence", frames: 40_010 });
    whole.add("user", { type: "sound", samples: sound });
    split.add("user", { type: "silence", frames: 30_000 });
    split.add("user", { type: "silence", frames: 10_010 });
    for (let at = 0; at < sound.length; at += 777)
      split.add("user", { type: "sound", samples: sound.slice(at, at + 777) });
    expect(split.waveform()).toEqual(whole.waveform());
  });

  it("has lanes of one length, and stays small for an hour and for a day", () => {
    for (const durationMs of [1, 61_234, 3_600_000, 86_400_000, 90 * 86_400_000]) {
      const { barMs, user, agent } = new WaveformPen(durationMs).waveform();
      expect(user.length).toBe(agent.length);
      expect(user.length).toBeLessThanOrEqual(20_000);
      expect(user.length * barMs).toBeGreaterThanOrEqual(durationMs);
    }
    expect(new WaveformPen(3_600_000).waveform().barMs).toBe(200);
  });

  it("knows the most that both voices add up to at a moment, and never says less", () => {
    const pen = new WaveformPen(1_000);
    expect(pen.loudest()).toBe(0);
    const half = (frames: number) =>
      ({ type: "sound", samples: new Int16Array(frames).fill(16_000) }) as const;
    pen.add("user", { type: "silence", frames: second.user / 2 });
    pen.add("user", half(second.user / 2));
    pen.add("agent", half(second.agent / 4));
    expect(pen.loudest()).toBeCloseTo(0.49, 2);
    expect(pen.loudest()).toBeGreaterThanOrEqual(16_000 / 32_768);
    pen.add("agent", half(second.agent / 2));
    expect(pen.loudest()).toBeCloseTo(0.98, 2);
  });

  it("shows the faintest sound, and leaves out what lies behind the end", () => {
    const pen = new WaveformPen(20);
    pen.add("agent", { type: "sound", samples: new Int16Array(480).fill(1) });
    pen.add("agent", { type: "sound", samples: new Int16Array(480).fill(30_000) });
    expect([...pen.waveform().agent]).toEqual([1]);
  });
});

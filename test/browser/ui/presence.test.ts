import { describe, expect, it } from "vitest";
import { distanceAt, Follower, visibleLevel } from "../../../web/ui/presence-shape.ts";
import type { FakeApp } from "../../fakes/fake-app.ts";
import { turn } from "../../screens/log-entries.ts";
import { find, pretend, showScene } from "./stage.ts";

/** What a canvas shows, to be compared. It belongs to a worker, so its picture has to be copied first. */
function picture(voice: "user" | "agent"): string {
  const source = find<HTMLCanvasElement>(`canvas.${voice}`);
  const copy = document.createElement("canvas");
  copy.width = source.width;
  copy.height = source.height;
  if (copy.width > 0) copy.getContext("2d")?.drawImage(source, 0, 0);
  return copy.toDataURL();
}
const ring = () => picture("user");
const body = () => picture("agent");

/** Of a canvas that nobody has given a size yet. */
const undrawnWidth = 300;

async function quiet(name: "listening" | "speaking"): Promise<FakeApp> {
  const app = await showScene(name);
  app.level.user = 0;
  app.level.agent = 0;
  for (const voice of ["user", "agent"]) {
    await expect.poll(() => find<HTMLCanvasElement>(`canvas.${voice}`).width).not.toBe(undrawnWidth);
  }
  return app;
}

/** Waits until an outline has stopped moving, and answers it: a busy machine may not draw for a while. */
async function settled(outline: () => string): Promise<string> {
  let last = "";
  let sameFor = 0;
  await expect
    .poll(
      () => {
        const now = outline();
        sameFor = now === last ? sameFor + 1 : 0;
        last = now;
        return sameFor;
      },
      { interval: 60, timeout: 5000 },
    )
    .toBe(6);
  return last;
}

describe("the presence", () => {
  it("moves the ring with the person and leaves the body alone", async () => {
    const app = await quiet("listening");
    const [stillRing, stillBody] = [await settled(ring), await settled(body)];
    app.level.user = 0.2;
    await expect.poll(ring).not.toBe(stillRing);
    expect(body()).toBe(stillBody);
  });

  it("moves the body with the agent and leaves the ring alone", async () => {
    const app = await quiet("speaking");
    const [stillRing, stillBody] = [await settled(ring), await settled(body)];
    app.level.agent = 0.2;
    await expect.poll(body).not.toBe(stillBody);
    expect(ring()).toBe(stillRing);
  });

  it("swells once when the agent is interrupted", async () => {
    const app = await quiet("speaking");
    const element = find("canvas.user");
    expect(element.getAnimations()).toEqual([]);
    app.patch({
      activity: "listening",
      log: [...app.call.get().log, turn(99, "agent", 30, "Cut", { status: "interrupted" })],
    });
    await expect.poll(() => element.getAnimations().length, { interval: 10 }).toBe(1);
    await expect.poll(() => element.getAnimations().length).toBe(0);
  });

  it("shows the microphone-off sign only while muted", async () => {
    const app = await quiet("listening");
    const sign = find(".sign", find("voice-presence").shadowRoot ?? document);
    expect(getComputedStyle(sign).display).toBe("none");
    app.patch({ muted: true });
    await expect.poll(() => getComputedStyle(sign).display).toBe("grid");
  });

  it("does not move for people who want no motion, and says the phase by thickness", async () => {
    await pretend({ "prefers-reduced-motion": "reduce" });
    const app = await showScene("listening");
    app.level.user = 0.3;
    const path = find(".ring circle", find("voice-presence").shadowRoot ?? document);
    expect(getComputedStyle(path).strokeWidth).toBe("4px");
    app.patch({ activity: "speaking" });
    await expect.poll(() => getComputedStyle(path).strokeWidth).toBe("6px");
    expect(() => find("canvas")).toThrow();
    app.patch({ activity: "thinking" });
    await expect.poll(() => getComputedStyle(path).strokeWidth).toBe("2px");
  });
});

describe("a followed level", () => {
  it("rises to 63 % in 80 ms and falls to 37 % in 250 ms, whatever the frame rate", () => {
    for (const stepMs of [1, 4, 10]) {
      const follower = new Follower();
      for (let ms = 0; ms < 80; ms += stepMs) follower.follow(1, stepMs);
      expect(follower.level).toBeCloseTo(1 - 1 / Math.E, 2);
      for (let ms = 0; ms < 2000; ms += stepMs) follower.follow(1, stepMs);
      for (let ms = 0; ms < 250; ms += stepMs) follower.follow(0, stepMs);
      expect(follower.level).toBeCloseTo(1 / Math.E, 2);
    }
  });

  it("comes to rest", () => {
    const follower = new Follower();
    follower.follow(1, 100);
    for (let frame = 0; frame < 200; frame += 1) follower.follow(0, 16);
    expect(follower.level).toBe(0);
  });

  it("is visible for quiet speech and never more than full", () => {
    expect(visibleLevel(0)).toBe(0);
    expect(visibleLevel(-1)).toBe(0);
    expect(visibleLevel(0.02)).toBeGreaterThan(0.25);
    expect(visibleLevel(1)).toBe(1);
  });

  it("leaves a circle a circle at rest, and waves as far as it may", () => {
    const angles = Array.from({ length: 90 }, (_, index) => (index / 90) * 2 * Math.PI);
    const shape = { radius: 50, lobes: 3, turn: 1 };
    for (const angle of angles) expect(distanceAt({ ...shape, swing: 0 }, angle)).toBe(50);
    const distances = angles.map((angle) => distanceAt({ ...shape, swing: 10 }, angle));
    expect(Math.max(...distances)).toBeLessThanOrEqual(60);
    expect(Math.min(...distances)).toBeGreaterThanOrEqual(40);
    expect(Math.max(...distances) - Math.min(...distances)).toBeGreaterThan(10);
  });
});

import { expect, it, onTestFinished } from "vitest";
import { WebFrames } from "../../web/adapters/web-frames.ts";
import type { VideoFrameData } from "../../web/core/ports.ts";

/** Opens the fake camera until the test ends. */
async function camera(limitBytes: number) {
  const frames: VideoFrameData[] = [];
  let ends = 0;
  const stream = await new WebFrames().open(
    "camera",
    { limitBytes: () => limitBytes, onFrame: (frame) => frames.push(frame), onEnded: () => (ends += 1) },
    new AbortController().signal,
  );
  onTestFinished(() => stream.close());
  return { frames, stream, ends: () => ends };
}

it("makes JPEGs of what the camera sees, within the size and the bytes that are asked for", async () => {
  const { frames } = await camera(20_000);
  await expect.poll(() => frames.length).toBeGreaterThanOrEqual(2);
  const [frame] = frames;
  if (frame === undefined) throw new Error("no frame");
  expect(frame.jpeg.byteLength).toBeLessThanOrEqual(20_000);
  expect(Math.max(frame.width, frame.height)).toBeLessThanOrEqual(1_024);
  const picture = await createImageBitmap(new Blob([frame.jpeg], { type: "image/jpeg" }));
  expect([picture.width, picture.height]).toEqual([frame.width, frame.height]);
});

it("makes them smaller and coarser for a slow line", async () => {
  const [fine, coarse] = await Promise.all([camera(100_000), camera(3_000)]);
  await expect.poll(() => Math.min(fine.frames.length, coarse.frames.length)).toBeGreaterThanOrEqual(1);
  const bytes = ({ frames }: typeof fine) => frames[0]?.jpeg.byteLength ?? 0;
  expect(bytes(coarse)).toBeLessThan(bytes(fine));
});

it("stops for good when it is closed", async () => {
  const { frames, stream, ends } = await camera(20_000);
  await expect.poll(() => frames.length).toBeGreaterThanOrEqual(1);
  stream.close();
  const { length } = frames;
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(frames).toHaveLength(length);
  expect(ends()).toBe(0);
});

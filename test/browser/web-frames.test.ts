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

/** A screen that is a canvas. */
function screen() {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1_600, height: 900 });
  const pen = canvas.getContext("2d");
  const redraw = setInterval(() => {
    if (pen === null) return;
    pen.fillStyle = `hsl(${performance.now() % 360} 80% 50%)`;
    pen.fillRect(0, 0, 1_600, 900);
  }, 100);
  onTestFinished(() => clearInterval(redraw));
  const media = canvas.captureStream(10);
  const refused = () => Promise.reject(new DOMException("No camera.", "NotFoundError"));
  return { media, devices: { getUserMedia: refused, getDisplayMedia: async () => media } };
}

it("takes a screen at most 1024 wide, and ends with the browser's own button", async () => {
  const { media, devices } = screen();
  const frames: VideoFrameData[] = [];
  let ends = 0;
  const options = {
    limitBytes: () => 50_000,
    onFrame: (frame: VideoFrameData) => frames.push(frame),
    onEnded: () => (ends += 1),
  };
  await new WebFrames(devices).open("screen", options, new AbortController().signal);
  await expect.poll(() => frames.length).toBeGreaterThanOrEqual(1);
  expect(frames[0]).toMatchObject({ width: 1_024, height: 576 });
  media.getVideoTracks()[0]?.dispatchEvent(new Event("ended"));
  expect(ends).toBe(1);
  expect(media.getVideoTracks().every(({ readyState }) => readyState === "ended")).toBe(true);
});

it("holds no device that came when nobody wanted it any more", async () => {
  const { media, devices } = screen();
  const controller = new AbortController();
  const options = { limitBytes: () => 1, onFrame: () => undefined, onEnded: () => undefined };
  const opening = new WebFrames(devices).open("screen", options, controller.signal);
  controller.abort();
  await expect(opening).rejects.toMatchObject({ name: "AbortError" });
  expect(media.getVideoTracks().every(({ readyState }) => readyState === "ended")).toBe(true);
});

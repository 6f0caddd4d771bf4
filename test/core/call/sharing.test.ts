import { describe, expect, it } from "vitest";
import { FrameGate } from "../../../web/core/call/frame-gate.ts";
import type { ShareSource } from "../../../web/core/call/share.ts";
import { Sharing } from "../../../web/core/call/sharing.ts";
import { SessionError } from "../../../web/core/errors.ts";
import type { VideoFrameData } from "../../../web/core/ports.ts";
import { frameSizes } from "../../../web/core/video/frame-size.ts";
import { conversation } from "../../fakes/conversation.ts";
import { FakeFrames } from "../../fakes/fake-frames.ts";
import { ScriptedSession } from "../../fakes/scripted-transport.ts";

const newSession = () => new ScriptedSession({ onEvent: () => undefined, onClosed: () => undefined });
const framesOf = (session: ScriptedSession) => session.sent.filter(({ type }) => type === "frame");

async function shown(source: ShareSource, session: ScriptedSession | undefined) {
  const frames = new FakeFrames();
  const place = { session };
  const ends: (string | undefined)[] = [];
  const sent: VideoFrameData[] = [];
  const sharing = new Sharing(source, () => place.session, {
    onOpened: () => undefined,
    onSent: (frame) => sent.push(frame),
    onEnded: (trouble) => ends.push(trouble),
  });
  sharing.open(frames);
  await frames.opened();
  return { frames, place, sharing, ends, sent };
}

describe("what the agent is shown", () => {
  it("goes to the open session, a frame at a time, and can be seen here meanwhile", async () => {
    const session = newSession();
    const { frames, sharing } = await shown("camera", session);
    frames.give(1_000);
    frames.give(2_000);
    expect(framesOf(session)).toHaveLength(2);
    expect(sharing.newest?.jpeg.byteLength).toBe(2_000);
  });

  it("waits without a session, and shows the next one what is new, not what was missed", async () => {
    const { frames, place } = await shown("screen", undefined);
    frames.give(1_000);
    frames.give(1_000);
    const session = newSession();
    place.session = session;
    expect(framesOf(session)).toEqual([]);
    frames.give(3_000);
    expect(framesOf(session)).toMatchObject([{ jpeg: { byteLength: 3_000 } }]);
  });

  it("is one picture as a photo, when the person says so", async () => {
    const session = newSession();
    const { frames, sharing, ends } = await shown("photo", session);
    frames.give(1_000);
    expect(framesOf(session)).toEqual([]);
    sharing.takePhoto();
    frames.give(2_000);
    frames.give(2_000);
    expect(framesOf(session)).toHaveLength(1);
    expect(ends).toEqual([undefined]);
    expect(frames.openCount).toBe(0);
  });

  it("is told of as sent when it was, and only then, with a picture that is still whole", async () => {
    const session = newSession();
    const { frames, place, sent } = await shown("camera", undefined);
    frames.give(1_000);
    place.session = session;
    session.queuedFrames = 1;
    frames.give(2_000);
    session.queuedFrames = 0;
    frames.give(3_000);
    expect(sent.map(({ jpeg }) => jpeg.byteLength)).toEqual([3_000]);
    expect(framesOf(session)).toHaveLength(1);
  });

  it("ends with the device's own stop, and lets go of the device", async () => {
    const { frames, ends } = await shown("screen", newSession());
    frames.stopByItself();
    expect(ends).toEqual([undefined]);
    expect(frames.openCount).toBe(0);
  });

  it("says why it could not begin", async () => {
    const ends: (string | undefined)[] = [];
    const open = (error: Error) => {
      const frames = new FakeFrames(error);
      new Sharing("camera", () => undefined, {
        onOpened: () => undefined,
        onSent: () => undefined,
        onEnded: (trouble) => ends.push(trouble),
      }).open(frames);
      return frames.opened();
    };
    await open(new DOMException("No.", "NotAllowedError"));
    await open(new DOMException("None.", "NotFoundError"));
    expect(ends).toEqual(["denied", "unavailable"]);
  });

  it("closes a device that opens when nobody wants it any more", async () => {
    const frames = new FakeFrames();
    const sharing = new Sharing("camera", () => undefined, {
      onOpened: () => expect.unreachable(),
      onSent: () => expect.unreachable(),
      onEnded: () => expect.unreachable(),
    });
    sharing.open(frames);
    sharing.close();
    await frames.opened();
    expect(frames.openCount).toBe(0);
  });
});

describe("frames and the voice on one line", () => {
  const jpeg = (bytes: number) => new ArrayBuffer(bytes);

  it("sends none while one is on its way, or while sound waits", () => {
    const gate = new FrameGate();
    const session = newSession();
    session.queuedFrames = 1;
    expect(gate.send(session, jpeg(1_000))).toBe(false);
    session.queuedFrames = 0;
    session.queued = 20_000;
    expect(gate.send(session, jpeg(1_000))).toBe(false);
    session.queued = 4_000;
    expect(gate.send(session, jpeg(1_000))).toBe(true);
  });

  it("makes them smaller where the network is slow, and larger again where it is not", () => {
    const gate = new FrameGate();
    const session = newSession();
    const first = gate.limitBytes;
    session.queuedFrames = 1;
    gate.send(session, jpeg(first));
    expect(gate.limitBytes).toBeLessThan(first);
    for (let n = 0; n < 10; n += 1) gate.send(session, jpeg(1_000));
    expect(gate.limitBytes).toBeGreaterThanOrEqual(12_000);
    session.queuedFrames = 0;
    for (let n = 0; n < 40; n += 1) gate.send(session, jpeg(1_000));
    expect(gate.limitBytes).toBe(100_000);
  });

  it("leaves out one that could not be made small enough", () => {
    const session = newSession();
    expect(new FrameGate().send(session, jpeg(90_000))).toBe(false);
    expect(session.sent).toEqual([]);
  });
});

describe("the size of frames", () => {
  it("is at most 1024 on the longest side, in the shape of the picture, and never larger than it", () => {
    expect(frameSizes(1_920, 1_080)).toEqual([
      { width: 1_024, height: 576 },
      { width: 512, height: 288 },
      { width: 256, height: 144 },
    ]);
    expect(frameSizes(480, 640)[0]).toEqual({ width: 480, height: 640 });
    expect(frameSizes(2_000, 1).every(({ height }) => height >= 1)).toBe(true);
  });
});

describe("a call that shows something", () => {
  it("says so from the device's first picture until the person or the device ends it", () => {
    const scene = conversation().happens({ type: "share", source: "camera" });
    expect(scene.state.share).toEqual({ name: "opening", source: "camera" });
    scene.happens({ type: "share-opened" });
    expect(scene.state.share).toEqual({ name: "on", source: "camera" });
    scene.happens({ type: "share-ended", trouble: undefined });
    expect(scene.state.share).toEqual({ name: "off", trouble: undefined });
    expect(scene.take()).toEqual(["open-share", "close-share"]);
  });

  it("goes on showing over a lost session, and stops with the call", () => {
    const scene = conversation()
      .happens({ type: "share", source: "screen" })
      .happens({ type: "share-opened" });
    scene.happens({ type: "closed", error: new SessionError("closed"), quietMs: 0 });
    expect(scene.state.phase.name).toBe("reconnecting");
    expect(scene.state.share.name).toBe("on");
    scene.happens({ type: "hang-up" });
    expect(scene.state.share.name).toBe("off");
  });

  it("tells once why it could not show, and forgets it with the next try", () => {
    const scene = conversation().happens({ type: "share", source: "camera" });
    scene.happens({ type: "share-ended", trouble: "denied" });
    expect(scene.state.share).toEqual({ name: "off", trouble: "denied" });
    scene.happens({ type: "share", source: "screen" });
    expect(scene.state.share).toEqual({ name: "opening", source: "screen" });
  });
});

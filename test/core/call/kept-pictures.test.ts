import { describe, expect, it } from "vitest";
import { keepsPictures } from "../../../web/core/call/kept-pictures.ts";
import { Conversation, conversation, exampleAbout } from "../../fakes/conversation.ts";

const start = { type: "start", id: "a", about: exampleAbout, greeting: undefined, record: true } as const;
const asked = () => new Conversation().happens({ ...start, keepPictures: true });
const stopped = (why: "full" | "enough") => ({ type: "pictures-stopped", why }) as const;

describe("pictures of a call", () => {
  it("are kept only when they were asked for", () => {
    expect(keepsPictures(new Conversation().happens(start).state)).toBe(false);
    expect(keepsPictures(asked().state)).toBe(true);
  });

  it("are not kept off the record, and are again after", () => {
    const scene = asked().happens({ type: "off-record", off: true });
    expect(keepsPictures(scene.state)).toBe(false);
    expect(keepsPictures(scene.happens({ type: "off-record", off: false }).state)).toBe(true);
  });

  it("stop on a full device, which is noted once, and the call goes on", () => {
    const scene = asked().happens({ type: "microphone-ready" }).happens({ type: "connected" });
    scene.happens(stopped("full")).happens(stopped("full"));
    expect(scene.state).toMatchObject({ phase: { name: "live" }, pictures: "full", recording: "on" });
    expect(scene.state.notices.map(({ type }) => type)).toEqual(["pictures-full"]);
    expect(keepsPictures(scene.state)).toBe(false);
  });

  it("are photos only once there are enough", () => {
    const scene = asked().happens(stopped("enough"));
    expect(scene.state.notices.map(({ type }) => type)).toEqual(["pictures-enough"]);
    expect(keepsPictures(scene.state)).toBe(true);
    expect(scene.happens(stopped("full")).state.pictures).toBe("full");
  });

  it("are nobody's business in a call that keeps none", () => {
    expect(conversation().happens(stopped("full")).state).toMatchObject({ pictures: "off", notices: [] });
  });
});

import { describe, expect, it } from "vitest";
import { Uplink } from "../../../web/core/call/uplink.ts";
import type { LiveSession } from "../../../web/core/ports.ts";

function session() {
  const sent: (number | "end")[] = [];
  const live: LiveSession = {
    sendAudio: (pcm) => void sent.push(new Uint8Array(pcm)[0] ?? -1),
    endAudioStream: () => void sent.push("end"),
    startActivity: () => undefined,
    endActivity: () => undefined,
    sendText: () => undefined,
    respond: () => undefined,
    close: () => undefined,
  };
  return { live, sent };
}

const chunk = (id: number) => new Uint8Array([id % 256]).buffer;

describe("Uplink", () => {
  it("keeps what is said before a session is ready and sends it first", () => {
    const uplink = new Uplink();
    const { live, sent } = session();
    for (const id of [1, 2, 3]) uplink.push(chunk(id));
    uplink.attach(live);
    uplink.push(chunk(4));
    expect(sent).toEqual([1, 2, 3, 4]);
  });

  it("keeps the newest 5 s", () => {
    const uplink = new Uplink();
    const { live, sent } = session();
    for (let id = 0; id < 251; id += 1) uplink.push(chunk(id));
    uplink.attach(live);
    expect(sent).toHaveLength(250);
    expect(sent[0]).toBe(1);
  });

  it("keeps what is said between two sessions for the second one", () => {
    const uplink = new Uplink();
    const [first, second] = [session(), session()];
    uplink.attach(first.live);
    uplink.push(chunk(1));
    uplink.detach();
    uplink.push(chunk(2));
    uplink.attach(second.live);
    expect([first.sent, second.sent]).toEqual([[1], [2]]);
  });

  it("tells the service once that the microphone pauses, and is silent until it resumes", () => {
    const uplink = new Uplink();
    const { live, sent } = session();
    uplink.attach(live);
    uplink.push(chunk(1));
    uplink.pause();
    uplink.pause();
    uplink.push(chunk(2));
    uplink.resume();
    uplink.push(chunk(3));
    expect(sent).toEqual([1, "end", 3]);
  });

  it("tells a new session that the microphone is paused", () => {
    const uplink = new Uplink();
    const { live, sent } = session();
    uplink.push(chunk(1));
    uplink.pause();
    uplink.attach(live);
    expect(sent).toEqual([1, "end"]);
  });

  it("keeps what is said while it is held, however often, and sends it afterwards", () => {
    const uplink = new Uplink();
    const { live, sent } = session();
    uplink.attach(live);
    uplink.hold();
    uplink.hold();
    uplink.push(chunk(1));
    uplink.release();
    expect(sent).toEqual([]);
    uplink.release();
    uplink.push(chunk(2));
    expect(sent).toEqual([1, 2]);
  });
});

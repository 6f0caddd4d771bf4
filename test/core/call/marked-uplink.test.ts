import { describe, expect, it } from "vitest";
import { MarkedUplink } from "../../../web/core/call/marked-uplink.ts";
import type { LiveSession } from "../../../web/core/ports.ts";

type Sent = number | "start" | "end" | "stream end";

function session() {
  const sent: Sent[] = [];
  const live: LiveSession = {
    sendAudio: (pcm) => void sent.push(new Uint8Array(pcm)[0] ?? -1),
    endAudioStream: () => void sent.push("stream end"),
    startActivity: () => void sent.push("start"),
    endActivity: () => void sent.push("end"),
    sendText: () => undefined,
    respond: () => undefined,
    queuedBytes: () => 0,
    quietMs: () => 0,
    roundTripMs: () => undefined,
    sendFrame: () => undefined,
    queuedFrameBytes: () => 0,
    close: () => undefined,
  };
  return { live, sent };
}

const chunk = (id: number) => new Uint8Array([id]).buffer;

/** An uplink with a session, and chunks of voice or silence to it. */
function ready() {
  const uplink = new MarkedUplink();
  const first = session();
  uplink.attach(first.live);
  return {
    uplink,
    sent: first.sent,
    voice: (...ids: readonly number[]) => {
      for (const id of ids) uplink.push(chunk(id), true);
    },
    silence: (...ids: readonly number[]) => {
      for (const id of ids) uplink.push(chunk(id), false);
    },
  };
}

describe("MarkedUplink", () => {
  it("marks where a turn begins and ends, and sends nothing in between", () => {
    const { sent, voice, silence } = ready();
    silence(1, 2);
    voice(3, 4);
    silence(5, 6);
    voice(7);
    silence(8);
    expect(sent).toEqual(["start", 3, 4, "end", "start", 7, "end"]);
  });

  it("sends nothing of what is said while no session is there", () => {
    const uplink = new MarkedUplink();
    const { live, sent } = session();
    uplink.push(chunk(1), true);
    uplink.attach(live);
    expect(sent).toEqual([]);
    uplink.push(chunk(2), true);
    expect(sent).toEqual(["start", 2]);
  });

  it("begins a turn anew in the session that follows", () => {
    const { uplink, sent, voice } = ready();
    voice(1);
    uplink.detach();
    voice(2);
    const second = session();
    uplink.attach(second.live);
    voice(3);
    expect(sent).toEqual(["start", 1]);
    expect(second.sent).toEqual(["start", 3]);
  });

  it("holds sound and marks back in order while the model waits for a tool", () => {
    const { uplink, sent, voice, silence } = ready();
    uplink.hold();
    uplink.hold();
    voice(1, 2);
    silence(3);
    uplink.release();
    expect(sent).toEqual([]);
    uplink.release();
    expect(sent).toEqual(["start", 1, 2, "end"]);
  });

  it("forgets what it held when the session goes", () => {
    const { uplink, sent, voice } = ready();
    uplink.hold();
    voice(1);
    uplink.detach();
    uplink.release();
    const second = session();
    uplink.attach(second.live);
    expect([...sent, ...second.sent]).toEqual([]);
  });

  it("ends the turn when the microphone pauses, without a word that only detection understands", () => {
    const { uplink, sent, voice } = ready();
    voice(1);
    uplink.pause();
    voice(2);
    uplink.resume();
    voice(3);
    expect(sent).toEqual(["start", 1, "end", "start", 3]);
  });
});

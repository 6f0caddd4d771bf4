import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Uplink } from "../../../web/core/call/uplink.ts";
import type { LiveSession } from "../../../web/core/ports.ts";

function session() {
  const sent: (number | "end" | "(" | ")")[] = [];
  let queued = 0;
  const live: LiveSession = {
    sendAudio: (pcm) => void sent.push(new Uint16Array(pcm)[0] ?? -1),
    endAudioStream: () => void sent.push("end"),
    startActivity: () => void sent.push("("),
    endActivity: () => void sent.push(")"),
    sendText: () => undefined,
    respond: () => undefined,
    queuedBytes: () => queued,
    quietMs: () => 0,
    roundTripMs: () => undefined,
    sendFrame: () => undefined,
    queuedFrameBytes: () => 0,
    close: () => undefined,
  };
  const clog = (ms: number) => {
    queued = ms * 47;
  };
  return { live, sent, clog };
}

/** 20 ms of sound that tells its number. */
const chunk = (id: number) => new Uint16Array(320).fill(id).buffer;
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

function rig(marked = false) {
  const dropped: number[] = [];
  const poor: boolean[] = [];
  const clock = { nowMs: 0 };
  const uplink = new Uplink({
    marked,
    now: () => clock.nowMs,
    onDropped: (ms) => dropped.push(ms),
    onPoor: (is) => poor.push(is),
  });
  const say = (from: number, to: number, voice = true) => {
    for (const id of numbers(from, to)) {
      clock.nowMs += 20;
      uplink.push(chunk(id), voice);
    }
  };
  return { uplink, say, dropped, poor, clock };
}

describe("Uplink", () => {
  it("keeps what is said before a session is ready and sends it first", () => {
    const { uplink, say } = rig();
    const { live, sent } = session();
    say(1, 4);
    uplink.attach(live);
    say(4, 5);
    expect(sent).toEqual([1, 2, 3, 4]);
  });

  it("keeps the newest 5 s before the first session, and calls that no loss", () => {
    const { uplink, say, dropped } = rig();
    const { live, sent } = session();
    say(0, 300);
    uplink.attach(live);
    expect(sent).toEqual(numbers(50, 300));
    expect(dropped).toEqual([]);
  });

  it("keeps the newest minute of what is said between two sessions, and tells what is lost", () => {
    const { uplink, say, dropped } = rig();
    const [first, second] = [session(), session()];
    uplink.attach(first.live);
    say(0, 1);
    uplink.detach();
    say(1, 3_101);
    uplink.attach(second.live);
    expect(first.sent).toEqual([0]);
    expect(second.sent).toEqual(numbers(101, 3_101));
    expect(dropped.reduce((sum, ms) => sum + ms, 0)).toBe(100 * 20);
  });

  it("sends again what may not have arrived, as far back as it was asked to", () => {
    const { uplink, say } = rig();
    const [first, second] = [session(), session()];
    uplink.attach(first.live);
    say(0, 200);
    uplink.detach();
    uplink.rewind({ saidMs: 2_000, sentMs: 2_000 });
    say(200, 210);
    uplink.attach(second.live);
    expect(second.sent).toEqual(numbers(99, 210));
  });

  it("sends again all that went out at once after a cut, when that is cut off as well", () => {
    const { uplink, say, clock } = rig();
    const [first, second, third] = [session(), session(), session()];
    uplink.attach(first.live);
    uplink.detach();
    say(0, 1_000);
    uplink.attach(second.live);
    clock.nowMs += 1_000;
    uplink.detach();
    uplink.rewind({ saidMs: 100, sentMs: 2_000 });
    uplink.attach(third.live);
    expect(third.sent).toEqual(numbers(0, 1_000));
  });

  it("rewinds no further than to what it still has", () => {
    const { uplink, say } = rig();
    const [first, second] = [session(), session()];
    uplink.attach(first.live);
    say(0, 3_050);
    uplink.detach();
    uplink.rewind({ saidMs: 999_000, sentMs: 2_000 });
    uplink.attach(second.live);
    expect(second.sent).toEqual(numbers(50, 3_050));
  });

  it("lets every session hear a stretch without a hole, each beginning where the one before had come to or earlier", () => {
    const cut = fc.record({
      saidMs: fc.integer({ min: 0, max: 5_000 }),
      rewindMs: fc.integer({ min: 0, max: 8_000 }),
      awayMs: fc.integer({ min: 0, max: 5_000 }),
    });
    fc.assert(
      fc.property(fc.array(cut, { maxLength: 8 }), (cuts) => {
        const { uplink, say, dropped } = rig();
        const sessions = [session()];
        let next = 0;
        const speak = (ms: number) => {
          say(next, next + Math.floor(ms / 20));
          next += Math.floor(ms / 20);
        };
        uplink.attach(sessions[0]?.live ?? session().live);
        for (const { saidMs, rewindMs, awayMs } of cuts) {
          speak(saidMs);
          uplink.detach();
          uplink.rewind({ saidMs: rewindMs, sentMs: rewindMs });
          speak(awayMs);
          const fresh = session();
          sessions.push(fresh);
          uplink.attach(fresh.live);
        }
        expect(dropped).toEqual([]);
        let heardTo = 0;
        for (const { sent } of sessions) {
          const [first = heardTo] = sent;
          expect(first).toBeLessThanOrEqual(heardTo);
          expect(sent).toEqual(numbers(Number(first), Number(first) + sent.length));
          heardTo = Math.max(heardTo, Number(first) + sent.length);
        }
        expect(heardTo).toBe(next);
      }),
      { numRuns: 30 },
    );
  });

  it("says that the network is poor when it is a second behind, and when it is good again", () => {
    const { uplink, say, poor } = rig();
    const { live, sent, clog } = session();
    uplink.attach(live);
    clog(1_000);
    say(0, 10);
    expect(poor).toEqual([true]);
    expect(sent).toEqual([]);
    clog(200);
    say(10, 11);
    expect(sent).toEqual(numbers(0, 11));
    expect(poor).toEqual([true, false]);
  });

  it("leaves out the oldest silence, then the oldest sound, once it is 5 s behind", () => {
    const { uplink, say, dropped } = rig();
    const { live, sent, clog } = session();
    uplink.attach(live);
    clog(1_000);
    say(0, 50, false);
    say(50, 200);
    expect(dropped).toEqual([]);
    say(200, 250);
    expect(dropped.reduce((sum, ms) => sum + ms, 0)).toBe(1_000);
    say(250, 300);
    clog(0);
    say(300, 301);
    expect(sent).toEqual(numbers(100, 301));
  });

  it("takes the beginning of a word, which is not known for a voice yet, for no silence", () => {
    const { uplink, say } = rig();
    const { live, sent, clog } = session();
    uplink.attach(live);
    clog(1_000);
    say(0, 20);
    say(20, 50, false);
    say(50, 230);
    clog(0);
    say(230, 231);
    expect(sent).toEqual([...numbers(5, 20), ...numbers(45, 231)]);
  });

  it("waits for what the newest silence turns out to be before it leaves it out", () => {
    const { uplink, say } = rig();
    const { live, sent, clog } = session();
    uplink.attach(live);
    clog(1_000);
    say(0, 200);
    say(200, 203, false);
    say(203, 210);
    clog(0);
    say(210, 211);
    expect(sent).toEqual(numbers(10, 211));
  });

  it("leaves out nothing while it catches up after a cut", () => {
    const { uplink, say, dropped, poor } = rig();
    const [first, second] = [session(), session()];
    uplink.attach(first.live);
    uplink.detach();
    say(0, 1_000);
    second.clog(1_000);
    uplink.attach(second.live);
    second.clog(0);
    say(1_000, 1_001);
    expect(second.sent).toEqual(numbers(0, 1_001));
    expect(dropped).toEqual([]);
    expect(poor).toEqual([]);
  });

  it("leaves out nothing either while the socket tells only now and then what it passed on", () => {
    const { uplink, say, dropped } = rig();
    const [first, second] = [session(), session()];
    uplink.attach(first.live);
    uplink.detach();
    say(0, 400);
    second.clog(1_000);
    uplink.attach(second.live);
    say(400, 420);
    second.clog(0);
    say(420, 421);
    expect(second.sent).toEqual(numbers(0, 421));
    expect(dropped).toEqual([]);
  });

  it("tells the service once that the microphone pauses, after all that was said, and is silent until it resumes", () => {
    const { uplink, say } = rig();
    const { live, sent } = session();
    uplink.attach(live);
    say(1, 2);
    uplink.pause();
    uplink.pause();
    say(2, 3);
    uplink.resume();
    say(3, 4);
    expect(sent).toEqual([1, "end", 3]);
  });

  it("tells every session that the microphone is paused", () => {
    const { uplink, say } = rig();
    const [first, second] = [session(), session()];
    say(1, 2);
    uplink.pause();
    uplink.attach(first.live);
    expect(first.sent).toEqual([1, "end"]);
    uplink.detach();
    uplink.attach(second.live);
    expect(second.sent).toEqual(["end"]);
  });

  it("keeps what is said while it is held, however often, and sends it afterwards", () => {
    const { uplink, say } = rig();
    const { live, sent } = session();
    uplink.attach(live);
    uplink.hold();
    uplink.hold();
    say(1, 2);
    uplink.release();
    expect(sent).toEqual([]);
    uplink.release();
    say(2, 3);
    expect(sent).toEqual([1, 2]);
  });
});

describe("a marked Uplink", () => {
  it("marks where a turn begins and ends, each once, and never ends the stream", () => {
    const { uplink, say } = rig(true);
    const { live, sent } = session();
    uplink.attach(live);
    uplink.endTurn();
    say(1, 3);
    uplink.endTurn();
    uplink.endTurn();
    uplink.nudge();
    uplink.pause();
    uplink.resume();
    say(3, 4);
    expect(sent).toEqual(["(", 1, 2, ")", "(", 3]);
  });

  it("keeps a minute before the first session as well: who held a button means it", () => {
    const { uplink, say } = rig(true);
    const { live, sent } = session();
    say(0, 3_010);
    uplink.endTurn();
    uplink.attach(live);
    expect(sent).toEqual(["(", ...numbers(10, 3_010), ")"]);
  });

  it("marks a turn anew in every session that hears some of it", () => {
    const { uplink, say } = rig(true);
    const [first, second] = [session(), session()];
    uplink.attach(first.live);
    say(0, 10);
    uplink.endTurn();
    say(10, 20);
    uplink.detach();
    uplink.rewind({ saidMs: 300, sentMs: 300 });
    say(20, 22);
    uplink.endTurn();
    uplink.attach(second.live);
    expect(first.sent).toEqual(["(", ...numbers(0, 10), ")", "(", ...numbers(10, 20)]);
    expect(second.sent).toEqual(["(", ...numbers(4, 10), ")", "(", ...numbers(10, 22), ")"]);
  });

  it("ends no turn that the session knows nothing of", () => {
    const { uplink, say, clock } = rig(true);
    const [first, second] = [session(), session()];
    uplink.attach(first.live);
    say(0, 10);
    clock.nowMs += 5;
    uplink.endTurn();
    uplink.detach();
    uplink.rewind({ saidMs: 0, sentMs: 0 });
    uplink.attach(second.live);
    expect(second.sent).toEqual([]);
  });

  it("sends what waits although nothing new is said", () => {
    const { uplink, say } = rig(true);
    const { live, sent, clog } = session();
    uplink.attach(live);
    clog(1_000);
    say(0, 2);
    uplink.endTurn();
    expect(sent).toEqual([]);
    clog(0);
    uplink.catchUp();
    expect(sent).toEqual(["(", 0, 1, ")"]);
  });

  it("ends a turn even where a slow network costs some of its sound", () => {
    const { uplink, say, dropped } = rig(true);
    const { live, sent, clog } = session();
    uplink.attach(live);
    clog(1_000);
    say(0, 200);
    uplink.endTurn();
    say(200, 300);
    expect(dropped.length).toBeGreaterThan(0);
    clog(0);
    uplink.catchUp();
    expect(sent.filter((one) => one === ")")).toHaveLength(1);
    expect(sent[sent.indexOf(")") - 1]).toBe(199);
  });

  it("tells every session a well-formed tale, whatever breaks", () => {
    const act = fc.oneof(
      fc.record({ type: fc.constant("say" as const), chunks: fc.integer({ min: 1, max: 80 }) }),
      fc.record({ type: fc.constant("end" as const) }),
      fc.record({ type: fc.constant("break" as const), rewindMs: fc.integer({ min: 0, max: 3_000 }) }),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        const { uplink, say } = rig(true);
        const sessions = [session()];
        uplink.attach(sessions[0]?.live ?? session().live);
        let next = 0;
        const endsAfter = new Set<number>();
        for (const one of acts) {
          if (one.type === "say") {
            say(next, next + one.chunks);
            next += one.chunks;
          } else if (one.type === "end") {
            uplink.endTurn();
            endsAfter.add(next - 1);
          } else {
            uplink.detach();
            uplink.rewind({ saidMs: one.rewindMs, sentMs: 0 });
            const fresh = session();
            sessions.push(fresh);
            uplink.attach(fresh.live);
          }
        }
        for (const { sent } of sessions) {
          let open = false;
          for (const [at, one] of sent.entries()) {
            expect(one).not.toBe("end");
            if (one === "(") expect(open).toBe(false);
            else expect(open).toBe(true);
            if (one === ")") expect(endsAfter).toContain(sent[at - 1]);
            open = one !== ")";
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

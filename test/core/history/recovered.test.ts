import { describe, expect, it } from "vitest";
import { callRecord } from "../../../web/core/history/call-record.ts";
import type { CallRecord } from "../../../web/core/history/record.ts";
import { isWorthRecovering, recoveredRecord, settledEntry } from "../../../web/core/history/recovered.ts";
import type { Gap, PieceHead } from "../../../web/core/recording/track.ts";
import { conversation } from "../../fakes/conversation.ts";

function cutOff() {
  const scene = conversation().wait(1_000).talk(600).understood("How are you?").wait(400);
  return scene.agent("Fine, ", 200).wait(50);
}

const scene = cutOff();
const record: CallRecord = callRecord(conversation().state, []);
const { log } = scene.state;

/** A second of a track that ended at this time. */
function head(track: "user" | "agent", endMs: number): PieceHead {
  const frames = track === "user" ? 16_000 : 24_000;
  const clock = { frame: 500 + frames / 2, atMs: endMs - 500 };
  return { callId: "call-1", track, index: 0, run: 0, firstFrame: 500, frames, clock };
}

describe("a call that was cut off", () => {
  it("has ended with the last thing that is known of it", () => {
    const ended = (remains: Parameters<typeof recoveredRecord>[1], of = record) =>
      recoveredRecord(of, remains).endedAtMs;
    expect(ended({ log: [], heads: [] })).toBe(0);
    expect(ended({ log, heads: [] })).toBe(2_000);
    expect(ended({ log, heads: [head("user", 9_000), head("agent", 4_000)] })).toBe(9_000);
    expect(ended({ log, heads: [head("user", 4_000), head("agent", 9_500)] })).toBe(9_500);
    const noticed: CallRecord = { ...record, notices: [{ type: "connection-lost", atMs: 7_000 }] };
    expect(ended({ log, heads: [head("user", 4_000)] }, noticed)).toBe(7_000);
  });

  it("has what can be told from its turns, which are newer than its record", () => {
    const tool = scene.service({ type: "tool-calls", calls: [{ id: "1", name: "look", args: {} }] });
    expect(recoveredRecord(record, { log: tool.state.log, heads: [head("user", 1)] })).toMatchObject({
      status: "recovered",
      end: undefined,
      title: "How are you?",
      firstWords: "How are you?",
      latenciesMs: [400],
      tools: ["look"],
      sound: { status: "pieces", gaps: [] },
    });
  });

  it("tells no number of gaps in its sound: those of the page that is gone were not counted", () => {
    const moved: CallRecord = { ...record, underruns: 2 };
    expect(recoveredRecord(moved, { log, heads: [] })).not.toHaveProperty("underruns");
  });

  it("does not take for a wait what was off the record", () => {
    const [asked, answer] = log;
    if (asked === undefined || answer === undefined) throw new Error("there is a question and an answer");
    const later = { ...answer, startedAtMs: answer.startedAtMs + 300_000 };
    const off = { reason: "off-record", fromMs: answer.startedAtMs, untilMs: later.startedAtMs - 5 } as const;
    const remains = { log: [asked, later], heads: [head("user", 1)] };
    const waits = (gaps: readonly Gap[]) =>
      recoveredRecord({ ...record, sound: { status: "pieces", gaps } }, remains).latenciesMs;
    expect(waits([])).toEqual([300_400]);
    expect(waits([off])).toEqual([]);
  });

  it("keeps the title that the person gave it", () => {
    const named = { ...record, title: "Mine", isTitled: true };
    expect(recoveredRecord(named, { log, heads: [] }).title).toBe("Mine");
  });

  it("has no sound if no piece was stored", () => {
    const { sound } = recoveredRecord(record, { log, heads: [] });
    expect(sound).toEqual({ status: "none", isRemoved: false });
    const removed: CallRecord = { ...record, sound: { status: "none", isRemoved: true } };
    expect(recoveredRecord(removed, { log, heads: [] }).sound).toEqual(removed.sound);
  });

  it("has no open turn and no running tool call", () => {
    const open = cutOff().service({ type: "tool-calls", calls: [{ id: "1", name: "look", args: {} }] });
    open.wait(10).agent("Let me see", 100);
    const settled = open.state.log.map((entry) => settledEntry(entry, 5_000));
    expect(settled).toMatchObject([
      { role: "user", status: "complete", endedAtMs: 1_600 },
      { role: "agent", status: "complete", endedAtMs: 2_050 },
      { kind: "tool-call", status: "cancelled", endedAtMs: 5_000 },
      { role: "agent", status: "complete", endedAtMs: 5_000 },
    ]);
    const [user, agent] = open.state.log;
    expect(settled.slice(0, 2)).toEqual([user, agent]);
    expect(settled[0]).toBe(user);
  });

  it("is not worth anything if nothing is left of it", () => {
    const never = { ...record, sessions: 0 };
    expect(isWorthRecovering(never, { log: [], heads: [] })).toBe(false);
    expect(isWorthRecovering(never, { log, heads: [] })).toBe(true);
    expect(isWorthRecovering(never, { log: [], heads: [head("user", 1)] })).toBe(true);
    expect(isWorthRecovering(record, { log: [], heads: [] })).toBe(true);
  });
});

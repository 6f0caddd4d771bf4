import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LogEntry } from "../../../web/core/call/log-entry.ts";
import { newTurn } from "../../../web/core/call/transcript.ts";
import type { Waveform } from "../../../web/core/history/record.ts";
import { afterSilence, silences, turnAt } from "../../../web/core/recording/playhead.ts";

const soundAtMs = 1_000_000;
const barMs = 100;

/** A waveform out of one sign a bar: `#` is speech, `.` the noise of a room, a space nothing. */
function waveform(user: string, agent = ""): Waveform {
  return { barMs, user: peaks(user), agent: peaks(agent) };
}

function peaks(signs: string): Uint8Array {
  return Uint8Array.from(signs, (sign) => (sign === "#" ? 90 : sign === "." ? 7 : 0));
}

function turn(id: number, atMs: number): LogEntry {
  return newTurn(id, "user", soundAtMs + atMs);
}

function toolCall(id: number, atMs: number): LogEntry {
  return {
    kind: "tool-call",
    id,
    call: { id: `c${id}`, name: "get_weather", args: {} },
    ids: [],
    answer: "response",
    status: "done",
    startedAtMs: soundAtMs + atMs,
    endedAtMs: undefined,
    response: undefined,
    progress: undefined,
    cards: [],
  };
}

describe("the turn at a position", () => {
  const log = [turn(1, 2_000), turn(2, 6_000), toolCall(3, 7_000), turn(4, 9_000)];

  it.each([
    [0, undefined],
    [1_999, undefined],
    [2_000, 1],
    [5_999, 1],
    [6_000, 2],
    [7_500, 2],
    [9_000, 4],
    [90_000, 4],
  ])("at %d ms is %j", (positionMs, id) => {
    expect(turnAt(log, soundAtMs, positionMs)).toBe(id);
  });

  it("is the one that began last, wherever it stands in the log", () => {
    expect(turnAt([turn(1, 5_000), turn(2, 3_000)], soundAtMs, 6_000)).toBe(1);
  });

  it("is the one that is heard, also when the next has come already", () => {
    const heard = (id: number, fromMs: number, soundedMs: number): LogEntry => ({
      ...newTurn(id, "agent", soundAtMs + fromMs),
      soundedAtMs: soundAtMs + soundedMs,
    });
    const answers = [heard(1, 1_000, 1_100), heard(2, 2_000, 4_100)];
    expect(turnAt(answers, soundAtMs, 3_000)).toBe(1);
    expect(turnAt(answers, soundAtMs, 4_100)).toBe(2);
  });

  it("is the later one of two that began together", () => {
    expect(turnAt([turn(1, 3_000), turn(2, 3_000)], soundAtMs, 3_000)).toBe(2);
  });

  it("is none in a call without words", () => {
    expect(turnAt([], soundAtMs, 1_000)).toBe(undefined);
  });

  it("may have begun before the sound", () => {
    expect(turnAt([turn(1, -400)], soundAtMs, 0)).toBe(1);
  });
});

describe("silences", () => {
  it("are where both lanes are quiet for longer than a second", () => {
    const user = `##${" ".repeat(30)}###${" ".repeat(10)}#`;
    const agent = `   ###${" ".repeat(40)}`;
    expect(silences(waveform(user, agent))).toEqual([{ fromMs: 600, untilMs: 3_200 }]);
  });

  it("do not ask for a soundproof room", () => {
    expect(silences(waveform(`#${".".repeat(11)}#`))).toEqual([{ fromMs: 100, untilMs: 1_200 }]);
  });

  it("leave a pause of exactly a second to speech", () => {
    expect(silences(waveform(`#${" ".repeat(10)}#`))).toEqual([]);
  });

  it("reach to the ends of the recording, and of the longer lane", () => {
    expect(silences(waveform(`${" ".repeat(12)}#`, " ".repeat(26)))).toEqual([
      { fromMs: 0, untilMs: 1_200 },
      { fromMs: 1_300, untilMs: 2_600 },
    ]);
  });

  it("are none without sound to judge by", () => {
    expect(silences(waveform(""))).toEqual([]);
  });

  it("never cover a bar in which somebody speaks", () => {
    const lane = fc.array(fc.constantFrom("#", ".", " "), { maxLength: 60 });
    fc.assert(
      fc.property(lane, lane, (user, agent) => {
        for (const { fromMs, untilMs } of silences(waveform(user.join(""), agent.join("")))) {
          expect(untilMs - fromMs).toBeGreaterThan(1_000);
          for (let bar = fromMs / barMs; bar < untilMs / barMs; bar += 1)
            expect([user[bar], agent[bar]]).not.toContain("#");
        }
      }),
    );
  });
});

describe("after a silence", () => {
  const quiet = [
    { fromMs: 2_000, untilMs: 5_000 },
    { fromMs: 8_000, untilMs: 9_500 },
  ];

  it.each([
    [1_900, undefined],
    [2_100, undefined],
    [2_250, 4_750],
    [4_000, 4_750],
    [4_750, undefined],
    [6_000, undefined],
    [8_300, 9_250],
  ])("from %d ms it goes on at %j", (positionMs, nextMs) => {
    expect(afterSilence(quiet, positionMs)).toBe(nextMs);
  });

  it("does not wait at the beginning of a recording", () => {
    expect(afterSilence([{ fromMs: 0, untilMs: 3_000 }], 0)).toBe(2_750);
  });

  it("always leads on, and never twice from the same silence", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (positionMs) => {
        const nextMs = afterSilence(quiet, positionMs);
        if (nextMs === undefined) return;
        expect(nextMs).toBeGreaterThan(positionMs);
        expect(afterSilence(quiet, nextMs)).toBe(undefined);
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LiveEvent } from "../../../web/core/live/messages.ts";
import { SpeechBundle } from "../../../web/core/live/speech-bundle.ts";

/** Low, so that a second of sound is little to compare. */
const rateHz = 1_000;

function sound(durationMs: number, sample = 1): LiveEvent {
  return {
    type: "audio",
    samples: new Int16Array((durationMs * rateHz) / 1000).fill(sample),
    sampleRateHz: rateHz,
  };
}

const words = (text: string): LiveEvent => ({ type: "output-text", text });

/** One that has a second of sound ahead of the ear at 0 ms. */
function farAhead(): SpeechBundle {
  const bundle = new SpeechBundle();
  expect(bundle.take([sound(1_000)], 0)).toHaveLength(1);
  return bundle;
}

describe("the bundle of speech", () => {
  it("tells the first parts of a turn at once", () => {
    const bundle = new SpeechBundle();
    for (const part of [sound(80), words("Hello "), sound(200), sound(300)]) {
      expect(bundle.take([part], 0)).toEqual([part]);
    }
  });

  it("tells what comes as fast as it plays at once, however long the turn is", () => {
    const bundle = new SpeechBundle();
    for (let atMs = 0; atMs < 5_000; atMs += 40) expect(bundle.take([sound(40)], atMs)).toEqual([sound(40)]);
  });

  it("gathers what comes far ahead of the ear for 100 ms", () => {
    const bundle = farAhead();
    expect(bundle.take([sound(100, 2)], 10)).toEqual([]);
    expect(bundle.take([sound(100, 3)], 40)).toEqual([]);
    expect(bundle.due(90)).toEqual([]);
    const [bundled, ...others] = bundle.due(110);
    expect(others).toEqual([]);
    const first = new Int16Array(100).fill(2);
    const second = new Int16Array(100).fill(3);
    expect(bundled).toEqual({
      type: "audio",
      samples: Int16Array.of(...first, ...second),
      sampleRateHz: rateHz,
    });
    expect(bundle.due(500)).toEqual([]);
  });

  it("needs no beat while messages come", () => {
    const bundle = farAhead();
    expect(bundle.take([words("a")], 10)).toEqual([]);
    expect(bundle.take([words("b")], 110)).toEqual([words("ab")]);
  });

  it("joins neighbours of one kind only, and sound of one rate only", () => {
    const bundle = farAhead();
    const slower: LiveEvent = { type: "audio", samples: Int16Array.of(7), sampleRateHz: 2_000 };
    bundle.take([words("It is "), sound(10)], 0);
    bundle.take([slower], 0);
    bundle.take([words("ten "), words("o'clock.")], 0);
    expect(bundle.rest()).toEqual([words("It is "), sound(10), slower, words("ten o'clock.")]);
  });

  it("tells at once what is not speech, after what waits", () => {
    const bundle = farAhead();
    expect(bundle.take([words("So")], 10)).toEqual([]);
    expect(bundle.take([{ type: "tool-calls-cancelled", ids: ["1"] }], 20)).toEqual([
      words("So"),
      { type: "tool-calls-cancelled", ids: ["1"] },
    ]);
  });

  it("has nothing ahead after an interruption", () => {
    const bundle = farAhead();
    expect(bundle.take([{ type: "interrupted" }], 10)).toHaveLength(1);
    expect(bundle.take([sound(80)], 20)).toEqual([sound(80)]);
  });

  it("counts what was not heard only once the ear is there", () => {
    const bundle = farAhead();
    expect(bundle.take([sound(10)], 400)).toEqual([]);
    expect(bundle.due(500)).toHaveLength(1);
    // 1,010 ms of sound began at 0.
    expect(bundle.take([sound(10)], 411)).toEqual([sound(10)]);
  });

  it("gives the rest on demand, and nothing twice", () => {
    const bundle = farAhead();
    bundle.take([words("Good")], 0);
    expect(bundle.rest()).toEqual([words("Good")]);
    expect(bundle.rest()).toEqual([]);
  });

  it("loses nothing and changes no order, whatever comes when", () => {
    const part = fc.oneof(
      fc.integer({ min: 1, max: 400 }).map((ms) => sound(ms, ms)),
      fc.string({ minLength: 1 }).map(words),
      fc.constantFrom<LiveEvent>({ type: "interrupted" }, { type: "turn-complete" }),
    );
    const message = fc.record({
      events: fc.array(part, { minLength: 1, maxLength: 3 }),
      afterMs: fc.nat(200),
    });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 40 }), (messages) => {
        const bundle = new SpeechBundle();
        const told: LiveEvent[] = [];
        let atMs = 0;
        for (const { events, afterMs } of messages) {
          atMs += afterMs;
          told.push(...bundle.due(atMs), ...bundle.take(events, atMs));
        }
        told.push(...bundle.rest());
        expect(spelled(told)).toEqual(spelled(messages.flatMap(({ events }) => events)));
      }),
    );
  });
});

/** In a form in which it makes no difference how speech is cut into events. */
function spelled(events: readonly LiveEvent[]): readonly (string | number)[] {
  return events.flatMap((event): readonly (string | number)[] => {
    if (event.type === "audio") return [...event.samples];
    return event.type === "output-text" ? [...event.text] : [event.type];
  });
}

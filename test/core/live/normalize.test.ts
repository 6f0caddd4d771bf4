import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventLimits } from "../../../web/core/live/event-limits.ts";
import type { LiveEvent } from "../../../web/core/live/messages.ts";
import { createNormalize, isSetupComplete } from "../../../web/core/live/normalize.ts";
import everythingAtOnce from "./fixtures/everything-at-once.json";
import interruptedTurn from "./fixtures/interrupted-turn.json";
import spokenTurn from "./fixtures/spoken-turn.json";
import thinkingTurn from "./fixtures/thinking-turn.json";
import toolTurn from "./fixtures/tool-turn.json";

const decodeBase64 = (text: string) =>
  /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? new Uint8Array(Buffer.from(text, "base64")) : undefined;

const encodeBase64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

/** Events of consecutive messages of one session. */
function eventsOf(...messages: readonly unknown[]): readonly LiveEvent[] {
  const normalize = createNormalize(decodeBase64);
  return messages.flatMap((message) => normalize(message));
}

const typesOf = (events: readonly LiveEvent[]) => events.map((event) => event.type);

function pcmMessage(bytes: Uint8Array, mimeType = "audio/pcm;rate=24000") {
  const inlineData = { mimeType, data: encodeBase64(bytes) };
  return { serverContent: { modelTurn: { parts: [{ inlineData }] } } };
}

function samplesOf(events: readonly LiveEvent[]): number[] {
  return events.flatMap((event) => (event.type === "audio" ? [...event.samples] : []));
}

describe("normalize, on whole turns", () => {
  it("tells a spoken turn in the order it came", () => {
    expect(eventsOf(...spokenTurn)).toEqual([
      { type: "handle", handle: "handle-1" },
      { type: "input-text", text: "What's the weather" },
      { type: "not-resumable" },
      { type: "audio", samples: Int16Array.of(1), sampleRateHz: 24_000 },
      { type: "output-text", text: "We" },
      { type: "audio", samples: Int16Array.of(1, 2, 3, 4), sampleRateHz: 24_000 },
      { type: "output-text", text: " could talk about" },
      { type: "input-text", text: " today?" },
      { type: "generation-complete" },
      { type: "turn-complete" },
      {
        type: "usage",
        usage: {
          promptTokens: 152,
          responseTokens: 48,
          totalTokens: 200,
          prompt: { text: 30, audio: 122, image: 0 },
          response: { text: 0, audio: 48, image: 0 },
        },
      },
      { type: "handle", handle: "handle-2" },
    ]);
  });

  it("tells an interrupted turn", () => {
    expect(typesOf(eventsOf(...interruptedTurn))).toEqual([
      "audio",
      "output-text",
      "interrupted",
      "turn-complete",
      "input-text",
    ]);
  });

  it("tells parallel tool calls, their cancellation and a go-away", () => {
    expect(eventsOf(...toolTurn)).toEqual([
      {
        type: "tool-calls",
        calls: [
          { id: "function-call-5831923424298605773", name: "get_weather", args: { city: "Bonn" } },
          { id: "function-call-5831923424298605774", name: "end_call", args: {} },
        ],
      },
      { type: "tool-calls-cancelled", ids: ["function-call-5831923424298605773"] },
      { type: "turn-complete" },
      { type: "go-away", timeLeftMs: 50_000 },
    ]);
  });

  it("tells thoughts, interaction status and sources, and leaves code alone", () => {
    expect(eventsOf(...thinkingTurn)).toEqual([
      { type: "thought", text: "Weighing the options" },
      { type: "turn-complete" },
      { type: "interaction", status: "in-progress" },
      { type: "grounding", sources: [{ title: "A page", url: "https://example.org/a" }] },
      { type: "turn-complete" },
      { type: "interaction", status: "idle" },
      { type: "usage", usage: { promptTokens: 0, responseTokens: 0, totalTokens: 9007 } },
    ]);
  });
});

describe("normalize, on one message that holds everything", () => {
  const expected: readonly LiveEvent[] = [
    { type: "interrupted" },
    { type: "voice-activity", activity: "start" },
    { type: "interim-input-text", text: "hea" },
    { type: "input-text", text: "heard" },
    { type: "audio", samples: Int16Array.of(1), sampleRateHz: 24_000 },
    { type: "thought", text: "thinking" },
    { type: "audio", samples: Int16Array.of(2, 3), sampleRateHz: 16_000 },
    { type: "output-text", text: "written" },
    { type: "output-text", text: "said" },
    {
      type: "grounding",
      sources: [
        { title: "https://example.org/", url: "https://example.org/" },
        { title: "https://example.org/page", url: "https://example.org/page" },
      ],
    },
    { type: "generation-complete" },
    { type: "tool-calls-cancelled", ids: ["old"] },
    { type: "tool-calls", calls: [{ id: "new", name: "f", args: { x: 1 } }] },
    { type: "waiting-for-input" },
    { type: "turn-complete", reason: "RESPONSE_REJECTED" },
    { type: "interaction", status: "requires-action" },
    { type: "usage", usage: { promptTokens: 1, responseTokens: 2, totalTokens: 3 } },
    { type: "handle", handle: "handle-9" },
    { type: "go-away", timeLeftMs: undefined },
  ];

  it("emits every part in the fixed order", () => {
    expect(eventsOf(everythingAtOnce)).toEqual(expected);
  });

  it("does so whatever order the keys have", () => {
    fc.assert(
      fc.property(shuffledDeep(everythingAtOnce), (message) => {
        expect(eventsOf(message)).toEqual(expected);
      }),
    );
  });
});

describe("normalize, field by field", () => {
  it("yields nothing for an empty message and makes no list for it", () => {
    const normalize = createNormalize(decodeBase64);
    expect(normalize({})).toEqual([]);
    expect(normalize({})).toBe(normalize({}));
  });

  it.each([
    ["audio/pcm;rate=24000", 24_000],
    ["audio/pcm", 24_000],
    ["audio/pcm; rate=16000", 16_000],
    ["Audio/PCM;Rate = 48000", 48_000],
    ["audio/pcm;channels=1;rate=8000", 8_000],
    ["audio/l16;rate=22050", 22_050],
    ['audio/pcm;rate="44100"', 44_100],
    ["audio/pcm;rate=0", 24_000],
    ["audio/pcm;rate=99999999999", 24_000],
    ["", 24_000],
  ])("reads the rate of %j as %i", (mimeType, sampleRateHz) => {
    expect(eventsOf(pcmMessage(Uint8Array.of(1, 0), mimeType))).toEqual([
      { type: "audio", samples: Int16Array.of(1), sampleRateHz },
    ]);
  });

  it.each(["image/png", "audio/mpeg", "video/mp4", "text/plain", "audio/pcmx"])(
    "leaves %s alone",
    (mimeType) => {
      expect(eventsOf(pcmMessage(Uint8Array.of(1, 0), mimeType))).toEqual([]);
    },
  );

  it.each([
    ["50s", 50_000],
    ["1.5s", 1_500],
    ["0.000000001s", 0],
    ["-3s", 0],
    ["", undefined],
    ["soon", undefined],
    [50, undefined],
    [undefined, undefined],
  ])("reads a go-away in %j as %j ms", (timeLeft, timeLeftMs) => {
    expect(eventsOf({ goAway: { timeLeft } })).toEqual([{ type: "go-away", timeLeftMs }]);
  });

  it.each([
    [
      { newHandle: "h", resumable: true },
      { type: "handle", handle: "h" },
    ],
    [{ newHandle: "h" }, { type: "not-resumable" }],
    [{ newHandle: "h", resumable: false }, { type: "not-resumable" }],
    [{ newHandle: "", resumable: true }, { type: "not-resumable" }],
    [{}, { type: "not-resumable" }],
  ])("reads the resumption update %j as %j", (sessionResumptionUpdate, event) => {
    expect(eventsOf({ sessionResumptionUpdate })).toEqual([event]);
  });

  it.each([
    [{ voiceActivity: { voiceActivityType: "ACTIVITY_END" } }, "end"],
    [{ voiceActivityDetectionSignal: { vadSignalType: "VAD_SIGNAL_TYPE_SOS" } }, "start"],
    [{ voiceActivityDetectionSignal: { vadSignalType: "VAD_SIGNAL_TYPE_EOS" } }, "end"],
  ])("reads %j as voice activity", (message, activity) => {
    expect(eventsOf(message)).toEqual([{ type: "voice-activity", activity }]);
  });

  it("keeps the spaces of text fragments", () => {
    const fragments = ["We", " could", "  talk ", "\n"].map((text) => ({
      serverContent: { outputTranscription: { text } },
    }));
    const said = eventsOf(...fragments).map((event) => (event.type === "output-text" ? event.text : "?"));
    expect(said.join("")).toBe("We could  talk \n");
  });

  it("gives no reason for a turn that ended well", () => {
    const turnCompleteReason = "TURN_COMPLETE_REASON_UNSPECIFIED";
    expect(eventsOf({ serverContent: { turnComplete: true, turnCompleteReason } })).toEqual([
      { type: "turn-complete" },
    ]);
  });

  it("reads token counts that come as text", () => {
    const usageMetadata = { promptTokenCount: "152", responseTokenCount: 48, totalTokenCount: "200" };
    expect(eventsOf({ usageMetadata })).toEqual([
      { type: "usage", usage: { promptTokens: 152, responseTokens: 48, totalTokens: 200 } },
    ]);
  });

  it("leaves out calls that could not be answered", () => {
    const functionCalls = [{ name: "f" }, { id: "1" }, "f", null, { id: "2", name: "g", args: "no object" }];
    expect(eventsOf({ toolCall: { functionCalls } })).toEqual([
      { type: "tool-calls", calls: [{ id: "2", name: "g", args: {} }] },
    ]);
  });

  it("goes on after a part that is not base64", () => {
    const parts = [{ inlineData: { mimeType: "audio/pcm", data: "%%%" } }, { text: "still here" }];
    expect(eventsOf({ serverContent: { modelTurn: { parts } } })).toEqual([
      { type: "output-text", text: "still here" },
    ]);
  });

  it("knows the acceptance of the setup", () => {
    expect(isSetupComplete({ setupComplete: {} })).toBe(true);
    expect(isSetupComplete({ setupComplete: { sessionId: "s" } })).toBe(true);
    expect([{}, { setupComplete: true }, null, "setupComplete"].some(isSetupComplete)).toBe(false);
  });
});

describe("normalize, on PCM cut anywhere", () => {
  it("yields the same samples for every way of cutting the bytes, even in the middle of a sample", () => {
    const cuts = fc.array(fc.nat(400), { maxLength: 30 });
    fc.assert(
      fc.property(fc.int16Array({ maxLength: 200 }), cuts, (samples, at) => {
        const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
        const messages = piecesOf(bytes, at).map((piece) => pcmMessage(piece));
        expect(samplesOf(eventsOf(...messages))).toEqual([...samples]);
      }),
    );
  });

  it("hands out samples that fill their buffer, so that it can be transferred", () => {
    const events = eventsOf(pcmMessage(Uint8Array.of(1, 0, 2)), pcmMessage(Uint8Array.of(0, 3, 0)));
    const buffers = events.flatMap((event) => (event.type === "audio" ? [event.samples] : []));
    expect(buffers.map((samples) => [samples.byteOffset, samples.buffer.byteLength])).toEqual([
      [0, 2],
      [0, 4],
    ]);
  });

  it.each(["interrupted", "generationComplete", "turnComplete"])("forgets half a sample at %s", (end) => {
    const events = eventsOf(
      pcmMessage(Uint8Array.of(1, 0, 99)),
      { serverContent: { [end]: true } },
      pcmMessage(Uint8Array.of(2, 0)),
    );
    expect(samplesOf(events)).toEqual([1, 2]);
  });

  it("plays a chunk of one sample", () => {
    expect(samplesOf(eventsOf(pcmMessage(Uint8Array.of(0xff, 0x7f))))).toEqual([32_767]);
  });
});

describe("normalize, on more than a service sends", () => {
  const call = (args: unknown, id = "1", name = "f") => ({
    toolCall: { functionCalls: [{ id, name, args }] },
  });
  const nested = (levels: number): unknown => (levels === 0 ? 1 : { deeper: nested(levels - 1) });

  it("cuts a fragment between characters", () => {
    const [event] = eventsOf({ serverContent: { outputTranscription: { text: `a${"👍".repeat(9_000)}` } } });
    expect(event).toEqual({ type: "output-text", text: `a${"👍".repeat(4_999)}` });
  });

  it("takes no more parts, calls, withdrawals and sources from a message than the limit", () => {
    const many = <Value>(make: (index: number) => Value) =>
      Array.from({ length: 5_000 }, (_, at) => make(at));
    const parts = { serverContent: { modelTurn: { parts: many(() => ({ text: "a" })) } } };
    expect(eventsOf(parts)).toHaveLength(eventLimits.parts);
    const groundingChunks = many((at) => ({ web: { uri: `https://example.com/${at}` } }));
    expect(
      eventsOf(
        { toolCall: { functionCalls: many((at) => ({ id: String(at), name: "f" })) } },
        { toolCallCancellation: { ids: many(String) } },
        { serverContent: { groundingMetadata: { groundingChunks } } },
      ).map((event) => {
        if (event.type === "tool-calls") return event.calls.length;
        if (event.type === "tool-calls-cancelled") return event.ids.length;
        return event.type === "grounding" ? event.sources.length : 0;
      }),
    ).toEqual([eventLimits.toolCalls, eventLimits.cancelled, eventLimits.sources]);
  });

  it("overlooks calls that no model can have written", () => {
    expect(eventsOf(call(nested(eventLimits.argsDepth)))).toHaveLength(1);
    expect(eventsOf(call(nested(eventLimits.argsDepth + 1)))).toEqual([]);
    expect(eventsOf(call({ note: "n".repeat(900_000) }))).toHaveLength(1);
    expect(eventsOf(call({ note: "n".repeat(eventLimits.args) }))).toEqual([]);
    expect(eventsOf(call({ notes: Array.from({ length: eventLimits.args }, () => 1) }))).toEqual([]);
    expect(eventsOf(call({}, "i".repeat(eventLimits.name + 1)))).toEqual([]);
    expect(eventsOf(call({}, "1", "n".repeat(eventLimits.name + 1)))).toEqual([]);
  });

  it("keeps the last handle rather than one that no server takes", () => {
    const newHandle = "h".repeat(16_385);
    expect(eventsOf({ sessionResumptionUpdate: { newHandle, resumable: true } })).toEqual([
      { type: "not-resumable" },
    ]);
  });

  it("counts and waits with numbers that stay numbers", () => {
    expect(eventsOf({ usageMetadata: { promptTokenCount: 1e308, totalTokenCount: 7 } })).toEqual([
      { type: "usage", usage: { promptTokens: 0, responseTokens: 0, totalTokens: 7 } },
    ]);
    expect(eventsOf({ goAway: { timeLeft: `${"9".repeat(400)}s` } })).toEqual([
      { type: "go-away", timeLeftMs: eventLimits.timeLeftMs },
    ]);
  });
});

describe("normalize, on anything at all", () => {
  it("never throws on JSON", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (messages) => {
        expect(Array.isArray(eventsOf(...messages))).toBe(true);
      }),
    );
  });

  it("never throws on messages whose fields have any type", () => {
    fc.assert(
      fc.property(fc.array(misshapen(everythingAtOnce), { maxLength: 5 }), (messages) => {
        expect(Array.isArray(eventsOf(...messages))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    null,
    undefined,
    0,
    "",
    "{}",
    [],
    [[]],
    { serverContent: null },
    { serverContent: [] },
    { serverContent: { modelTurn: { parts: {} } } },
    { serverContent: { modelTurn: { parts: [null, 1, "x", [], { inlineData: "AQA=" }] } } },
    { serverContent: { modelTurn: { parts: [{ inlineData: { data: 5, mimeType: {} } }] } } },
    { serverContent: { interrupted: "true", turnComplete: 1, generationComplete: {} } },
    { serverContent: { interactionStatus: "toString", outputTranscription: "text" } },
    { serverContent: { groundingMetadata: { groundingChunks: [{ web: { uri: 3 } }, {}] } } },
    { toolCall: { functionCalls: {} } },
    { toolCallCancellation: { ids: [1, null, ""] } },
    { usageMetadata: { promptTokenCount: -1, responseTokenCount: "many", totalTokenCount: null } },
    { goAway: null, sessionResumptionUpdate: "x" },
    JSON.parse('{"__proto__":{"serverContent":{"interrupted":true}}}'),
  ])("yields nothing for %j", (message) => {
    expect(eventsOf(message)).toEqual([]);
  });
});

/** The bytes in consecutive pieces, cut at the given places; empty pieces included. */
function piecesOf(bytes: Uint8Array, at: readonly number[]): readonly Uint8Array[] {
  const edges = [0, ...at.map((place) => Math.min(place, bytes.length)).sort((a, b) => a - b), bytes.length];
  return edges.slice(1).map((end, index) => bytes.slice(edges[index], end));
}

/** The same JSON with the keys of every object in any order. */
function shuffledDeep(value: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(value))
    return value.length === 0 ? fc.constant([]) : fc.tuple(...value.map(shuffledDeep));
  if (typeof value !== "object" || value === null) return fc.constant(value);
  const entries = Object.entries(value).map(([key, inner]) =>
    fc.tuple(fc.constant(key), shuffledDeep(inner)),
  );
  return fc
    .tuple(...entries)
    .chain((pairs) => fc.shuffledSubarray(pairs, { minLength: pairs.length }))
    .map((pairs) => Object.fromEntries(pairs));
}

/** JSON of the same shape in which any value may be replaced by any other. */
function misshapen(value: unknown): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 4, arbitrary: sameShape(value) }, { weight: 1, arbitrary: fc.jsonValue() });
}

function sameShape(value: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(value)) return value.length === 0 ? fc.constant([]) : fc.tuple(...value.map(misshapen));
  if (typeof value !== "object" || value === null) return fc.constant(value);
  const fields = Object.entries(value).map(([key, inner]) => [key, misshapen(inner)]);
  return fc.record(Object.fromEntries(fields), { requiredKeys: [] });
}

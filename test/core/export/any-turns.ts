import fc from "fast-check";
import type { Turn } from "../../../web/core/call/log-entry.ts";

/** Where the recording of every scene begins. */
export const zeroMs = Date.UTC(2026, 10, 21, 13, 5);

export function turn(more: Partial<Turn> & Pick<Turn, "id" | "role" | "text">): Turn {
  return {
    kind: "turn",
    status: "complete",
    startedAtMs: zeroMs + more.id * 5_000,
    endedAtMs: zeroMs + more.id * 5_000 + 2_000,
    typed: false,
    audioMs: more.role === "agent" ? 2_000 : 0,
    marks: [],
    heard: undefined,
    ...more,
  };
}

/** Texts with everything in them that a format could stumble over. */
export const hostileText = fc.oneof(
  { weight: 3, arbitrary: fc.string({ maxLength: 200 }) },
  fc.string({ unit: "binary", maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        "-->",
        "00:00:01,000 --> 00:00:02,000",
        "\n\n",
        "\r",
        "7",
        "WEBVTT",
        "NOTE",
        "STYLE",
        "<v Eve>",
        "</v>",
        "<b>",
        "&amp;",
        "{\\an8}",
        "```",
        "---",
        "# x",
        "1. a",
        "👩‍👩‍👧‍👦",
        "การทดสอบ",
        "日本語のとても長い文章です",
        "word ",
        "a".repeat(100),
        "End. ",
        "\u0000",
        "\u2028",
        "\ud800",
      ),
      { maxLength: 20 },
    )
    .map((parts) => parts.join("")),
);

export const anyTurn: fc.Arbitrary<Turn> = fc
  .record({
    id: fc.nat(500),
    role: fc.constantFrom("user" as const, "agent" as const),
    text: hostileText,
    status: fc.constantFrom("open" as const, "complete" as const, "interrupted" as const),
    fromMs: fc.integer({ min: -5_000, max: 7_200_000 }),
    lengthMs: fc.option(fc.nat(90_000), { nil: undefined }),
    typed: fc.boolean(),
    audioMs: fc.double({ min: 0, max: 60_000, noNaN: true }),
    heardShare: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
  })
  .map(({ fromMs, lengthMs, heardShare, ...fields }) =>
    turn({
      ...fields,
      startedAtMs: zeroMs + fromMs,
      endedAtMs: lengthMs === undefined ? undefined : zeroMs + fromMs + lengthMs,
      heard:
        heardShare === undefined
          ? undefined
          : {
              audioMs: fields.audioMs * heardShare,
              chars: Math.floor(fields.text.length * heardShare),
            },
    }),
  );

export const anyTurns = fc.array(anyTurn, { maxLength: 25 });

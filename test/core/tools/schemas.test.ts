import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { modelProfile } from "../../../web/core/live/models.ts";
import { asObject } from "../../../web/core/live/wire.ts";
import { declareTool } from "../../../web/core/tools/declare.ts";
import { defineTool, type ToolInput } from "../../../web/core/tools/tool.ts";
import { valibotInput } from "../../../web/tools/support/valibot-input.ts";

/** What the booking tool gets, whichever library checked it. */
interface Booking {
  readonly topic: string;
  readonly room: "virtual" | "mind_manor";
  readonly people: string[];
  readonly minutes: number;
  readonly priority: number;
  readonly place?: { city: string } | undefined;
  readonly note: string | null;
  readonly online?: boolean | undefined;
}

const withValibot: ToolInput<Booking> = valibotInput(
  v.object({
    topic: v.pipe(v.string(), v.minLength(1), v.maxLength(80), v.description("What it is about.")),
    room: v.pipe(v.picklist(["virtual", "mind_manor"]), v.description("Where it is.")),
    people: v.pipe(
      v.array(v.pipe(v.string(), v.maxLength(40))),
      v.minLength(1),
      v.maxLength(9),
      v.description("Who comes."),
    ),
    minutes: v.optional(
      v.pipe(v.number(), v.integer(), v.minValue(5), v.maxValue(240), v.description("How long.")),
      30,
    ),
    priority: v.pipe(v.number(), v.integer(), v.minValue(1), v.description("1 and above.")),
    place: v.optional(
      v.pipe(
        v.object({ city: v.pipe(v.string(), v.regex(/^[A-Z]/), v.description("Its city.")) }),
        v.description("An address."),
      ),
    ),
    note: v.pipe(v.nullable(v.string()), v.description("Anything else.")),
    online: v.optional(v.pipe(v.boolean(), v.description("Whether one can call in."))),
  }),
);

const withZod: ToolInput<Booking> = z.object({
  topic: z.string().min(1).max(80).describe("What it is about."),
  room: z.enum(["virtual", "mind_manor"]).describe("Where it is."),
  people: z.array(z.string().max(40)).min(1).max(9).describe("Who comes."),
  minutes: z.int().min(5).max(240).describe("How long.").default(30),
  priority: z.int().positive().describe("1 and above."),
  place: z
    .object({
      city: z
        .string()
        .regex(/^[A-Z]/)
        .describe("Its city."),
    })
    .describe("An address.")
    .optional(),
  note: z.string().nullable().describe("Anything else."),
  online: z.boolean().describe("Whether one can call in.").optional(),
});

const withArkType: ToolInput<Booking> = type({
  topic: type("1 <= string <= 80").describe("What it is about."),
  room: type("'virtual' | 'mind_manor'").describe("Where it is."),
  people: type("string <= 40").array().atLeastLength(1).atMostLength(9).describe("Who comes."),
  // ArkType keeps its defaults to itself unless told to describe them.
  minutes: type("5 <= number.integer <= 240")
    .configure({ description: "How long.", default: 30 })
    .default(30),
  priority: type("number.integer > 0").describe("1 and above."),
  "place?": type({ city: type(/^[A-Z]/).describe("Its city.") }).describe("An address."),
  note: type("string | null").describe("Anything else."),
  "online?": type("boolean").describe("Whether one can call in."),
});

const libraries = [
  ["Valibot", withValibot],
  ["Zod", withZod],
  ["ArkType", withArkType],
] as const;

describe.each(libraries)("a tool written with %s", (_library, input) => {
  const tool = defineTool({
    name: "book",
    description: "Books a room.",
    input,
    run: (booking) => ({ until: booking.topic, minutes: booking.minutes }),
  });

  it("is declared as with any other library", () => {
    const declaration = declareTool(tool, modelProfile().tools);
    expect(inOrder(declaration.parametersJsonSchema)).toEqual(
      inOrder({
        type: "object",
        properties: {
          topic: { type: "string", minLength: 1, maxLength: 80, description: "What it is about." },
          room: { type: "string", enum: ["virtual", "mind_manor"], description: "Where it is." },
          people: {
            type: "array",
            items: { type: "string", maxLength: 40 },
            minItems: 1,
            maxItems: 9,
            description: "Who comes.",
          },
          minutes: { type: "integer", minimum: 5, maximum: 240, default: 30, description: "How long." },
          priority: { type: "integer", minimum: 1, description: "1 and above." },
          place: {
            type: "object",
            properties: { city: { type: "string", pattern: "^[A-Z]", description: "Its city." } },
            required: ["city"],
            description: "An address.",
          },
          note: { anyOf: [{ type: "string" }, { type: "null" }], description: "Anything else." },
          online: { type: "boolean", description: "Whether one can call in." },
        },
        required: ["topic", "room", "people", "priority", "note"],
      }),
    );
  });

  const booking = { topic: "Budget", room: "virtual", people: ["Ada"], priority: 1, note: null };

  it("fills in defaults", async () => {
    expect(await input["~standard"].validate(booking)).toMatchObject({ value: { ...booking, minutes: 30 } });
  });

  it.each([
    ["topic", ""],
    ["room", "attic"],
    ["people", []],
    ["minutes", 4],
    ["priority", 0],
    ["place", { city: "ulm" }],
    ["note", undefined],
    ["online", "yes"],
  ])("says that %s cannot be %j", async (name, value) => {
    const { issues = [] } = await input["~standard"].validate({ ...booking, [name]: value });
    const [step] = issues[0]?.path ?? [];
    expect(typeof step === "object" ? step.key : step).toBe(name);
  });
});

/** The order of names and words means nothing, and ArkType has its own. */
function inOrder(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(inOrder);
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(asObject(schema)).map(([keyword, value]) => {
    const words = (keyword === "required" || keyword === "enum") && Array.isArray(value);
    return [keyword, words ? value.toSorted() : inOrder(value)];
  });
  return Object.fromEntries(entries);
}

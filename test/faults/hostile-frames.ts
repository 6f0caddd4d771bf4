import { type Random, seededRandom } from "../../token-server/simulator/random.ts";

/** What kind of wrong a frame is. `valid` ones come in any order, which is wrong enough. */
export type HostileKind = "valid" | "near-valid" | "wrong-types" | "garbage" | "noise" | "deep" | "huge";

/** One WebSocket frame of a service that is broken or hostile. */
export interface HostileFrame {
  readonly kind: HostileKind;
  /** A text frame, or a binary one. */
  readonly data: string | Uint8Array<ArrayBuffer>;
}

/** How often each kind comes, in a thousand. */
export const kindShares: Readonly<Record<HostileKind, number>> = {
  valid: 400,
  "near-valid": 300,
  "wrong-types": 120,
  garbage: 100,
  noise: 60,
  deep: 15,
  huge: 2,
};

type Json = unknown;
type JsonRecord = Record<string, Json>;

/** As many frames as one likes, the same for the same seed and shares; kinds without a share are left out. */
export function* hostileFrames(
  seed: number,
  shares: Partial<typeof kindShares> = kindShares,
): Generator<HostileFrame, never> {
  const chance = new Chance(seededRandom(seed));
  for (;;) {
    const kind = chance.weighted(shares);
    const data = makers[kind](chance);
    const asBinary = typeof data === "string" && chance.below(2) === 0;
    yield { kind, data: asBinary ? new TextEncoder().encode(data) : data };
  }
}

/** Small words for chance. */
class Chance {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** A whole number from 0, below `end`. */
  below(end: number): number {
    return Math.floor(this.#random() * end);
  }

  pick<Value>(values: readonly [Value, ...Value[]]): Value {
    return values[this.below(values.length)] ?? values[0];
  }

  weighted(shares: Partial<typeof kindShares>): HostileKind {
    let left = this.below(Object.values(shares).reduce((sum, share) => sum + share, 0));
    for (const kind of kinds) {
      left -= shares[kind] ?? 0;
      if (left < 0) return kind;
    }
    return "valid";
  }

  many<Value>(most: number, make: () => Value): Value[] {
    return Array.from({ length: this.below(most + 1) }, make);
  }

  bytes(count: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length: count }, () => this.below(256));
  }
}

const kinds = ["valid", "near-valid", "wrong-types", "garbage", "noise", "deep", "huge"] as const;

const makers: Readonly<Record<HostileKind, (chance: Chance) => string | Uint8Array<ArrayBuffer>>> = {
  valid: (chance) => JSON.stringify(validMessage(chance), null, chance.pick([0, 2])),
  "near-valid": (chance) => JSON.stringify(misshapen(validMessage(chance), chance)),
  "wrong-types": (chance) => JSON.stringify(wrongTypes(chance)),
  garbage,
  noise: (chance) => chance.bytes(chance.pick([0, 1, 2, 3, 20, 200, 2_000])),
  deep,
  huge,
};

/** Texts that have broken something somewhere. */
const texts = [
  "",
  " ",
  "Hello.",
  " could talk about",
  "\0",
  "\uD800",
  "\uDC00\uD800",
  "👩‍👩‍👧‍👦",
  "\u202Eright to left",
  "<img src=x onerror=alert(1)>",
  "__proto__",
  "constructor",
  "toString",
  "null",
  "NaN",
  "-0",
  "9".repeat(400),
  "1e400s",
  `${"9".repeat(400)}s`,
  "-5s",
  "1.5s",
  "\n\r\u2028\u2029\t",
  "%E0%A4%A",
  "{{7*7}}",
  "line\n".repeat(50),
] as const;

/** What may stand in place of anything. */
function anything(chance: Chance, levels = 2): Json {
  switch (chance.below(levels > 0 ? 8 : 6)) {
    case 0:
      return null;
    case 1:
      return chance.pick([true, false]);
    case 2:
      return chance.pick([0, -1, 1.5, 1e308, -1e308, 5e-324, 2 ** 53, 24_000]);
    case 3:
    case 4:
      return chance.pick(texts);
    case 5:
      return chance.pick<Json>([[], {}, [[]], [null], { "": "" }]);
    case 6:
      return chance.many(4, () => anything(chance, levels - 1));
    default:
      return record(chance.many(4, () => [chance.pick(texts), anything(chance, levels - 1)]));
  }
}

/** An object that has these keys itself, `__proto__` too. */
function record(entries: readonly (readonly [string, Json])[]): JsonRecord {
  return Object.fromEntries(entries);
}

/** Few ids, so that they meet; now and then a new one. */
function callId(chance: Chance): string {
  return chance.below(4) === 0 ? `function-call-${chance.below(1e9)}` : `function-call-${chance.below(5)}`;
}

function audioPart(chance: Chance): Json {
  const bytes = chance.bytes(chance.pick([0, 1, 2, 3, 640, 961]));
  const data = Buffer.from(bytes).toString("base64");
  const mimeType = chance.pick([
    "audio/pcm;rate=24000",
    "audio/pcm",
    "audio/pcm;rate=0",
    "audio/pcm;rate=99999999999",
    "image/png",
    "",
  ]);
  return { inlineData: { mimeType, data: chance.below(10) === 0 ? `${data}*` : data } };
}

function part(chance: Chance): Json {
  switch (chance.below(5)) {
    case 0:
      return { text: chance.pick(texts), thought: true };
    case 1:
      return { text: chance.pick(texts) };
    case 2:
      return { executableCode: { code: "print(default_api.f())" } };
    default:
      return audioPart(chance);
  }
}

function toolCall(chance: Chance): Json {
  const name = chance.pick([
    "get_weather",
    "end_call",
    "schedule_meeting",
    "no_such_tool",
    chance.pick(texts),
  ]);
  return { name, args: anything(chance), id: callId(chance) };
}

const contents: readonly [(chance: Chance) => JsonRecord, ...((chance: Chance) => JsonRecord)[]] = [
  (chance) => ({ modelTurn: { parts: chance.many(3, () => part(chance)) } }),
  (chance) => ({ modelTurn: { parts: [audioPart(chance)] } }),
  (chance) => ({ outputTranscription: { text: chance.pick(texts) } }),
  (chance) => ({ inputTranscription: { text: chance.pick(texts), finished: true } }),
  (chance) => ({ interimInputTranscription: { text: chance.pick(texts) } }),
  () => ({ generationComplete: true }),
  (chance) => ({
    turnComplete: true,
    ...chance.pick<JsonRecord>([
      {},
      { turnCompleteReason: "MALFORMED_FUNCTION_CALL" },
      { interactionStatus: "IN_PROGRESS" },
    ]),
  }),
  () => ({ interrupted: true }),
  () => ({ waitingForInput: true }),
  (chance) => ({
    groundingMetadata: { groundingChunks: [{ web: { uri: chance.pick(texts), title: "t" } }] },
  }),
];

const messages: readonly [(chance: Chance) => JsonRecord, ...((chance: Chance) => JsonRecord)[]] = [
  content,
  content,
  content,
  content,
  () => ({}),
  () => ({ setupComplete: {} }),
  (chance) => ({ toolCall: { functionCalls: chance.many(4, () => toolCall(chance)) } }),
  (chance) => ({ toolCallCancellation: { ids: chance.many(4, () => callId(chance)) } }),
  (chance) => ({ sessionResumptionUpdate: { newHandle: `handle-${chance.below(100)}`, resumable: true } }),
  () => ({ sessionResumptionUpdate: { resumable: false } }),
  (chance) => ({
    goAway: { timeLeft: chance.pick(["50s", "1.5s", "0s", "-1s", `${"9".repeat(400)}s`, ""]) },
  }),
  (chance) => ({
    voiceActivity: { voiceActivityType: chance.pick(["ACTIVITY_START", "ACTIVITY_END", "?"]) },
  }),
  (chance) => ({
    usageMetadata: {
      promptTokenCount: chance.pick<Json>([0, 152, 1e308, -1, "9".repeat(400), 2 ** 53]),
      totalTokenCount: chance.pick<Json>([200, "200", 1e308, null]),
    },
  }),
];

/** One of the fields of `serverContent`, or several at once. */
function content(chance: Chance): JsonRecord {
  const first = chance.pick(contents)(chance);
  return { serverContent: chance.below(4) === 0 ? { ...first, ...chance.pick(contents)(chance) } : first };
}

/** A message as the service knows them, sometimes two in one frame. */
function validMessage(chance: Chance): JsonRecord {
  const message = chance.pick(messages)(chance);
  return chance.below(8) === 0 ? { ...message, ...chance.pick(messages)(chance) } : message;
}

/** The value with something in it replaced, renamed, left out or put into a list. */
function misshapen(value: Json, chance: Chance): Json {
  if (typeof value !== "object" || value === null || chance.below(3) === 0) return replaced(value, chance);
  if (Array.isArray(value)) {
    const at = chance.below(value.length);
    return value.map((item, index) => (index === at ? misshapen(item, chance) : item));
  }
  const entries = Object.entries(value);
  const at = chance.below(entries.length);
  return record(
    entries.flatMap(([key, inner], index): (readonly [string, Json])[] => {
      if (index !== at) return [[key, inner]];
      return chance.pick<(readonly [string, Json])[]>([
        [[key, misshapen(inner, chance)]],
        [[key, misshapen(inner, chance)]],
        [[key.toUpperCase(), inner]],
        [[chance.pick(texts), inner]],
        [],
      ]);
    }),
  );
}

function replaced(value: Json, chance: Chance): Json {
  return chance.pick<() => Json>([
    () => anything(chance),
    () => [value],
    () => JSON.stringify(value),
    () => ({ value }),
  ])();
}

const fields = [
  "setupComplete",
  "serverContent",
  "toolCall",
  "toolCallCancellation",
  "usageMetadata",
  "goAway",
  "sessionResumptionUpdate",
  "voiceActivity",
  "error",
] as const;

/** Known fields that hold whatever, or no object at all. */
function wrongTypes(chance: Chance): Json {
  if (chance.below(5) === 0) return anything(chance, 3);
  return record(chance.many(4, () => [chance.pick(fields), anything(chance, 3)]));
}

function garbage(chance: Chance): string {
  const whole = JSON.stringify(validMessage(chance));
  return chance.pick<() => string>([
    () => whole.slice(0, chance.below(whole.length)),
    () => whole + whole,
    () => `\uFEFF${whole}`,
    () => whole.replaceAll('"', "'"),
    () => chance.pick(texts),
    () => `)]}',\n${whole}`,
    () => "<html><body>502 Bad Gateway</body></html>",
  ])();
}

/** Nesting that overflows the stack of whoever walks it. Written as text: so does `JSON.stringify`. */
function deep(chance: Chance): string {
  const levels = chance.pick([50, 65, 1_000, 8_000]);
  const [open, close] = chance.pick([
    ["[", "]"],
    ['{"a":', "}"],
  ] as const);
  const nested = open.repeat(levels) + (open === "[" ? "" : "1") + close.repeat(levels);
  return chance.pick([
    nested,
    `{"serverContent":${nested}}`,
    `{"serverContent":{"modelTurn":{"parts":[${nested}]}}}`,
    `{"toolCall":{"functionCalls":[{"id":"${callId(chance)}","name":"get_weather","args":{"deep":${nested}}}]}}`,
  ]);
}

/** More than anybody asked for. */
function huge(chance: Chance): string {
  const long = chance.pick(["a", "é", "👍", "\\", "<b>"]).repeat(chance.pick([20_000, 300_000]));
  const count = chance.pick([1_000, 5_000]);
  const list = <Value>(make: (index: number) => Value) => Array.from({ length: count }, (_, at) => make(at));
  return JSON.stringify(
    chance.pick<() => Json>([
      () => ({ serverContent: { outputTranscription: { text: long } } }),
      () => ({ serverContent: { inputTranscription: { text: long } } }),
      () => ({ serverContent: { modelTurn: { parts: list(() => ({ text: "a" })) } } }),
      () => ({
        serverContent: { modelTurn: { parts: [audioPart(chance), { inlineData: { data: long } }] } },
      }),
      () => ({ toolCall: { functionCalls: [{ id: long, name: long, args: {} }] } }),
      () => ({
        toolCall: { functionCalls: [{ id: callId(chance), name: "take_note", args: { text: long } }] },
      }),
      () => ({ toolCall: { functionCalls: list((at) => ({ id: `many-${at}`, name: "get_weather" })) } }),
      () => ({ toolCallCancellation: { ids: list((at) => `many-${at}`) } }),
      () => ({ sessionResumptionUpdate: { newHandle: long, resumable: true } }),
      () => record(list((at) => [`field${at}`, at])),
      () => ({
        serverContent: {
          groundingMetadata: { groundingChunks: list(() => ({ web: { uri: long.slice(0, 50) } })) },
        },
      }),
    ])(),
  );
}

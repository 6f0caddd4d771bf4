import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { type Random, seededRandom } from "../../token-server/simulator/random.ts";
import type { Happening } from "../../web/core/call/happening.ts";
import type { CallState } from "../../web/core/call/state.ts";
import { SessionError } from "../../web/core/errors.ts";
import { createNormalize } from "../../web/core/live/normalize.ts";
import { Conversation, started } from "../fakes/conversation.ts";
import { type HostileFrame, hostileFrames, kindShares } from "./hostile-frames.ts";

const scenes = 200;
const framesPerScene = 500;

const decodeBase64 = (text: string) =>
  /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? new Uint8Array(Buffer.from(text, "base64")) : undefined;

/** The message in a frame, as the socket reads it; undefined for what is not JSON. */
function messageIn({ data }: HostileFrame): unknown {
  try {
    return JSON.parse(typeof data === "string" ? data : new TextDecoder().decode(data));
  } catch {
    return undefined;
  }
}

const error = new SessionError("closed", { code: 1006 });
const live: readonly Happening[] = [
  started("Hello"),
  { type: "microphone-ready" },
  { type: "connected" },
  { type: "live", event: { type: "handle", handle: "h" } },
];
/** How far a call may have got when the frames come. */
const beginnings: readonly (readonly Happening[])[] = [
  live,
  live,
  live,
  live.slice(0, 0),
  live.slice(0, 1),
  live.slice(0, 2),
  [...live, { type: "closed", error, quietMs: 0 }],
  [...live, { type: "hang-up" }],
];

/** What the person, the devices and the tools do meanwhile. */
function meanwhile(conversation: Conversation, random: Random): readonly Happening[] {
  const { queued } = conversation.state.floor;
  const running = conversation.toolCalls.find(({ status }) => status === "running");
  const may: readonly (readonly Happening[])[] = [
    queued === undefined ? [] : [{ type: "playback-started", turn: queued }],
    queued === undefined ? [] : [{ type: "playback-drained", turn: queued, heardMs: 100 }],
    [{ type: "voice", speaking: random() < 0.5 }],
    running === undefined
      ? []
      : [
          {
            type: "tool-settled",
            outcome: { status: "done", response: { id: running.call.id, name: "t", response: {} } },
          },
        ],
    random() < 0.05 ? [{ type: "closed", error, quietMs: 0 }] : [],
    [{ type: "connected" }],
    random() < 0.05 ? [{ type: "text", text: "hello" }] : [],
  ];
  return may[Math.floor(random() * may.length)] ?? [];
}

/** Plays frames into a call; throws with the seed and the frame's number where anything in it throws. */
function play(seed: number, frames: number): { readonly state: CallState; readonly bytes: number } {
  const random = seededRandom(seed);
  const conversation = new Conversation();
  for (const what of beginnings[Math.floor(random() * beginnings.length)] ?? []) conversation.happens(what);
  const normalize = createNormalize(decodeBase64);
  const source = hostileFrames(seed);
  let bytes = 0;
  for (let number = 0; number < frames; number += 1) {
    const { value: frame } = source.next();
    bytes += frame.data.length;
    try {
      for (const event of normalize(messageIn(frame))) {
        if (event.type !== "audio") conversation.happens({ type: "live", event });
        else {
          const durationMs = (event.samples.length / event.sampleRateHz) * 1_000;
          conversation.happens({ type: "agent-audio", durationMs });
        }
      }
      if (random() < 0.3) for (const what of meanwhile(conversation, random)) conversation.happens(what);
      conversation.wait(random() * 40);
    } catch (cause) {
      throw new Error(`seed ${seed}, frame ${number}, ${frame.kind}: ${String(cause)}`, { cause });
    }
    conversation.take();
  }
  return { state: conversation.state, bytes };
}

/** Every number in the state, however deep. */
function* numbersIn(root: unknown): Generator<number> {
  const waiting: unknown[] = [root];
  for (let value = waiting.pop(); waiting.length > 0 || value !== undefined; value = waiting.pop()) {
    if (typeof value === "number") yield value;
    else if (typeof value === "object" && value !== null) waiting.push(...Object.values(value));
  }
}

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

function heapMb(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

describe("a hostile service", () => {
  it("breaks nothing, and the call stays something that can be stored", { timeout: 120_000 }, () => {
    let early = 0;
    for (let seed = 1; seed <= scenes; seed += 1) {
      const { state, bytes } = play(seed, framesPerScene);
      const json = JSON.stringify(state);
      expect(json.length, `seed ${seed}`).toBeLessThan(2 * bytes + 2_000 * framesPerScene);
      expect(state.log.length, `seed ${seed}`).toBeLessThan(4 * framesPerScene);
      expect(state.notices.length, `seed ${seed}`).toBeLessThan(framesPerScene);
      for (const number of numbersIn(state)) expect(Number.isFinite(number), `seed ${seed}`).toBe(true);
      structuredClone(state.log);
      if (seed === scenes / 10) early = heapMb();
    }
    expect(heapMb() - early).toBeLessThan(20);
  });

  it("puts no more into a call with one frame than a frame of the service can hold", {
    timeout: 30_000,
  }, () => {
    let before = 0;
    const conversation = new Conversation().connect();
    const normalize = createNormalize(decodeBase64);
    const source = hostileFrames(1_000, { deep: 1, huge: 1 });
    for (let number = 0; number < 60; number += 1) {
      const { value: frame } = source.next();
      for (const event of normalize(messageIn(frame))) {
        if (event.type !== "audio") conversation.happens({ type: "live", event });
      }
      const { length } = conversation.state.log;
      expect(length - before, `frame ${number}, ${frame.kind}`).toBeLessThanOrEqual(256);
      before = length;
    }
  });
});

describe("the generator", () => {
  it("gives the same frames for the same seed, of all kinds in their shares", () => {
    const take = (seed: number, count: number) => {
      const source = hostileFrames(seed);
      return Array.from({ length: count }, () => source.next().value);
    };
    expect(take(5, 50)).toEqual(take(5, 50));
    expect(take(5, 50)).not.toEqual(take(6, 50));
    const frames = take(7, 4_000);
    for (const [kind, share] of Object.entries(kindShares)) {
      if (share < 10) continue;
      const count = frames.filter((frame) => frame.kind === kind).length;
      expect(count / 4, kind).toBeGreaterThan(share * 0.4);
      expect(count / 4, kind).toBeLessThan(share * 2);
    }
    expect(frames.some(({ data }) => typeof data !== "string")).toBe(true);
  });
});

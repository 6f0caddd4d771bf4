import type { Random } from "../../token-server/simulator/random.ts";
import { between, seededRandom } from "../../token-server/simulator/random.ts";
import type { Scenario } from "../../token-server/simulator/scenario.ts";
import { type ServedSimulator, serveSimulator } from "../../token-server/simulator/serve.ts";
import { Call } from "../../web/core/call/call.ts";
import { FileSpeaker } from "../../web/core/call/file-speaker.ts";
import type { CallState } from "../../web/core/call/state.ts";
import type { CallTools, Toolbox } from "../../web/core/ports.ts";
import { defaultSettings } from "../../web/core/settings.ts";
import { exampleAbout } from "../fakes/conversation.ts";
import { ManualNetwork } from "../fakes/manual-network.ts";
import { MemoryContext } from "../fakes/memory-context.ts";
import { MemoryRecorder, type MemoryTape } from "../fakes/memory-recorder.ts";
import { FaultProxy } from "../faults/fault-proxy.ts";
import { join, silence, vowel } from "../simulator/support/sounds.ts";
import { PlayedMicrophone } from "./played-microphone.ts";
import { ScaledClock } from "./scaled-clock.ts";
import { socketTransport } from "./socket-transport.ts";

export interface LongCall {
  readonly seed: number;
  /** How often the connection is broken. */
  readonly cuts: number;
  /** How many times as fast as it is spoken. */
  readonly speed: number;
}

/** What came of it. */
export interface Survived {
  readonly state: CallState;
  /** What was done to the connection, in order, with the time in the call. */
  readonly faults: readonly string[];
  /** All that the microphone gave, PCM s16le. */
  readonly given: Buffer;
  readonly gemini: Pick<ServedSimulator, "heard" | "sessions">;
  readonly tape: MemoryTape | undefined;
  /** How often the tool ran for a speech of this length, and how many such speeches there were. */
  readonly toolRuns: ReadonlyMap<number, number>;
  readonly speeches: ReadonlyMap<number, number>;
  /** From each cut to the moment at which the service hears the person again, in ms of the call. */
  readonly awayMs: readonly number[];
}

/** Speeches differ in length, so that the service can tell which one it answers. */
const lengthsMs = [800, 1_200, 1_600, 2_000, 2_400] as const;
const tool = "keep_note";

/** Says all sorts of things for a long time over a line on which all sorts of things happen. */
export async function surviveCuts({ seed, cuts, speed }: LongCall): Promise<Survived> {
  const random = seededRandom(seed);
  const clock = new ScaledClock(speed);
  const gemini = await serveSimulator({ scenario: talkative(seed), timeScale: 1 / speed });
  const wire = await FaultProxy.open({ target: gemini.url });
  const { samples, speeches } = monologue(random, cuts * 15_000 + 30_000);
  const microphone = new PlayedMicrophone(clock, samples);
  const toolRuns = new Map<number, number>();
  const recorder = new MemoryRecorder();
  const network = new ManualNetwork();
  const call = new Call({
    microphone,
    speaker: new FileSpeaker(clock),
    transport: socketTransport(wire.url, clock),
    toolbox: noteTaker(clock, toolRuns),
    clock,
    contexts: new MemoryContext(),
    recorder,
    network,
    random: seededRandom(seed + 1),
  });
  const awayMs: number[] = [];
  let lostAtMs: number | undefined;
  call.state.listen(({ phase }) => {
    if (phase.name === "reconnecting") lostAtMs ??= clock.now();
    if (phase.name !== "live" || lostAtMs === undefined) return;
    awayMs.push(clock.now() - lostAtMs);
    lostAtMs = undefined;
  });
  try {
    call.start(plan);
    await clock.wait(3_000);
    const faults: string[] = [];
    for (let cut = 0; cut < cuts && call.state.get().phase.name !== "ended"; cut += 1) {
      await clock.wait(between([3_000, 25_000], random));
      const fault = await mishap({ random, wire, network, call, clock });
      faults.push(`${Math.round(clock.now() / 100) / 10} s: ${fault}`);
    }
    await untilQuiet(call, clock);
    call.hangUp();
    await clock.wait(3_000);
    return {
      ...{ state: call.state.get(), faults, given: Buffer.concat(microphone.given), gemini },
      ...{ tape: recorder.tapes[0], toolRuns, speeches, awayMs },
    };
  } finally {
    call.hangUp();
    await wire.stop();
    await gemini.close();
  }
}

const plan = {
  id: "call-1",
  about: exampleAbout,
  record: true,
  request: { model: "gemini-3.8-live" },
  greeting: "Say hello.",
  microphoneId: undefined,
  settings: defaultSettings,
  toolsOff: [],
  startValues: {},
};

/** Answers every speech, every second one with a tool; now and then at length. */
function talkative(seed: number): Scenario {
  return {
    seed,
    answer: (input, { turn }) => {
      if (input.type === "tool-results") return [{ type: "say", text: "It is written down." }];
      if (input.type !== "speech") return [{ type: "say", text: "Of course." }];
      if (turn % 2 === 0)
        return [{ type: "call", calls: [{ name: tool, args: { lengthMs: nearest(input.durationMs) } }] }];
      return [{ type: "say", text: turn % 3 === 0 ? story : "I see. What else?" }];
    },
  };
}

const story =
  "Once upon a time there was a lighthouse keeper who counted the waves. Every evening she wrote the number down.";

function nearest(durationMs: number): number {
  return [...lengthsMs].sort((a, b) => Math.abs(a - durationMs) - Math.abs(b - durationMs))[0] ?? 0;
}

/** A sound with speeches and pauses for thought, at least so long. */
function monologue(random: Random, durationMs: number) {
  const sounds: Int16Array[] = [silence(4_000)];
  const speeches = new Map<number, number>();
  for (let ms = 4_000; ms < durationMs; ) {
    const lengthMs = lengthsMs[Math.floor(random() * lengthsMs.length)] ?? lengthsMs[0];
    const pauseMs = Math.round(between([4_000, 9_000], random));
    sounds.push(vowel(lengthMs), silence(pauseMs));
    speeches.set(lengthMs, (speeches.get(lengthMs) ?? 0) + 1);
    ms += lengthMs + pauseMs;
  }
  return { samples: join(...sounds), speeches };
}

/** One tool that takes its time, and counts for which speech it ran. */
function noteTaker(clock: ScaledClock, runs: Map<number, number>): Toolbox {
  const tools: CallTools = {
    declarations: [
      {
        name: tool,
        description: "Keeps a note.",
        parametersJsonSchema: { type: "object", properties: { lengthMs: { type: "number" } } },
      },
    ],
    blocks: () => false,
    async run({ id, name, args }) {
      const lengthMs = Number(args["lengthMs"]);
      runs.set(lengthMs, (runs.get(lengthMs) ?? 0) + 1);
      await clock.wait(1_500);
      return { status: "done", response: { id, name, response: { output: "kept" } } };
    },
  };
  return { open: async () => tools };
}

interface Scene {
  readonly random: Random;
  readonly wire: FaultProxy;
  readonly network: ManualNetwork;
  readonly call: Call;
  readonly clock: ScaledClock;
}

/** Something happens to the connection. @returns what */
async function mishap({ random, wire, network, call, clock }: Scene): Promise<string> {
  const kinds = ["cut", "cut", "close", "freeze", "away", "in setup", "move", "cut in a move"] as const;
  const kind = kinds[Math.floor(random() * kinds.length)] ?? "cut";
  switch (kind) {
    case "cut":
      wire.cut();
      break;
    case "close":
      wire.close();
      break;
    case "freeze":
      wire.freeze();
      break;
    case "away":
      wire.refuse();
      wire.cut();
      network.turn(false);
      await clock.wait(between([1_000, 40_000], random));
      wire.accept();
      network.turn(true);
      break;
    case "in setup":
      wire.somewhere(random, [1, 4_000], { link: wire.links.length }, (link) => link.cut());
      wire.cut();
      break;
    case "move":
      call.refresh();
      break;
    case "cut in a move":
      wire.somewhere(random, [1, 8_000], { link: wire.links.length }, (link) => link.cut());
      call.refresh();
      break;
    default:
      kind satisfies never;
  }
  return kind;
}

/** Waits until the connection stands and nobody speaks; at most two minutes. */
async function untilQuiet(call: Call, clock: ScaledClock): Promise<void> {
  for (let waited = 0; waited < 120_000; waited += 500) {
    await clock.wait(500);
    const { phase, floor, unanswered } = call.state.get();
    if (phase.name === "ended") return;
    const silent = floor.arriving === undefined && floor.queued === undefined && !floor.voice.speaking;
    if (phase.name === "live" && silent && unanswered.speechSinceMs === undefined) return;
  }
}

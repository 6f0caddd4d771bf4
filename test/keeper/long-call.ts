import { between, type Random, seededRandom } from "../../token-server/simulator/random.ts";
import type { PlannedCall, Scenario } from "../../token-server/simulator/scenario.ts";
import { type ServedSimulator, serveSimulator } from "../../token-server/simulator/serve.ts";
import { Call } from "../../web/core/call/call.ts";
import { FileSpeaker } from "../../web/core/call/file-speaker.ts";
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

export interface LongCallOptions {
  readonly seed: number;
  readonly durationMs: number;
  /** How many times as fast as it is spoken. */
  readonly speed: number;
}

/** Speeches differ in length, so that the service can tell which one it answers. */
const lengthsMs = [800, 1_200, 1_600, 2_000, 2_400] as const;
const tool = "keep_note";

const noteCall = (lengthMs: number): PlannedCall => ({ name: tool, args: { lengthMs } });

/** A person who talks and talks, and a service that answers, with a line between them that a test may break. */
export class LongCall {
  readonly clock: ScaledClock;
  readonly gemini: ServedSimulator;
  readonly wire: FaultProxy;
  readonly network = new ManualNetwork();
  readonly call: Call;
  /** How many speeches there are of each length. */
  readonly speeches: ReadonlyMap<number, number>;
  /** How often the tool ran for a speech of this length. */
  readonly toolRuns = new Map<number, number>();
  /** Each time without a session, in ms. */
  readonly awayMs: number[] = [];
  /** What was left out for good, as the call tells. */
  droppedMs = 0;
  readonly #microphone: PlayedMicrophone;
  readonly #recorder = new MemoryRecorder();
  #lostAtMs: number | undefined;

  private constructor(options: LongCallOptions, gemini: ServedSimulator, wire: FaultProxy) {
    this.gemini = gemini;
    this.wire = wire;
    this.clock = new ScaledClock(options.speed);
    const { samples, speeches } = monologue(seededRandom(options.seed), options.durationMs);
    this.speeches = speeches;
    this.#microphone = new PlayedMicrophone(this.clock, samples);
    this.call = new Call({
      microphone: this.#microphone,
      speaker: new FileSpeaker(this.clock),
      transport: socketTransport(wire.url, this.clock),
      toolbox: this.#noteTaker(),
      clock: this.clock,
      contexts: new MemoryContext(),
      recorder: this.#recorder,
      network: this.network,
      random: seededRandom(options.seed + 1),
    });
    this.call.state.listen(({ phase, link }) => {
      this.droppedMs = Math.max(this.droppedMs, link.droppedMs);
      if (phase.name === "reconnecting") this.#lostAtMs ??= this.clock.now();
      if (phase.name !== "live" || this.#lostAtMs === undefined) return;
      this.awayMs.push(this.clock.now() - this.#lostAtMs);
      this.#lostAtMs = undefined;
    });
  }

  /** The person has called, and the greeting is about over. */
  static async begin(options: LongCallOptions): Promise<LongCall> {
    const { seed, speed } = options;
    const gemini = await serveSimulator({ scenario: talkative(seed, noteCall), timeScale: 1 / speed });
    const wire = await FaultProxy.open({ target: gemini.url });
    const long = new LongCall(options, gemini, wire);
    long.call.start(plan);
    await long.clock.wait(3_000);
    return long;
  }

  /** All that the microphone gave, PCM s16le. */
  get given(): Buffer {
    return Buffer.concat(this.#microphone.given);
  }

  get tape(): MemoryTape | undefined {
    return this.#recorder.tapes[0];
  }

  get isOver(): boolean {
    return this.call.state.get().phase.name === "ended";
  }

  /** Waits until the connection stands and nobody speaks; at most two minutes. */
  async untilQuiet(): Promise<void> {
    // What was just done to the line takes a moment to show.
    await this.clock.wait(6_000);
    for (let waitedMs = 0; waitedMs < 120_000 && !this.isOver; waitedMs += 100) {
      await this.clock.wait(100);
      const { phase, floor, unanswered } = this.call.state.get();
      const silent = floor.arriving === undefined && floor.queued === undefined && !floor.voice.speaking;
      if (phase.name === "live" && silent && unanswered.speechSinceMs === undefined) return;
    }
  }

  async stop(): Promise<void> {
    this.call.hangUp();
    await this.clock.wait(3_000);
    await this.wire.stop();
    await this.gemini.close();
  }

  /** One tool that takes its time, and counts for which speech it ran. */
  #noteTaker(): Toolbox {
    const tools: CallTools = {
      declarations: [
        {
          name: tool,
          description: "Keeps a note.",
          parametersJsonSchema: { type: "object", properties: { lengthMs: { type: "number" } } },
        },
      ],
      blocks: () => false,
      run: async ({ id, name, args }) => {
        const lengthMs = Number(args["lengthMs"]);
        this.toolRuns.set(lengthMs, (this.toolRuns.get(lengthMs) ?? 0) + 1);
        await this.clock.wait(1_500);
        return { status: "done", response: { id, name, response: { output: "kept" } } };
      },
    };
    return { open: async () => tools };
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

/** What the service of such a call says. */
export const sayings = {
  written: "It is written down.",
  text: "Of course.",
  short: "I see. What else?",
  story:
    "Once upon a time there was a lighthouse keeper who counted the waves. Every evening she wrote the number down.",
} as const;

/** Whoever writes this is moved to another connection. */
export const pleaseMove = "Please move on";

/** Answers every speech, every second one with a tool; now and then at length. @param noteOf a speech of this length */
export function talkative(seed: number, noteOf: (lengthMs: number) => PlannedCall): Scenario {
  return {
    seed,
    answer: (input, { turn }) => {
      if (input.type === "tool-results") return [{ type: "say", text: sayings.written }];
      if (input.type === "text" && input.text.includes(pleaseMove))
        return [
          { type: "say", text: sayings.text },
          { type: "go-away", timeLeft: "20s" },
        ];
      if (input.type !== "speech") return [{ type: "say", text: sayings.text }];
      if (turn % 2 === 0) return [{ type: "call", calls: [noteOf(nearest(input.durationMs))] }];
      return [{ type: "say", text: turn % 3 === 0 ? sayings.story : sayings.short }];
    },
  };
}

function nearest(durationMs: number): number {
  return [...lengthsMs].sort((a, b) => Math.abs(a - durationMs) - Math.abs(b - durationMs))[0] ?? 0;
}

/** A sound with speeches and pauses for thought, at least so long; and how many speeches of each length are in it. */
export function monologue(random: Random, durationMs: number, rateHz = 16_000) {
  const sounds: Int16Array[] = [silence(4_000, rateHz)];
  const speeches = new Map<number, number>();
  for (let ms = 4_000; ms < durationMs; ) {
    const lengthMs = lengthsMs[Math.floor(random() * lengthsMs.length)] ?? lengthsMs[0];
    const pauseMs = Math.round(between([4_000, 9_000], random));
    sounds.push(vowel(lengthMs, rateHz), silence(pauseMs, rateHz));
    speeches.set(lengthMs, (speeches.get(lengthMs) ?? 0) + 1);
    ms += lengthMs + pauseMs;
  }
  return { samples: join(...sounds), speeches };
}

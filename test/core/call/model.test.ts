import fc from "fast-check";
import { expect, it } from "vitest";
import type { CallCommand } from "../../../web/core/call/command.ts";
import type { Happening } from "../../../web/core/call/happening.ts";
import { idleCall } from "../../../web/core/call/idle.ts";
import type { Turn } from "../../../web/core/call/log-entry.ts";
import { reduce } from "../../../web/core/call/reduce.ts";
import type { CallState, Phase } from "../../../web/core/call/state.ts";
import { SessionError, TokenError } from "../../../web/core/errors.ts";
import type { LiveEvent } from "../../../web/core/live/messages.ts";
import { started } from "../../fakes/conversation.ts";
import { World } from "./world.ts";

/** What may happen now, if it may; `pick` is any whole number, for what has several ways to happen. */
type Row = (world: Readonly<World>, pick: number) => Happening | undefined;

const when = (possible: boolean, happening: Happening) => (possible ? happening : undefined);
const oneOf = <Value>(values: readonly Value[], pick: number): Value | undefined =>
  values[pick % Math.max(1, values.length)];

const losses = [
  new SessionError("closed", { code: 1006 }),
  new SessionError("closed", { code: 1000 }),
  new SessionError("closed", { code: 1007, serviceReason: "Invalid session handle" }),
  new SessionError("closed", { code: 1007, serviceReason: "Request contains an invalid argument." }),
  new SessionError("closed", { code: 1008, serviceReason: "BidiGenerateContent session not found" }),
  new SessionError("closed", { code: 1011, serviceReason: "auth token has expired" }),
  new SessionError("closed", { code: 1011, serviceReason: "You exceeded your current quota" }),
  new SessionError("unreachable"),
  new SessionError("timed-out"),
] as const;
const loss = (pick: number) => oneOf(losses, pick) ?? losses[0];

const tools = ["a", "b", "c", "d"].map((id, at) => ({ id, name: "tool", args: { at: at % 2 } }));
const toolId = (pick: number) => oneOf(tools, pick)?.id ?? "a";

/** The service speaks: only over an open socket. */
const service =
  (make: (pick: number) => Exclude<LiveEvent, { type: "audio" }>): Row =>
  (world, pick) =>
    when(world.socketOpen, { type: "live", event: make(pick) });

/** The speaker tells of a turn of the agent. */
const speaker =
  (make: (turn: Turn) => Happening): Row =>
  (world, pick) => {
    const turns = world.state.log.filter((entry) => entry.kind === "turn" && entry.audioMs > 0);
    const turn = oneOf(turns, pick);
    return turn?.kind === "turn" ? when(!world.isResting, make(turn)) : undefined;
  };

/** Everything that can happen to a call. A new event is a new row. */
const table: Readonly<Record<string, Row>> = {
  "user starts": (world, pick) =>
    when(world.isResting || pick % 8 === 0, started(pick % 2 === 0 ? "Hello" : undefined)),
  "user hangs up": (_world, pick) => when(pick % 12 === 0, { type: "hang-up" }),
  "user mutes": (_world, pick) => ({ type: "mute", muted: pick % 2 === 0 }),
  "user writes": (_world, pick) => ({ type: "text", text: pick % 5 === 0 ? " " : "hello" }),
  "user goes off the record": (_world, pick) => ({ type: "off-record", off: pick % 2 === 0 }),
  "user wants a fresh connection": () => ({ type: "refresh" }),
  "user wants to go on": () => ({ type: "keep-talking" }),
  "user tries a tool again": (_world, pick) => ({ type: "tool-retry", callId: toolId(pick) }),
  "user speaks": (_world, pick) => ({ type: "voice", speaking: pick % 2 === 0 }),

  "service interrupts": service(() => ({ type: "interrupted" })),
  "service says": service(() => ({ type: "output-text", text: "I say " })),
  "service sends sound": (world, pick) =>
    when(world.socketOpen, { type: "agent-audio", durationMs: pick % 400 }),
  "service has sent all": service(() => ({ type: "generation-complete" })),
  "service ends its turn": service(() => ({ type: "turn-complete" })),
  "service heard": service(() => ({ type: "input-text", text: "you said " })),
  "service expects more": service(() => ({ type: "waiting-for-input" })),
  "service is busy": service((pick) => ({
    type: "interaction",
    status: pick % 2 === 0 ? "in-progress" : "idle",
  })),
  "service calls tools": service((pick) => ({
    type: "tool-calls",
    calls: tools.filter((_, at) => pick & (1 << at)),
  })),
  "service withdraws calls": service((pick) => ({ type: "tool-calls-cancelled", ids: [toolId(pick)] })),
  "service gives a handle": service((pick) => ({ type: "handle", handle: `handle-${pick % 9}` })),
  "service gives no handle": service(() => ({ type: "not-resumable" })),
  "service will close": service((pick) => ({
    type: "go-away",
    timeLeftMs: oneOf([undefined, 0, 1_500, 50_000], pick),
  })),
  "service counts": service((pick) => ({
    type: "usage",
    usage: { promptTokens: pick % 99, responseTokens: 1, totalTokens: pick % 100 },
  })),

  "network connects": ({ connecting }) =>
    when(connecting !== undefined && (connecting.kind === "connect" || connecting.left), {
      type: "connected",
    }),
  "network does not connect": ({ connecting }, pick) =>
    when(connecting !== undefined && (connecting.kind === "connect" || connecting.left), {
      type: "connect-failed",
      error: pick % 4 === 0 ? new TokenError("unreachable") : loss(pick),
    }),
  "network is ready to move": ({ connecting }) =>
    when(connecting?.kind === "move" && !connecting.left, { type: "moving", quietMs: 0 }),
  "network is not ready to move": ({ connecting }) =>
    when(connecting?.kind === "move" && !connecting.left, { type: "move-failed" }),
  "network loses the socket": ({ socketOpen }, pick) =>
    when(socketOpen, { type: "closed", error: loss(pick), quietMs: pick % 8_000 }),
  "network goes or comes": (world, pick) =>
    when(!world.isResting, { type: "network", online: pick % 2 === 0 }),
  "network is slow": (world, pick) => when(!world.isResting, { type: "uplink-poor", poor: pick % 2 === 0 }),
  "network loses sound": (world) => when(!world.isResting, { type: "uplink-dropped", ms: 400 }),
  "somebody looks at the socket": ({ socketOpen }, pick) =>
    when(socketOpen, { type: "link-read", quietMs: pick % 20_000, queuedBytes: (pick % 7) * 50_000 }),

  "microphone opens": ({ microphone }) => when(microphone === "opening", { type: "microphone-ready" }),
  "microphone fails": ({ microphone }, pick) =>
    when(microphone !== "closed" && pick % 12 === 0, { type: "microphone-failed", error: loss(pick) }),
  "speaker begins": speaker(({ id }) => ({ type: "playback-started", turn: id })),
  "speaker is done": speaker(({ id, audioMs }) => ({ type: "playback-drained", turn: id, heardMs: audioMs })),
  "speaker was cut": speaker(({ id, audioMs }) => ({
    type: "playback-flushed",
    turn: id,
    heardMs: audioMs / 2,
  })),
  "microphone is another": (world, pick) => {
    const why = oneOf(["gone", "default", "profile", "refused"] as const, pick) ?? "gone";
    return when(world.microphone === "open", {
      type: "audio-changed",
      change: { type: "microphone", label: "Headset", why },
    });
  },
  "speaker is another": (world) =>
    when(!world.isResting, { type: "audio-changed", change: { type: "speaker", label: "Headset" } }),
  "device has trouble": (world, pick) => {
    const trouble = oneOf(["silenced", "microphone-blocked", "speaker-blocked"] as const, pick) ?? "silenced";
    return when(!world.isResting, {
      type: "audio-changed",
      change: { type: "trouble", trouble, lasts: pick % 2 === 0 },
    });
  },
  "device slept": (world, pick) =>
    when(!world.isResting, {
      type: "audio-changed",
      change: {
        type: "stopped",
        why: pick % 2 === 0 ? "asleep" : "interrupted",
        fromMs: world.nowMs - (pick % 5_000),
        untilMs: world.nowMs,
        lostMs: pick % 5_000,
      },
    }),
  "device is full": (world) => when(!world.isResting, { type: "recording-failed" }),
  "device keeps no pictures": (world) => when(!world.isResting, { type: "pictures-stopped", why: "full" }),

  "tool ends": (world, pick) => {
    const id = oneOf([...world.tools], pick);
    const status = oneOf(["done", "done", "failed", "timed-out", "denied", "cancelled"] as const, pick);
    if (id === undefined || status === undefined) return undefined;
    const response = { id, name: "tool", response: { output: 1 } };
    return { type: "tool-settled", outcome: { status, response } };
  },
  "tool tells": (world, pick) => {
    const callId = oneOf([...world.tools], pick);
    if (callId === undefined) return undefined;
    const response = { id: callId, name: "tool", response: {}, willContinue: true };
    return { type: "tool-progress", callId, text: "half", response: pick % 2 === 0 ? response : undefined };
  },
  "tool asks": (world, pick) => {
    const callId = oneOf([...world.tools], pick);
    return callId === undefined ? undefined : { type: "tool-asking", callId, asking: pick % 2 === 0 };
  },
  "tool hangs up": (world, pick) =>
    when(world.tools.size > 0 && pick % 6 === 0, { type: "end-asked", reason: "done" }),

  "timer is over": (world, pick) => {
    const timer = oneOf([...world.timers], pick);
    return timer === undefined ? undefined : { type: "timer", timer };
  },
  "timer is over, again": (world, pick) => {
    const timer = oneOf([...world.timers], pick);
    return timer === undefined ? undefined : { type: "timer", timer };
  },
};

const next: Readonly<Record<Phase["name"], readonly Phase["name"][]>> = {
  idle: ["idle", "requesting-microphone"],
  "requesting-microphone": ["requesting-microphone", "connecting", "ended"],
  connecting: ["connecting", "live", "ended"],
  live: ["live", "reconnecting", "ended"],
  reconnecting: ["reconnecting", "live", "ended"],
  ended: ["ended", "requesting-microphone"],
};

/** What must hold for every single command, before it is carried out. */
function judgeCommand(command: CallCommand, world: World): void {
  switch (command.type) {
    case "connect":
      expect(world.socketOpen, "connects beside an open socket").toBe(false);
      break;
    case "move":
      expect(world.socketOpen, "moves away from nothing").toBe(true);
      expect(world.connecting, "moves twice").toBeUndefined();
      break;
    case "send-text":
    case "nudge":
    case "read-link":
      expect(world.socketOpen, `${command.type} without a socket`).toBe(true);
      break;
    case "run-tool":
      expect(world.tools.has(command.call.id), "runs a call twice").toBe(false);
      break;
    case "respond":
      expect(world.socketOpen, "answers nobody").toBe(true);
      for (const { id } of command.responses) {
        // An id of our own is no one's: the service overlooks it.
        expect(world.answered.has(id), `${id} is answered twice`).toBe(false);
        expect(world.cancelled.has(id), `${id} was withdrawn`).toBe(false);
        expect(world.asked.get(id), `${id} was asked for by another socket`).toBe(world.sockets);
      }
      break;
    default:
      break;
  }
}

/** What must hold after every step. */
function judgeState(before: CallState, after: CallState, world: World): void {
  expect(next[before.phase.name]).toContain(after.phase.name);
  expect(after.phase.name === "live", "is live without a socket, or not live with one").toBe(
    world.socketOpen,
  );
  const ids = after.log.map(({ id }) => id);
  expect(new Set(ids).size, "ids are unique").toBe(ids.length);
  switch (after.phase.name) {
    case "connecting":
      expect(world.connecting, "waits for no connect").toBeDefined();
      break;
    case "live":
      expect(world.timers.has("link"), "nobody looks after the link").toBe(true);
      break;
    case "reconnecting":
      expect(world.timers.has("reconnect") || world.connecting !== undefined, "waits for nothing").toBe(true);
      break;
    case "ended":
      expect(world.releases, "is released once").toBe(1);
      expect(world.microphone).toBe("closed");
      expect(after.log.filter(isOpen)).toEqual([]);
      break;
    default:
      break;
  }
}

function isOpen(entry: CallState["log"][number]): boolean {
  return entry.status === "open" || entry.status === "running" || entry.status === "asking";
}

interface Real {
  state: CallState;
}

class Happens implements fc.Command<World, Real> {
  readonly #name: string;
  readonly #row: Row;
  readonly #pick: number;
  readonly #waitMs: number;

  constructor(name: string, row: Row, pick: number, waitMs: number) {
    this.#name = name;
    this.#row = row;
    this.#pick = pick;
    this.#waitMs = waitMs;
  }

  check(world: Readonly<World>): boolean {
    return this.#row(world, this.#pick) !== undefined;
  }

  run(world: World, real: Real): void {
    const happening = this.#row(world, this.#pick);
    if (happening === undefined) return;
    world.nowMs += this.#waitMs;
    const wasResting = world.isResting;
    world.happens(happening);
    const before = real.state;
    const [after, commands] = reduce(before, { ...happening, atMs: world.nowMs });
    real.state = after;
    if (wasResting && happening.type !== "start") {
      expect(commands, "nothing after the end").toEqual([]);
      expect(after).toBe(before);
    }
    for (const command of commands) {
      judgeCommand(command, world);
      world.obey(command);
    }
    world.state = after;
    judgeState(before, after, world);
  }

  toString(): string {
    return `${this.#name} (${this.#pick}, after ${this.#waitMs} ms)`;
  }
}

const waits = [0, 0, 10, 100, 500, 3_000, 20_000, 600_000];
const commands = fc.commands(
  Object.entries(table).map(([name, row]) =>
    fc
      .tuple(fc.nat(100_000), fc.constantFrom(...waits))
      .map(([pick, ms]) => new Happens(name, row, pick, ms)),
  ),
  { maxCommands: 300, size: "max" },
);

/** Half of all calls are live when things begin to happen; a call that has yet to get there meets less. */
const prelude = [
  new Happens("user starts", () => started(undefined), 0, 0),
  new Happens("microphone opens", () => ({ type: "microphone-ready" }), 0, 0),
  new Happens("network connects", () => ({ type: "connected" }), 0, 0),
];

it("a call keeps its promises, whatever happens to it in whatever order", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(fc.boolean(), commands, (isLive, steps) => {
      fc.modelRun(() => {
        const model = new World(idleCall);
        const real: Real = { state: idleCall };
        if (isLive) for (const step of prelude) step.run(model, real);
        return { model, real };
      }, steps);
    }),
    { numRuns: 300 },
  );
});

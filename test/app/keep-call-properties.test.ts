import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recoverCalls } from "../../web/app/recover.ts";
import type { Happening } from "../../web/core/call/happening.ts";
import type { LogEntry } from "../../web/core/call/log-entry.ts";
import { SessionError, StorageError } from "../../web/core/errors.ts";
import { exampleAbout } from "../fakes/conversation.ts";
import { KeptConversation, settled } from "../fakes/kept-conversation.ts";
import type { ManualClock } from "../fakes/manual-clock.ts";
import { type HeldCalls, MemoryCallLocks } from "../fakes/memory-call-locks.ts";
import { MemoryCallStore, MemoryDevice } from "../fakes/memory-call-store.ts";

/** Takes its time for each write, and refuses some. Counts how many write at once. */
class SlowStore extends MemoryCallStore {
  clock: ManualClock | undefined;
  /** How long each write takes, over and over; a negative one fails. */
  readonly #delays: readonly number[];
  #writes = 0;
  #atOnce = 0;
  mostAtOnce = 0;

  constructor(device: MemoryDevice, delays: readonly number[]) {
    super(device);
    this.#delays = delays;
  }

  override async putCall(...args: Parameters<MemoryCallStore["putCall"]>): Promise<void> {
    return this.#slowly(() => super.putCall(...args));
  }

  override async changeCall(...args: Parameters<MemoryCallStore["changeCall"]>) {
    return this.#slowly(() => super.changeCall(...args));
  }

  override async putEntries(...args: Parameters<MemoryCallStore["putEntries"]>): Promise<void> {
    return this.#slowly(() => super.putEntries(...args));
  }

  async #slowly<T>(write: () => Promise<T>): Promise<T> {
    const delayMs = this.#delays[this.#writes++ % this.#delays.length] ?? 0;
    this.#atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#atOnce);
    await new Promise<void>((resolve) => void this.clock?.setTimer(Math.abs(delayMs), resolve));
    this.#atOnce -= 1;
    if (delayMs < 0) throw new StorageError("quota");
    return write();
  }
}

const callId = fc.constantFrom("a", "b", "c");
const turn = fc.integer({ min: 1, max: 9 });
const error = new SessionError("closed", { code: 1006 });

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.constantFrom<Happening>(
    { type: "closed", error, quietMs: 0 },
    { type: "connected" },
    { type: "off-record", off: true },
    { type: "off-record", off: false },
    { type: "recording-failed" },
    { type: "context", values: { seen: true } },
    { type: "voice", speaking: true },
    { type: "voice", speaking: false },
    { type: "text", text: "hello" },
    { type: "live", event: { type: "interrupted" } },
    { type: "live", event: { type: "generation-complete" } },
    { type: "live", event: { type: "turn-complete" } },
    { type: "live", event: { type: "input-text", text: "you said " } },
    { type: "live", event: { type: "output-text", text: "I say " } },
  ),
  fc.record({ type: fc.constant("agent-audio" as const), durationMs: fc.integer({ min: 0, max: 400 }) }),
  fc.record({ type: fc.constant("playback-drained" as const), turn, heardMs: fc.nat(500) }),
  fc.record({ type: fc.constant("playback-flushed" as const), turn, heardMs: fc.nat(500) }),
  callId.map(
    (id): Happening => ({
      type: "live",
      event: { type: "tool-calls", calls: [{ id, name: "tool", args: {} }] },
    }),
  ),
  callId.map(
    (id): Happening => ({
      type: "tool-settled",
      outcome: { status: "done", response: { id, name: "tool", response: { output: 1 } } },
    }),
  ),
);

const steps = fc.array(fc.tuple(happening, fc.nat(400)), { minLength: 5, maxLength: 60 });
const delays = fc.array(fc.oneof(fc.nat(300), fc.integer({ min: -300, max: -1 })), {
  minLength: 1,
  maxLength: 6,
});
const patient = fc.array(fc.nat(300), { minLength: 1, maxLength: 6 });

interface Tab {
  readonly scene: KeptConversation;
  readonly store: SlowStore;
  readonly device: MemoryDevice;
  readonly held: HeldCalls;
}

async function openTab(delays: readonly number[]): Promise<Tab> {
  const device = new MemoryDevice();
  const held: HeldCalls = new Set();
  const store = new SlowStore(device, delays);
  const scene = new KeptConversation(store, new MemoryCallLocks(held));
  store.clock = scene.clock;
  scene.happens({ type: "start", id: "call-1", about: exampleAbout, greeting: undefined, record: true });
  scene.happens({ type: "microphone-ready" }).happens({ type: "connected" });
  // A connection that is lost can be had again.
  scene.service({ type: "handle", handle: "h" });
  return { scene, store, device, held };
}

/** Lets time pass in small steps, with everything that waits for a promise in between. */
async function pass(scene: KeptConversation, ms: number): Promise<void> {
  for (let leftMs = ms; leftMs > 0; leftMs -= 50) {
    await settled();
    scene.wait(Math.min(50, leftMs));
  }
  await settled();
}

async function play(tab: Tab, steps: readonly (readonly [Happening, number])[]) {
  for (const [what, waitMs] of steps) {
    tab.scene.happens(what);
    await pass(tab.scene, waitMs);
  }
}

/** The log without what was off the record in any way: a fair part of it has to be in the store. */
function plain(log: readonly LogEntry[], tab: Tab): readonly LogEntry[] {
  const off = tab.scene.state.gaps.filter(({ reason }) => reason === "off-record");
  return log.filter(({ startedAtMs, endedAtMs = Number.POSITIVE_INFINITY }) =>
    off.every(
      ({ fromMs, untilMs = Number.POSITIVE_INFINITY }) => endedAtMs < fromMs || startedAtMs > untilMs,
    ),
  );
}

describe("whatever happens, in whatever order", () => {
  it("one write is under way at most", async () => {
    await fc.assert(
      fc.asyncProperty(steps, delays, async (steps, delays) => {
        const tab = await openTab(delays);
        for (const step of steps) {
          // Whoever flushes comes in the middle of a write, too.
          if (step[1] % 3 === 0) void tab.scene.keeping.flush();
          await play(tab, [step]);
        }
        expect(tab.store.mostAtOnce).toBeLessThanOrEqual(1);
      }),
      { numRuns: 25 },
    );
  });

  it("a page that is killed leaves everything that was said until the last write began", async () => {
    await fc.assert(
      fc.asyncProperty(steps, patient, async (steps, delays) => {
        const tab = await openTab(delays);
        const { scene } = tab;
        const logs: (readonly [atMs: number, log: readonly LogEntry[]])[] = [];
        scene.call.listen(({ log }) => logs.push([scene.clock.now(), log]));
        await play(tab, steps);
        const killedAtMs = scene.clock.now();
        scene.locks.closeTab();
        const stored = tab.device.entries.get("call-1")?.map(({ entry }) => entry) ?? [];
        // A write that is due begins after half a second, waits for the one before, and both take three steps at most.
        const oldestMs = killedAtMs - 500 - 2 * 3 * 300;
        const [, before = []] = logs.findLast(([atMs]) => atMs <= oldestMs) ?? [];
        for (const entry of plain(before, tab)) {
          const kept = stored.find(({ id }) => id === entry.id);
          expect(kept, `entry ${entry.id}`).toBeDefined();
          if (entry.kind === "turn" && kept?.kind === "turn")
            expect(kept.text.startsWith(entry.text)).toBe(true);
        }
        const known = new Set(scene.state.log.map(({ id }) => id));
        expect(stored.every(({ id }) => known.has(id))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it("a page that is killed leaves a call that can be recovered, with nothing open", async () => {
    await fc.assert(
      fc.asyncProperty(steps, delays, async (steps, delays) => {
        const tab = await openTab(delays);
        await play(tab, steps);
        tab.scene.locks.closeTab();
        const wasRunning = tab.device.calls.get("call-1")?.status === "running";
        const store = new MemoryCallStore(tab.device);
        await recoverCalls(await store.listCalls({ limit: 9 }), {
          store,
          locks: new MemoryCallLocks(tab.held),
          offered: async () => undefined,
        });
        const record = await store.getCall("call-1");
        const log = await store.entries("call-1");
        if (record === undefined) {
          expect(log).toEqual([]);
          return;
        }
        expect(record.status).toBe(wasRunning ? "recovered" : "ended");
        expect(log.filter(({ status }) => ["open", "running", "asking"].includes(status))).toEqual([]);
        expect(record.endedAtMs).toBeLessThanOrEqual(tab.scene.clock.now());
      }),
      { numRuns: 50 },
    );
  });

  it("a call that ends is stored to the last word, however often the device refuses", async () => {
    await fc.assert(
      fc.asyncProperty(steps, patient, delays, async (steps, good, bad) => {
        const tab = await openTab([...bad, ...good, 0, 0, 0]);
        const { scene } = tab;
        await play(tab, steps);
        scene.happens({ type: "hang-up" });
        for (let minute = 0; minute < 20; minute++) {
          scene.wait(60_000);
          await pass(scene, 2_000);
        }
        const stored = tab.device.entries.get("call-1")?.map(({ entry }) => entry) ?? [];
        const whole = plain(scene.state.log, tab);
        expect(stored).toEqual(expect.arrayContaining(whole.map((entry) => expect.objectContaining(entry))));
        expect(tab.device.calls.get("call-1")).toMatchObject({ status: "ended" });
        expect(tab.held.size).toBe(0);
      }),
      { numRuns: 15 },
    );
  });
});

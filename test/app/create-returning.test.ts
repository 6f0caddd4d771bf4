import { describe, expect, it } from "vitest";
import { returnedPlan } from "../../web/app/call-plan.ts";
import { createReturning } from "../../web/app/create-returning.ts";
import { keepCalls } from "../../web/app/keep-call.ts";
import { recoverCalls } from "../../web/app/recover.ts";
import { Call } from "../../web/core/call/call.ts";
import type { CallPlan } from "../../web/core/call/call-plan.ts";
import { SessionError } from "../../web/core/errors.ts";
import { defaultSettings, type Settings } from "../../web/core/settings.ts";
import { exampleAbout } from "../fakes/conversation.ts";
import { FakeMicrophone } from "../fakes/fake-microphone.ts";
import { FakeSpeaker } from "../fakes/fake-speaker.ts";
import { FakeToolbox } from "../fakes/fake-toolbox.ts";
import { ManualClock } from "../fakes/manual-clock.ts";
import { ManualNetwork } from "../fakes/manual-network.ts";
import { MemoryActiveCall } from "../fakes/memory-active-call.ts";
import { type HeldCalls, MemoryCallLocks } from "../fakes/memory-call-locks.ts";
import { MemoryCallSeat, MemorySeats } from "../fakes/memory-call-seat.ts";
import { MemoryCallStore } from "../fakes/memory-call-store.ts";
import { MemoryContext } from "../fakes/memory-context.ts";
import { MemoryRecorder } from "../fakes/memory-recorder.ts";
import { ScriptedTransport } from "../fakes/scripted-transport.ts";

const plan: CallPlan = {
  id: "call-1",
  about: exampleAbout,
  record: false,
  request: { model: "gemini-3.8-live", instruction: "Be brief." },
  greeting: undefined,
  microphoneId: undefined,
  settings: defaultSettings,
  toolsOff: ["roll_dice"],
  startValues: { caller: "Ada" },
};

/** Lets everything happen that waits for nothing but its turn. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** What the tabs of a browser share. */
class Browser {
  readonly clock = new ManualClock();
  readonly store = new MemoryCallStore();
  readonly active = new MemoryActiveCall();
  readonly seats = new MemorySeats();
  readonly held: HeldCalls = new Set();
  settings: Settings = defaultSettings;

  open(): Tab {
    return new Tab(this);
  }

  /** The tab dies, and the person returns to its call in another one. */
  async comeBackFrom(tab: Tab): Promise<Tab> {
    tab.crash();
    const next = this.open();
    await settled();
    next.returning.comeBack();
    await settled();
    return next;
  }

  async statuses(): Promise<readonly string[]> {
    return (await this.store.listCalls({ limit: 9 })).map(({ id, status }) => `${id} ${status}`);
  }
}

class Tab {
  readonly transport = new ScriptedTransport();
  readonly microphone = new FakeMicrophone();
  readonly speaker = new FakeSpeaker();
  readonly recorder = new MemoryRecorder();
  readonly seat: MemoryCallSeat;
  readonly call: Call;
  readonly returning;
  readonly #browser: Browser;
  readonly #locks: MemoryCallLocks;
  readonly #keeping;

  constructor(browser: Browser) {
    this.#browser = browser;
    const { clock, store, active } = browser;
    this.seat = new MemoryCallSeat(browser.seats);
    this.#locks = new MemoryCallLocks(browser.held);
    this.call = new Call({
      microphone: this.microphone,
      speaker: this.speaker,
      transport: this.transport,
      toolbox: new FakeToolbox(),
      clock,
      contexts: new MemoryContext(),
      recorder: this.recorder,
      network: new ManualNetwork(),
    });
    this.returning = createReturning({
      active,
      seat: this.seat,
      clock,
      call: this.call,
      live: async () => this.call,
      history: async () => ({
        store,
        recover: () => this.recover(),
        settled: () => this.#keeping.flush(),
      }),
      plan: (kept) => returnedPlan(kept, browser.settings, undefined),
    });
    this.#keeping = keepCalls({
      call: this.call.state,
      store,
      clock,
      locks: this.#locks,
      mayWrite: (id) => this.returning.mayWrite(id),
      onTrouble: (error) => expect.unreachable(String(error)),
    });
  }

  get phase(): string {
    return this.call.state.get().phase.name;
  }

  async recover(): Promise<void> {
    const { store } = this.#browser;
    const offered = () => this.returning.offered();
    await recoverCalls(await store.listCalls({ limit: 9 }), { store, locks: this.#locks, offered });
  }

  async start(id = "call-1", record = false): Promise<void> {
    this.call.start({ ...plan, id, record, entry: this.returning.enter() });
    await settled();
  }

  /** Says something, and gets a handle that knows of it. */
  async say(text: string, handle = "handle-1"): Promise<void> {
    this.call.sendText(text);
    this.transport.session.emit({ type: "handle", handle });
    await settled();
    this.#browser.clock.advance(1_000);
    await settled();
  }

  /** The service has counted: at 12 dollars a million. */
  spend(audioTokens: number): void {
    const usage = { promptTokens: 0, responseTokens: audioTokens, totalTokens: audioTokens };
    const response = { text: 0, audio: audioTokens, image: 0 };
    this.transport.session.emit({ type: "usage", usage: { ...usage, response } });
  }

  /** The agent says something, with so many gaps in its sound. */
  hearGaps(count: number): void {
    for (let piece = 0; piece <= count; piece += 1) {
      const samples = new Int16Array(2_400);
      this.transport.session.emit({ type: "audio", samples, sampleRateHz: 24_000 });
      this.speaker.play(100);
    }
    this.transport.session.emit({ type: "generation-complete" }, { type: "turn-complete" });
  }

  /** As when its process is killed: nothing of it does anything any more. */
  crash(): void {
    this.#keeping.stop();
    this.#locks.closeTab();
    if (this.#browser.seats.holder === this.seat) this.#browser.seats.holder = undefined;
    this.#browser.seats.tabs.delete(this.seat);
  }
}

const saidIn = (tab: Tab) =>
  tab.call.state.get().log.map((entry) => (entry.kind === "turn" ? entry.text : entry.call.name));

describe("returning to a call", () => {
  it("offers a call whose page is gone, and goes on with it where it was", async () => {
    const browser = new Browser();
    const first = browser.open();
    await first.start();
    await first.say("Hello");
    first.crash();
    browser.clock.advance(60_000);

    const tab = browser.open();
    await settled();
    expect(tab.returning.offer.get()).toMatchObject({
      ...{ type: "return", agent: { name: "Assistant" } },
      callId: first.call.state.get().id,
    });
    tab.returning.comeBack();
    // Within the click.
    expect(tab.phase).toBe("requesting-microphone");
    await settled();
    expect(tab.phase).toBe("live");
    expect(tab.returning.offer.get()).toEqual({ type: "none" });
    expect(tab.transport.attempts[0]?.request).toMatchObject({
      instruction: "Be brief.",
      handle: "handle-1",
    });
    expect(saidIn(tab)).toEqual(["Hello"]);
    expect(tab.call.state.get()).toMatchObject({ id: "call-1", sessions: 2, context: { caller: "Ada" } });
    expect(tab.transport.session.texts).toEqual([]);
    await tab.say("I am back");
    expect(await browser.statuses()).toEqual(["call-1 running"]);
    tab.call.hangUp();
    await settled();
    expect(await browser.statuses()).toEqual(["call-1 ended"]);
    expect(await browser.store.entries("call-1")).toHaveLength(2);
    expect(await browser.active.load()).toBeUndefined();
  });

  it("keeps what the person has made of the call meanwhile", async () => {
    const browser = new Browser();
    const first = browser.open();
    await first.start();
    await first.say("Hello");
    first.crash();
    await browser.store.changeCall("call-1", (record) => ({ ...record, isStarred: true, notes: "mine" }));
    const tab = browser.open();
    await settled();
    tab.returning.comeBack();
    await settled();
    tab.call.hangUp();
    await settled();
    expect(await browser.store.getCall("call-1")).toMatchObject({ isStarred: true, notes: "mine" });
  });

  it("ends the tape of a call that stays off the record, so that what was recorded before becomes a file", async () => {
    const browser = new Browser();
    const first = browser.open();
    await first.start("call-1", true);
    await first.say("Hello");
    first.call.setOffRecord(true);
    await settled();
    const tab = await browser.comeBackFrom(first);
    tab.microphone.say(300);
    tab.call.hangUp();
    await settled();
    expect(tab.recorder.tapes).toMatchObject([{ callId: "call-1", isFinished: true, chunks: [] }]);
  });

  it("costs no more than the person allows, what it had cost before included", async () => {
    const browser = new Browser();
    browser.settings = { ...defaultSettings, stopAtUsd: 0.2 };
    const first = browser.open();
    await first.start();
    await first.say("Hello");
    first.spend(15_000);
    await first.say("And on");
    expect(first.phase).toBe("live");
    const tab = await browser.comeBackFrom(first);
    tab.spend(5_000);
    await settled();
    expect(tab.call.state.get().phase).toMatchObject({
      name: "ended",
      outcome: { type: "failed", error: { reason: "over-budget" } },
    });
  });

  it("hears nobody who was muted, here as in the tab that takes it over", async () => {
    const browser = new Browser();
    const first = browser.open();
    await first.start();
    await first.say("Hello");
    first.call.setMuted(true);
    browser.clock.advance(1_000);
    await settled();
    const tab = await browser.comeBackFrom(first);
    expect(tab.call.state.get().muted).toBe(true);
    expect(tab.microphone.isMuted).toBe(true);
    const other = browser.open();
    await settled();
    other.returning.takeOver();
    await settled();
    expect(other.phase).toBe("live");
    expect(other.microphone.isMuted).toBe(true);
    other.call.setMuted(false);
    expect(other.microphone.isMuted).toBe(false);
  });

  it("goes on in a fresh session that knows the call when the handle is refused", async () => {
    const browser = new Browser();
    const first = browser.open();
    await first.start();
    await first.say("My number is seven");
    first.crash();
    const tab = browser.open();
    await settled();
    const error = new SessionError("setup-rejected", { code: 1008, serviceReason: "session not found" });
    tab.transport.plan({ type: "reject", error });
    tab.returning.comeBack();
    await settled();
    browser.clock.advance(1_000);
    await settled();
    expect(tab.phase).toBe("live");
    const [refused, fresh] = tab.transport.attempts;
    expect(refused?.request.handle).toBe("handle-1");
    expect(fresh?.request.handle).toBeUndefined();
    expect(fresh?.request.instruction).toMatch(/^Be brief\.[\s\S]*User: My number is seven/);
  });

  it("leaves an offered call alone until nobody wants it back", async () => {
    const browser = new Browser();
    const first = browser.open();
    await first.start();
    await first.say("Hello");
    first.crash();
    const tab = browser.open();
    await settled();
    await tab.recover();
    expect(await browser.statuses()).toEqual(["call-1 running"]);
    const other = browser.open();
    await settled();
    tab.returning.decline();
    await settled();
    expect(await browser.statuses()).toEqual(["call-1 recovered"]);
    expect(tab.returning.offer.get()).toEqual({ type: "none" });
    expect(other.returning.offer.get()).toEqual({ type: "none" });
    expect(await browser.active.load()).toBeUndefined();
  });

  it("recovers it when a new call is live, and not when that fails", async () => {
    const browser = new Browser();
    const first = browser.open();
    await first.start();
    await first.say("Hello");
    first.crash();
    const tab = browser.open();
    await settled();
    tab.transport.plan({ type: "reject", error: new SessionError("unreachable") });
    await tab.start("call-2");
    expect(tab.phase).toBe("ended");
    expect(await browser.statuses()).toEqual(["call-1 running"]);
    expect(tab.returning.offer.get()).toMatchObject({ type: "return" });
    await tab.start("call-3");
    expect(tab.phase).toBe("live");
    expect(await browser.statuses()).toEqual(["call-3 running", "call-1 recovered"]);
  });

  it("offers it for two hours", async () => {
    const browser = new Browser();
    const first = browser.open();
    await first.start();
    await first.say("Hello");
    first.crash();
    const tab = browser.open();
    await settled();
    browser.clock.advance(2 * 3_600_000);
    await settled();
    expect(tab.returning.offer.get()).toEqual({ type: "none" });
    expect(await browser.statuses()).toEqual(["call-1 recovered"]);
  });

  it("writes what it takes at most once a second, and at least every five", async () => {
    const browser = new Browser();
    const tab = browser.open();
    await tab.start();
    const before = browser.active.saves;
    for (let i = 0; i < 20; i += 1) {
      tab.transport.session.emit({ type: "handle", handle: `handle-${i}` });
      browser.clock.advance(100);
      await settled();
    }
    expect(browser.active.saves - before).toBeLessThanOrEqual(2);
    browser.clock.advance(1_000);
    await settled();
    expect((await browser.active.load())?.handle?.value).toBe("handle-19");
    const aliveAtMs = (await browser.active.load())?.aliveAtMs ?? 0;
    browser.clock.advance(5_000);
    await settled();
    expect((await browser.active.load())?.aliveAtMs).toBe(aliveAtMs + 5_000);
  });
});

describe("one live call across tabs", () => {
  it("does not let a second one begin, and says where the first is", async () => {
    const browser = new Browser();
    const [first, second] = [browser.open(), browser.open()];
    await first.start();
    await first.say("Hello");
    await second.start("call-2");
    expect(second.phase).toBe("ended");
    expect(second.transport.attempts).toEqual([]);
    expect(second.returning.offer.get()).toEqual({ type: "elsewhere", moved: false });
    expect(first.phase).toBe("live");
    expect(await browser.statuses()).toEqual(["call-1 running"]);
    first.call.hangUp();
    await settled();
    expect(second.returning.offer.get()).toEqual({ type: "none" });
    await second.start("call-3");
    expect(second.phase).toBe("live");
  });

  it("moves to the tab that takes it over, and back", async () => {
    const browser = new Browser();
    const [first, second] = [browser.open(), browser.open()];
    await first.start();
    await first.say("Hello", "handle-1");
    expect(second.returning.offer.get()).toEqual({ type: "elsewhere", moved: false });
    second.returning.takeOver();
    await settled();
    expect(first.call.state.get().phase).toMatchObject({ outcome: { type: "elsewhere" } });
    expect(first.transport.session.isOpen).toBe(false);
    expect(first.returning.offer.get()).toEqual({ type: "elsewhere", moved: true });
    expect(second.phase).toBe("live");
    expect(second.transport.attempts[0]?.request.handle).toBe("handle-1");
    await second.say("Over here", "handle-2");
    first.returning.takeOver();
    await settled();
    expect(first.phase).toBe("live");
    expect(saidIn(first)).toEqual(["Hello", "Over here"]);
    await first.say("And back", "handle-3");
    first.call.hangUp();
    await settled();
    expect(await browser.statuses()).toEqual(["call-1 ended"]);
    expect(await browser.store.entries("call-1")).toHaveLength(3);
    expect(await browser.store.getCall("call-1")).toMatchObject({ sessions: 3 });
    expect(second.returning.offer.get()).toEqual({ type: "none" });
  });

  it("counts the gaps in the sound of all tabs that it was in", async () => {
    const browser = new Browser();
    const [first, second] = [browser.open(), browser.open()];
    await first.start();
    await first.say("Hello");
    first.hearGaps(2);
    second.returning.takeOver();
    await settled();
    expect(second.call.meters()?.underruns).toBe(2);
    await second.say("Over here", "handle-2");
    second.hearGaps(1);
    expect(second.call.meters()?.underruns).toBe(3);
    second.call.hangUp();
    await settled();
    expect(await browser.store.getCall("call-1")).toMatchObject({ status: "ended", underruns: 3 });
  });

  it("stays off the record when it moves", async () => {
    const browser = new Browser();
    const [first, second] = [browser.open(), browser.open()];
    await first.start("call-1", true);
    await first.say("Hello");
    first.call.setOffRecord(true);
    await first.say("Between us");
    second.returning.takeOver();
    await settled();
    expect(second.call.state.get().recording).toBe("paused");
    await second.say("Still between us");
    second.microphone.say(300);
    second.call.setOffRecord(false);
    browser.clock.advance(1_000);
    await second.say("For the record");
    second.call.hangUp();
    await settled();
    const said = (await browser.store.entries("call-1")).map((entry) => entry.kind === "turn" && entry.text);
    expect(said).toEqual(["Hello", "For the record"]);
    expect(second.recorder.tapes).toMatchObject([{ chunks: [] }]);
  });

  it("leaves nothing behind in the tab it went from, though the agent talked on to the last", async () => {
    const browser = new Browser();
    const [first, second] = [browser.open(), browser.open()];
    await first.start();
    await first.say("Hello", "handle-1");
    const { session } = first.transport;
    browser.active.onSave = () => session.emit({ type: "output-text", text: "…" });
    second.returning.takeOver();
    await settled();
    browser.active.onSave = undefined;
    await second.say("Over here", "handle-2");
    browser.clock.advance(6_000);
    await settled();
    expect((await browser.active.load())?.handle?.value).toBe("handle-2");
    second.call.hangUp();
    await settled();
    browser.clock.advance(6_000);
    await settled();
    expect(await browser.active.load()).toBeUndefined();
  });

  it("keeps its place for a call that begins before all of the last one is put away", async () => {
    const browser = new Browser();
    const [first, second] = [browser.open(), browser.open()];
    await first.start();
    await first.say("Hello");
    first.call.hangUp();
    await first.start("call-2");
    expect(first.phase).toBe("live");
    browser.clock.advance(6_000);
    await settled();
    expect(first.seat.isOurs).toBe(true);
    expect((await browser.active.load())?.callId).toBe("call-2");
    expect(second.returning.offer.get()).toEqual({ type: "elsewhere", moved: false });
  });

  it("is taken from a tab that stands still, which then writes nothing more", async () => {
    const browser = new Browser();
    const [first, second] = [browser.open(), browser.open()];
    await first.start();
    await first.say("Hello");
    first.seat.freeze();
    second.returning.takeOver();
    await settled();
    expect(second.phase).toBe("live");
    await second.say("Over here", "handle-2");
    // It goes on before it hears of it.
    first.call.sendText("Too late");
    browser.clock.advance(6_000);
    await settled();
    first.seat.thaw();
    await settled();
    expect(first.call.state.get().phase).toMatchObject({ outcome: { type: "elsewhere" } });
    expect(first.returning.offer.get()).toEqual({ type: "elsewhere", moved: true });
    const said = (await browser.store.entries("call-1")).map((entry) => entry.kind === "turn" && entry.text);
    expect(said).toEqual(["Hello", "Over here"]);
    expect((await browser.active.load())?.handle?.value).toBe("handle-2");
    second.call.hangUp();
    await settled();
    expect(await browser.statuses()).toEqual(["call-1 ended"]);
  });
});

describe("a page that goes and may come back", () => {
  it("closes its session, and goes on with it when it is back", async () => {
    const browser = new Browser();
    const tab = browser.open();
    await tab.start();
    await tab.say("Hello", "handle-1");
    const session = tab.transport.session;
    tab.returning.pageHides();
    await settled();
    expect(session.isOpen).toBe(false);
    expect(tab.phase).toBe("live");
    expect(await browser.statuses()).toEqual(["call-1 running"]);
    tab.returning.pageShows();
    browser.clock.advance(0);
    await settled();
    expect(tab.phase).toBe("live");
    expect(tab.transport.attempts.at(-1)?.request.handle).toBe("handle-1");
    expect(tab.transport.sessions).toHaveLength(2);
  });
});

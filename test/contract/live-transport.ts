import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SessionError } from "../../web/core/errors.ts";
import type { LiveEvent } from "../../web/core/live/messages.ts";
import type { LiveSession, LiveSessionEvents, LiveTransport } from "../../web/core/ports.ts";

/** How the next connect ends; `held` connects stay open until they are aborted. */
export type ServicePlan =
  | { readonly type: "accepted"; readonly before?: readonly LiveEvent[] }
  | { readonly type: "rejected"; readonly code: number; readonly reason: string }
  | { readonly type: "held" };

/** The service's side of a transport under test. */
export interface ServiceDriver {
  readonly transport: LiveTransport;
  /** Plans the next connect. */
  plan(plan: ServicePlan): void;
  /** Resolves when the planned connect has reached the service. */
  reached(): Promise<void>;
  /** The service says this in the open session. */
  say(events: readonly LiveEvent[]): void;
  /** The service closes the open session. */
  close(code: number, reason: string): void;
  /** Resolves with the first `count` things the service got in the newest session. */
  received(count: number): Promise<readonly Received[]>;
  /** Resolves when no session is open as the service sees it. */
  allClosed(): Promise<void>;
  dispose(): Promise<void>;
}

/** What the service got. */
export type Received =
  | { readonly type: "audio" | "frame"; readonly bytes: readonly number[] }
  | { readonly type: "audio-end" | "activity-start" | "activity-end" }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "responses"; readonly responses: readonly unknown[] };

/** What every Live transport does. */
export function describeLiveTransport(name: string, makeDriver: () => Promise<ServiceDriver>): void {
  describe(`${name}, as a Live transport`, () => {
    let driver: ServiceDriver;

    beforeEach(async () => {
      driver = await makeDriver();
    });

    afterEach(() => driver.dispose());

    it("connects and tells what the service says, in order", async () => {
      driver.plan({ type: "accepted" });
      const heard = listener();
      await driver.transport.connect({}, heard, quiet());
      const said: readonly LiveEvent[] = [
        { type: "input-text", text: "Hello" },
        { type: "audio", samples: Int16Array.of(1, -2, 3), sampleRateHz: 24_000 },
        { type: "output-text", text: "Hi" },
        { type: "interrupted" },
        { type: "turn-complete" },
      ];
      driver.say(said);
      await heard.until(said.length);
      expect(heard.events).toEqual(said);
    });

    it("tells what the service says before it accepts the setup", async () => {
      const before: readonly LiveEvent[] = [{ type: "handle", handle: "early" }];
      driver.plan({ type: "accepted", before });
      const heard = listener();
      await driver.transport.connect({}, heard, quiet());
      await heard.until(1);
      expect(heard.events).toEqual(before);
    });

    it("sends audio, its end, text and answers as they are given", async () => {
      const session = await connected(driver);
      session.sendText("Hello");
      session.sendAudio(Uint8Array.of(1, 0, 255, 127).buffer);
      session.endAudioStream();
      const response = { id: "1", name: "f", response: { output: 1 }, scheduling: "SILENT" as const };
      session.respond([response]);
      expect(await driver.received(4)).toEqual([
        { type: "text", text: "Hello" },
        { type: "audio", bytes: [1, 0, 255, 127] },
        { type: "audio-end" },
        { type: "responses", responses: [response] },
      ]);
    });

    it("sends a frame among the sound", async () => {
      const session = await connected(driver);
      session.sendAudio(Uint8Array.of(1, 2).buffer);
      session.sendFrame(Uint8Array.of(255, 216, 255, 217).buffer);
      session.sendAudio(Uint8Array.of(3, 4).buffer);
      expect(await driver.received(3)).toEqual([
        { type: "audio", bytes: [1, 2] },
        { type: "frame", bytes: [255, 216, 255, 217] },
        { type: "audio", bytes: [3, 4] },
      ]);
    });

    it("sends the marks of a turn around its audio", async () => {
      const session = await connected(driver);
      session.startActivity();
      session.sendAudio(Uint8Array.of(1, 2).buffer);
      session.endActivity();
      expect(await driver.received(3)).toEqual([
        { type: "activity-start" },
        { type: "audio", bytes: [1, 2] },
        { type: "activity-end" },
      ]);
    });

    it("reports once that the service closed, with its code and reason, and lets later sends pass", async () => {
      const heard = listener();
      const session = await connected(driver, heard);
      driver.close(1011, "Internal error encountered.");
      await heard.closed;
      session.sendAudio(new ArrayBuffer(640));
      session.sendText("too late");
      session.endAudioStream();
      session.startActivity();
      session.endActivity();
      session.respond([{ id: "1", name: "f", response: {} }]);
      session.close();
      await driver.allClosed();
      expect(heard.errors).toHaveLength(1);
      const expected = { reason: "closed", code: 1011, serviceReason: "Internal error encountered." };
      expect(heard.errors[0]).toMatchObject(expected);
    });

    it("reports neither a close nor an event after the session was closed from this side", async () => {
      const heard = listener();
      const session = await connected(driver, heard);
      driver.say([{ type: "output-text", text: "before" }]);
      await heard.until(1);
      session.close();
      session.close();
      driver.say([{ type: "output-text", text: "after" }]);
      await driver.allClosed();
      expect(heard.events).toEqual([{ type: "output-text", text: "before" }]);
      expect(heard.errors).toEqual([]);
    });

    it("falls silent when an event makes its listener close the session", async () => {
      const events: LiveEvent[] = [];
      const errors: SessionError[] = [];
      let session: LiveSession | undefined;
      let heardFirst: () => void = () => undefined;
      const first = new Promise<void>((resolve) => {
        heardFirst = resolve;
      });
      const onEvent = (event: LiveEvent) => {
        events.push(event);
        session?.close();
        heardFirst();
      };
      driver.plan({ type: "accepted" });
      session = await driver.transport.connect(
        {},
        { onEvent, onClosed: (error) => errors.push(error) },
        quiet(),
      );
      driver.say(Array.from({ length: 20 }, (_, index) => ({ type: "output-text", text: `${index}` })));
      driver.close(1011, "");
      await first;
      await driver.allClosed();
      expect(events).toEqual([{ type: "output-text", text: "0" }]);
      expect(errors).toEqual([]);
    });

    it("rejects with the service's reason when the setup is refused, and reports no close", async () => {
      driver.plan({ type: "rejected", code: 1008, reason: "models/x is not found" });
      const heard = listener();
      const error = await rejection(driver.transport.connect({}, heard, quiet()));
      expect(error).toBeInstanceOf(SessionError);
      const expected = { reason: "setup-rejected", code: 1008, serviceReason: "models/x is not found" };
      expect(error).toMatchObject(expected);
      await driver.allClosed();
      expect(heard.errors).toEqual([]);
    });

    it("ends with an AbortError when aborted while connecting, and leaves nothing open", async () => {
      driver.plan({ type: "held" });
      const controller = new AbortController();
      const heard = listener();
      const connecting = rejection(driver.transport.connect({}, heard, controller.signal));
      await driver.reached();
      controller.abort();
      expect(await connecting).toMatchObject({ name: "AbortError" });
      await driver.allClosed();
      expect(heard.errors).toEqual([]);
    });

    it("ends with an AbortError when it was aborted before, and opens nothing", async () => {
      const controller = new AbortController();
      controller.abort();
      const connecting = driver.transport.connect({}, listener(), controller.signal);
      expect(await rejection(connecting)).toMatchObject({ name: "AbortError" });
      await driver.allClosed();
    });

    it("keeps an open session when the signal of its connect aborts later", async () => {
      driver.plan({ type: "accepted" });
      const controller = new AbortController();
      const heard = listener();
      await driver.transport.connect({}, heard, controller.signal);
      controller.abort();
      driver.say([{ type: "turn-complete" }]);
      await heard.until(1);
      expect(heard.errors).toEqual([]);
    });

    it("can be used for one session after another", async () => {
      for (const text of ["first", "second", "third"]) {
        const session = await connected(driver);
        session.sendText(text);
        expect(await driver.received(1)).toEqual([{ type: "text", text }]);
        session.close();
        await driver.allClosed();
      }
    });
  });
}

/** Takes a session's events and lets the test wait for them. */
export function listener() {
  const events: LiveEvent[] = [];
  const errors: SessionError[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  let resolveClosed: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => {
    resolveClosed = resolve;
  });
  const taken: LiveSessionEvents = {
    onEvent(event) {
      events.push(event);
      for (const waiter of waiting) if (events.length >= waiter.count) waiter.resolve();
    },
    onClosed(error) {
      errors.push(error);
      resolveClosed();
    },
  };
  const until = (count: number) =>
    events.length >= count
      ? Promise.resolve()
      : new Promise<void>((resolve) => waiting.push({ count, resolve }));
  return { ...taken, events, errors, closed, until };
}

export function quiet(): AbortSignal {
  return new AbortController().signal;
}

/** What a promise rejects with; fails when it does not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("the promise was expected to reject");
}

async function connected(driver: ServiceDriver, events = listener()): Promise<LiveSession> {
  driver.plan({ type: "accepted" });
  return driver.transport.connect({}, events, quiet());
}

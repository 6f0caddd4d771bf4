import { SessionError } from "../../web/core/errors.ts";
import type { LiveEvent, ToolResponse } from "../../web/core/live/messages.ts";
import type { SessionRequest } from "../../web/core/live/session-request.ts";
import type { LiveSession, LiveSessionEvents, LiveTransport } from "../../web/core/ports.ts";

/** What the next `connect` does. `hold` waits until the test calls `accept()` or `reject()` on the attempt. */
export type ConnectPlan =
  | { readonly type: "accept" }
  | { readonly type: "reject"; readonly error: Error }
  | { readonly type: "hold" };

/** Everything the call sent, in order. */
export type Sent =
  | { readonly type: "audio"; readonly pcm: ArrayBuffer }
  | { readonly type: "frame"; readonly jpeg: ArrayBuffer }
  | { readonly type: "audio-end" | "activity-start" | "activity-end" }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "responses"; readonly responses: readonly ToolResponse[] };

/** A Live service played by the test: it plans how connects end, then drives the open session by hand. */
export class ScriptedTransport implements LiveTransport {
  readonly attempts: ScriptedAttempt[] = [];
  readonly sessions: ScriptedSession[] = [];
  /** What sessions say that they are with. */
  model: string | undefined;
  isFree = false;
  /** What `prepare` was called with, each time. */
  readonly prepared: (SessionRequest | undefined)[] = [];
  readonly #plans: ConnectPlan[] = [];
  readonly #waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  /** Plans the next connects, in order; unplanned ones are accepted at once. */
  plan(...plans: readonly ConnectPlan[]): void {
    this.#plans.push(...plans);
  }

  prepare(request?: SessionRequest): void {
    this.prepared.push(request);
  }

  connect(request: SessionRequest, events: LiveSessionEvents, signal: AbortSignal): Promise<LiveSession> {
    const attempt = new ScriptedAttempt(request, events, signal, (session) => {
      session.model = this.model;
      session.isFree = this.isFree;
      this.sessions.push(session);
    });
    this.attempts.push(attempt);
    for (const waiter of this.#waiting) if (this.attempts.length >= waiter.count) waiter.resolve();
    const plan = this.#plans.shift() ?? { type: "accept" };
    if (plan.type === "accept") attempt.accept();
    if (plan.type === "reject") attempt.reject(plan.error);
    return attempt.result;
  }

  /** Resolves once `connect` has been called `count` times in all. */
  attempted(count: number): Promise<void> {
    if (this.attempts.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ count, resolve }));
  }

  /** The newest session; throws when none was ever opened. */
  get session(): ScriptedSession {
    const session = this.sessions.at(-1);
    if (session === undefined) throw new Error("no session was opened yet");
    return session;
  }

  get openedCount(): number {
    return this.sessions.length;
  }

  get closedCount(): number {
    return this.sessions.filter((session) => !session.isOpen).length;
  }
}

/** One call of `connect`. */
export class ScriptedAttempt {
  readonly request: SessionRequest;
  readonly result: Promise<LiveSession>;
  readonly #events: LiveSessionEvents;
  readonly #onOpened: (session: ScriptedSession) => void;
  #settle: { resolve: (session: LiveSession) => void; reject: (error: unknown) => void } | undefined;

  constructor(
    request: SessionRequest,
    events: LiveSessionEvents,
    signal: AbortSignal,
    onOpened: (session: ScriptedSession) => void,
  ) {
    this.request = request;
    this.#events = events;
    this.#onOpened = onOpened;
    this.result = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    const abort = () => this.reject(new DOMException("The connect was aborted", "AbortError"));
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  }

  get isSettled(): boolean {
    return this.#settle === undefined;
  }

  /** Opens the session; `before` are delivered ahead of it, as the service may do. Too late after an abort. */
  accept(...before: readonly LiveEvent[]): void {
    const settle = this.#settle;
    if (settle === undefined) return;
    this.#settle = undefined;
    this.#events.onOpening?.();
    const session = new ScriptedSession(this.#events);
    this.#onOpened(session);
    session.emit(...before);
    settle.resolve(session);
  }

  reject(error: unknown): void {
    this.#settle?.reject(error);
    this.#settle = undefined;
  }
}

/** An open session, the service's side in the hands of the test. */
export class ScriptedSession implements LiveSession {
  model: string | undefined;
  isFree = false;
  readonly sent: Sent[] = [];
  /** How long nothing came, and what the network did not take, as the test wants the call to see it. */
  silentMs = 0;
  queued = 0;
  queuedFrames = 0;
  readonly #events: LiveSessionEvents;
  #open = true;

  constructor(events: LiveSessionEvents) {
    this.#events = events;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** The service says something. Nothing arrives any more once the session is closed. */
  emit(...events: readonly LiveEvent[]): void {
    for (const event of events) if (this.#open) this.#events.onEvent(event);
  }

  /** The connection closes by itself. */
  fail(code = 1006, serviceReason = ""): void {
    if (!this.#open) return;
    this.#open = false;
    this.#events.onClosed(new SessionError("closed", { code, serviceReason }));
  }

  sendAudio(pcm: ArrayBuffer): void {
    this.#record({ type: "audio", pcm });
  }

  sendFrame(jpeg: ArrayBuffer): void {
    this.#record({ type: "frame", jpeg });
  }

  endAudioStream(): void {
    this.#record({ type: "audio-end" });
  }

  startActivity(): void {
    this.#record({ type: "activity-start" });
  }

  endActivity(): void {
    this.#record({ type: "activity-end" });
  }

  sendText(text: string): void {
    this.#record({ type: "text", text });
  }

  respond(responses: readonly ToolResponse[]): void {
    this.#record({ type: "responses", responses });
  }

  queuedBytes(): number {
    return this.queued;
  }

  queuedFrameBytes(): number {
    return this.queuedFrames;
  }

  quietMs(): number {
    return this.silentMs;
  }

  roundTripMs(): number {
    return 40;
  }

  close(): void {
    this.#open = false;
  }

  get texts(): readonly string[] {
    return this.sent.flatMap((sent) => (sent.type === "text" ? [sent.text] : []));
  }

  get responses(): readonly ToolResponse[] {
    return this.sent.flatMap((sent) => (sent.type === "responses" ? sent.responses : []));
  }

  get audioBytes(): number {
    return this.sent.reduce((bytes, sent) => bytes + (sent.type === "audio" ? sent.pcm.byteLength : 0), 0);
  }

  #record(sent: Sent): void {
    if (this.#open) this.sent.push(sent);
  }
}

import { type CallError, isAbort, isCallError, SessionError } from "../errors.ts";
import type { LiveEvent } from "../live/messages.ts";
import type { SessionRequest } from "../live/session-request.ts";
import type { CallTools, LiveSession, LiveTransport } from "../ports.ts";
import type { CallEntry } from "./call-plan.ts";
import type { Happening } from "./happening.ts";
import { memoryNote } from "./memory.ts";
import type { VoiceUplink } from "./uplink.ts";

/** What a session is asked for with, and what is to be said in it first. */
export interface Opening {
  readonly request: SessionRequest;
  readonly memory: string | undefined;
}

export interface CallSessionsOptions {
  readonly transport: LiveTransport;
  /** What the agent can call. @throws TokenError `unreachable` */
  readonly offered: () => Promise<CallTools>;
  /** @param handle of the session that goes on; undefined: a new one */
  readonly opening: (tools: CallTools, handle: string | undefined) => Opening;
  /** The microphone's way to whichever session is open. */
  readonly uplink: Pick<VoiceUplink, "attach" | "detach">;
  /** Aborts when the call is over. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: LiveEvent) => void;
  readonly tell: (happening: Happening) => void;
}

/** The sessions of one call, one after the other: at most one is open, and at most one is being opened. */
export class CallSessions {
  readonly #options: CallSessionsOptions;
  #open: LiveSession | undefined;
  /** Ends the connect that is under way. */
  #connecting: AbortController | undefined;

  constructor(options: CallSessionsOptions) {
    this.#options = options;
  }

  /** The one that is open. */
  get open(): LiveSession | undefined {
    return this.#open;
  }

  /** The token of a new call is minted while the microphone opens. One that goes on asks for something else. */
  async prepare(entry: Promise<CallEntry> | undefined): Promise<void> {
    const { transport, offered, opening, signal } = this.#options;
    const [tools, entered] = await Promise.all([offered().catch(() => undefined), entry]);
    const isNew = entered === undefined || entered.type === "new";
    if (tools === undefined || !isNew || signal.aborted || this.#connecting !== undefined) return;
    transport.prepare(opening(tools, undefined).request);
  }

  /** Connects without a session that is open. */
  async connect(handle: string | undefined): Promise<void> {
    try {
      await this.#replace(handle, () => undefined);
    } catch (cause) {
      if (!isAbort(cause)) this.#options.tell({ type: "connect-failed", error: sessionFailure(cause) });
    }
  }

  /** The session that is open goes on until nothing is missing for the next one but its socket. */
  async move(handle: string | undefined): Promise<void> {
    const { tell } = this.#options;
    let left = false;
    const leave = () => {
      left = true;
      const quietMs = this.#quietMs();
      this.close();
      tell({ type: "moving", quietMs });
    };
    try {
      await this.#replace(handle, leave);
    } catch (cause) {
      if (isAbort(cause)) return;
      tell(left ? { type: "connect-failed", error: sessionFailure(cause) } : { type: "move-failed" });
    }
  }

  /** Closes the session that is open. */
  close(): void {
    this.#open?.close();
    this.#left();
  }

  /** Tells how the line of the open session is. */
  read(): void {
    const session = this.#open;
    if (session === undefined) return;
    const reading = { quietMs: session.quietMs(), queuedBytes: session.queuedBytes() };
    this.#options.tell({ type: "link-read", ...reading });
  }

  #left(): void {
    this.#open = undefined;
    this.#options.uplink.detach();
  }

  #quietMs(): number {
    return this.#open?.quietMs() ?? 0;
  }

  /** Opens a session; one that is still being opened is given up. */
  async #replace(handle: string | undefined, onOpening: () => void): Promise<void> {
    const { signal, uplink, tell } = this.#options;
    this.#connecting?.abort();
    const connecting = new AbortController();
    this.#connecting = connecting;
    const giveUp = () => connecting.abort();
    signal.addEventListener("abort", giveUp, { once: true });
    try {
      const session = await this.#ask(handle, connecting.signal, onOpening);
      // Given up in the very moment in which it opened.
      if (connecting.signal.aborted) return session.close();
      this.#open = session;
      uplink.attach(session);
      tell({ type: "connected", model: session.model, isFree: session.isFree });
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  async #ask(handle: string | undefined, signal: AbortSignal, onOpening: () => void): Promise<LiveSession> {
    const { transport, offered, opening, onEvent, tell } = this.#options;
    const { request, memory } = opening(await offered(), handle);
    const session = await transport.connect(
      request,
      {
        onOpening: () => {
          if (!signal.aborted) onOpening();
        },
        onEvent,
        onClosed: (error) => {
          const quietMs = this.#quietMs();
          this.#left();
          tell({ type: "closed", error, quietMs });
        },
      },
      signal,
    );
    if (memory !== undefined) session.sendText(memoryNote(memory));
    return session;
  }
}

function sessionFailure(cause: unknown): CallError {
  return isCallError(cause) ? cause : new SessionError("unreachable", { cause });
}

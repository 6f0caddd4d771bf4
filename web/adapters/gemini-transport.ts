import type { Live } from "@google/genai";
import { isCallError, SessionError, TokenError } from "../core/errors.ts";
import type { ApiVersion } from "../core/live/api-version.ts";
import { sessionConfig } from "../core/live/config.ts";
import { EarlyTokens } from "../core/live/early-tokens.ts";
import type { LiveEvent } from "../core/live/messages.ts";
import type { SessionRequest } from "../core/live/session-request.ts";
import type { Clock, LiveSession, LiveSessionEvents, LiveTransport, TokenSource } from "../core/ports.ts";
import { GeminiSession } from "./gemini-session.ts";
import { LiveSocket, type SdkSocketCallbacks, type SocketClose } from "./live-socket.ts";
import { SocketWorker, startSocketWorker } from "./socket-worker.ts";
import { timeLimit } from "./time-limit.ts";

export interface GeminiTransportOptions {
  readonly tokens: TokenSource;
  /** Read anew for each connect. */
  readonly accessCode: () => string | undefined;
  /** Where the app's server is, with a slash at its end: a base URL that is only a path lies below it. */
  readonly appUrl: string;
  readonly clock: Clock;
  /** For everything from the token to the accepted setup. Default 15 s. */
  readonly timeoutMs?: number;
  /** Starts the thread of a socket. Default: the app's own. */
  readonly startWorker?: () => Worker;
  /** Gets a sentence, never a secret, when the service sends a frame that is no JSON. Default: the console. */
  readonly warn?: (message: string) => void;
}

type Sdk = typeof import("@google/genai");

/** Gemini Live through Google's SDK, which is loaded when the first call connects. */
export class GeminiTransport implements LiveTransport {
  readonly #options: GeminiTransportOptions;
  readonly #tokens: EarlyTokens;
  /** Started ahead of a connect, and kept for the next one if none comes. */
  #spare: SocketWorker | undefined;

  constructor(options: GeminiTransportOptions) {
    this.#options = options;
    this.#tokens = new EarlyTokens(options.tokens, options.clock);
  }

  prepare(request?: SessionRequest): void {
    if (request !== undefined) this.#tokens.begin(request, this.#options.accessCode());
    void loadSdk().catch(() => undefined);
    this.#spare ??= this.#startWorker();
  }

  async connect(
    request: SessionRequest,
    events: LiveSessionEvents,
    signal: AbortSignal,
  ): Promise<LiveSession> {
    const { accessCode, appUrl, clock, timeoutMs = 15_000, warn = console.warn } = this.#options;
    const limit = timeLimit(signal, timeoutMs, clock, () => new SessionError("timed-out"));
    // Nothing is asked for, and nothing opened, on behalf of a call that is already over.
    if (limit.signal.aborted) return limit.reached.finally(limit.dispose);
    const attempt = new Attempt(this.#takeWorker(), events, warn);
    try {
      const mint = this.#tokens.take(request, accessCode(), limit.signal);
      const prepared = Promise.all([mint, loadSdk(), attempt.ready]);
      const [minted, sdk] = await Promise.race([prepared, limit.reached]);
      const { token, model, apiVersion, baseUrl } = minted;
      events.onOpening?.();
      const live = liveThrough(sdk, token, apiVersion, absoluteUrl(baseUrl, appUrl), attempt);
      const config = sessionConfig({ ...request, model }, apiVersion);
      // The SDK demands a message callback; the socket has told everything already.
      const connected = live.connect({ model, config, callbacks: { onmessage: () => undefined } });
      const session = await Promise.race([connected, attempt.closedEarly, limit.reached]);
      return new GeminiSession(minted, session, attempt.socket());
    } catch (error) {
      throw attempt.abandon(error, limit.signal.aborted);
    } finally {
      limit.dispose();
    }
  }

  #takeWorker(): SocketWorker {
    const worker = this.#spare ?? this.#startWorker();
    this.#spare = undefined;
    return worker;
  }

  #startWorker(): SocketWorker {
    const { startWorker = startSocketWorker } = this.#options;
    const worker = new SocketWorker(startWorker());
    // One that has failed is of no use to the next connect.
    worker.ready.catch(() => {
      if (this.#spare === worker) this.#spare = undefined;
    });
    return worker;
  }
}

/** One connect: the socket it opened, and what becomes of its messages and its end. */
class Attempt {
  /** Rejects when the socket closes before the setup was accepted. */
  readonly closedEarly: Promise<never>;
  readonly #worker: SocketWorker;
  readonly #events: LiveSessionEvents;
  readonly #warn: (message: string) => void;
  #rejectEarly: (error: SessionError) => void = () => undefined;
  #socket: LiveSocket | undefined;
  #accepted = false;
  #warned = false;

  /** @param worker ends with the attempt or with its session */
  constructor(worker: SocketWorker, events: LiveSessionEvents, warn: (message: string) => void) {
    this.#worker = worker;
    this.#events = events;
    this.#warn = warn;
    this.closedEarly = new Promise((_resolve, reject) => {
      this.#rejectEarly = reject;
    });
    // Raced against the connect; after that there is nobody left to hear it.
    this.closedEarly.catch(() => undefined);
  }

  /** Resolves when a socket can be opened. @throws TokenError `unreachable` */
  get ready(): Promise<void> {
    return this.#worker.ready;
  }

  /** The SDK's door for its own kinds of socket. Named as the SDK wants it. */
  readonly create = (url: string, _headers: unknown, sdk: SdkSocketCallbacks) => {
    this.#socket = new LiveSocket(this.#worker, url, sdk, {
      onAccepted: () => {
        this.#accepted = true;
      },
      onEvents: (events) => this.#hear(events),
      onMalformed: () => this.#malformed(),
      onClosed: (close) => this.#closed(close),
    });
    return this.#socket;
  };

  socket(): LiveSocket {
    if (this.#socket === undefined) throw new Error("The SDK connected without the socket it was given.");
    return this.#socket;
  }

  /** Closes whatever was opened; the answer is the error to report. */
  abandon(error: unknown, isOver: boolean): unknown {
    const wasOpen = this.#socket?.wasOpen ?? false;
    if (this.#socket === undefined) this.#worker.end();
    else this.#socket.close();
    if (isOver || isCallError(error)) return error;
    // What is left comes out of the SDK: it refuses the setup, or the browser refuses the address.
    return new SessionError(wasOpen ? "setup-rejected" : "unreachable", { cause: error });
  }

  #hear(events: readonly LiveEvent[]): void {
    for (const event of events) {
      // Whoever hears an event may close the session; the rest of the message is then nobody's.
      if (this.#socket?.isDone) return;
      this.#events.onEvent(event);
    }
  }

  #malformed(): void {
    if (this.#warned) return;
    this.#warned = true;
    this.#warn("The Live service sent a frame that is not JSON. It was skipped, as further ones will be.");
  }

  #closed(close: SocketClose): void {
    if (this.#accepted) this.#events.onClosed(sessionError("closed", close));
    // 1006 carries no word of the service: the network failed, or something on the way refused.
    else this.#rejectEarly(sessionError(close.code === 1006 ? "unreachable" : "setup-rejected", close));
  }
}

function sessionError(reason: "closed" | "unreachable" | "setup-rejected", close: SocketClose): SessionError {
  return new SessionError(reason, { code: close.code, serviceReason: close.reason });
}

/** The SDK's code comes from where the app comes from: if it cannot be had, the server is away. */
async function loadSdk(): Promise<Sdk> {
  try {
    return await import("@google/genai");
  } catch (cause) {
    throw new TokenError("unreachable", { cause });
  }
}

/** The SDK's Live client over our sockets. Its own constructor has no place for them; its parts do. */
function liveThrough(
  sdk: Sdk,
  apiKey: string,
  apiVersion: ApiVersion,
  baseUrl: string,
  sockets: Pick<Attempt, "create">,
): Live {
  class Client extends sdk.GoogleGenAI {
    readonly liveThroughSockets = new sdk.Live(
      this.apiClient,
      { addAuthHeaders: async () => undefined },
      { supportsHeaders: false, create: sockets.create },
    );
  }
  return new Client({ apiKey, apiVersion, httpOptions: { baseUrl } }).liveThroughSockets;
}

function absoluteUrl(baseUrl: string, appUrl: string): string {
  try {
    return new URL(baseUrl.startsWith("/") ? `.${baseUrl}` : baseUrl, appUrl).href;
  } catch (cause) {
    throw new TokenError("malformed", { cause });
  }
}

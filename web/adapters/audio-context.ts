import { isAbort, MicrophoneError, TokenError } from "../core/errors.ts";

/** The clock of a context that says it runs is looked at after so long. */
const frozenAfterMs = 1_000;

/**
 * Creates an audio context and asks it to run. Call it synchronously from a click: on iOS a context that is created or
 * resumed after an `await` stays silent. A wished rate that the browser refuses gives a context of the device's rate.
 * @throws MicrophoneError `unsupported` where the browser has no AudioWorklet.
 */
export function openAudioContext(sampleRateHz?: number): AudioContext {
  if (typeof AudioContext === "undefined" || typeof AudioWorkletNode === "undefined") {
    throw new MicrophoneError("unsupported");
  }
  const context = createContext(sampleRateHz);
  context.resume().catch(ignored);
  return context;
}

/** Closes the context, whatever its state. */
export function closeAudioContext(context: AudioContext): void {
  if (context.state !== "closed") void context.close();
}

/**
 * Loads a worklet's module, which comes from where the app comes from.
 * @throws TokenError `unreachable` when it cannot be fetched: the server is away; MicrophoneError `unsupported` when
 * the browser cannot run it.
 */
export async function loadWorklet(context: AudioContext, url: string): Promise<void> {
  try {
    await context.audioWorklet.addModule(url);
  } catch (cause) {
    // The name that `addModule` gives to a fetch that failed.
    if (isAbort(cause)) throw new TokenError("unreachable", { cause });
    throw new MicrophoneError("unsupported", { cause });
  }
}

/** The part of an audio context that `keepRunning` works with. */
export type RunningContext = Pick<
  AudioContext,
  "state" | "currentTime" | "resume" | "suspend" | "addEventListener"
>;

/**
 * Keeps a context running through phone calls, screen locks and tab switches until the signal aborts. iOS puts it in
 * the state "interrupted" then, in which a resume breaks it: only "suspended" is resumed. A resumed one may say
 * "running" while its clock stands still: it is suspended and resumed once more, and if that does not help,
 * `onFrozen` is called.
 */
export function keepRunning(context: RunningContext, onFrozen: () => void, signal: AbortSignal): void {
  let check: ReturnType<typeof setTimeout> | undefined;
  let restarted = false;
  const lookAgain = (before: number) => {
    if (context.state !== "running") return;
    if (context.currentTime !== before) {
      restarted = false;
    } else if (restarted) {
      onFrozen();
    } else {
      restarted = true;
      context.suspend().catch(ignored);
    }
  };
  const look = () => {
    clearTimeout(check);
    if (context.state === "suspended") context.resume().catch(ignored);
    else if (context.state === "running") check = setTimeout(lookAgain, frozenAfterMs, context.currentTime);
  };
  context.addEventListener("statechange", look, { signal });
  document.addEventListener("visibilitychange", look, { signal });
  signal.addEventListener("abort", () => clearTimeout(check), { once: true });
}

/** Resuming and suspending fail only in states that end with a `statechange`, which is looked at then. */
function ignored(): void {}

/** Settles like the promise, or rejects with the signal's AbortError as soon as that aborts. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

function createContext(sampleRateHz: number | undefined): AudioContext {
  const options: AudioContextOptions = { latencyHint: "interactive" };
  if (sampleRateHz === undefined) return new AudioContext(options);
  try {
    return new AudioContext({ ...options, sampleRate: sampleRateHz });
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotSupportedError") return new AudioContext(options);
    throw error;
  }
}

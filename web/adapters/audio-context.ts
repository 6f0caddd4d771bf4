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
  resume(context);
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

/**
 * Keeps a context running through phone calls, screen locks and tab switches until the signal aborts. iOS puts it in
 * the state "interrupted" then, in which a resume breaks it: only "suspended" is resumed. A resumed one may say
 * "running" while its clock stands still; `onFrozen` is called then.
 */
export function keepRunning(context: AudioContext, onFrozen: () => void, signal: AbortSignal): void {
  let check: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(check);
    if (context.state === "suspended") resume(context);
    if (context.state !== "running") return;
    const before = context.currentTime;
    check = setTimeout(() => {
      if (context.state === "running" && context.currentTime === before) onFrozen();
    }, frozenAfterMs);
  };
  context.addEventListener("statechange", look, { signal });
  document.addEventListener("visibilitychange", look, { signal });
  signal.addEventListener("abort", () => clearTimeout(check), { once: true });
}

/** Settles like the promise, or rejects with the signal's AbortError as soon as that aborts. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Resuming fails only in states that end with a `statechange`, which tries again. */
function resume(context: AudioContext): void {
  context.resume().catch(() => undefined);
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

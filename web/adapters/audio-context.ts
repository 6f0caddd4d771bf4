import { isAbort, MicrophoneError, TokenError } from "../core/errors.ts";

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

/** Makes a worklet's node; replaceable for tests. */
export type CreateNode = (
  context: AudioContext,
  name: string,
  options: AudioWorkletNodeOptions,
) => AudioWorkletNode;

/** Calls once when the node's processor throws: it is silent from then on. */
export function onDeath(node: AudioWorkletNode, callback: (cause: unknown) => void): void {
  // Chromium names the event `error`, so that a listener for `processorerror` never hears it.
  node.onprocessorerror = (cause) => {
    node.onprocessorerror = null;
    callback(cause);
  };
}

/** Firefox shows for a while the state from before. */
const closing = new WeakSet<object>();

/** Closes the context, whatever its state, as often as it is called. */
export function closeAudioContext(context: Pick<AudioContext, "state" | "close">): void {
  if (context.state === "closed" || closing.has(context)) return;
  closing.add(context);
  void context.close();
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

/** A context that does not run yet shows that in its state, which is looked after. */
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

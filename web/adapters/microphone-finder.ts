import { MicrophoneError } from "../core/errors.ts";
import { type CaptureDevices, type MediaWish, requestMedia, stopTracks } from "./microphone-media.ts";

/** Between the first two looks; the next ones take twice as long each, or until the list of devices changes. */
const firstPauseMs = 100;

/**
 * Opens the preferred microphone, else the default one, else any other.
 * @throws MicrophoneError why not even the first one opens
 */
export async function openBest(devices: CaptureDevices, wish: MediaWish): Promise<MediaStream> {
  try {
    return await openLive(devices, wish);
  } catch (first) {
    if (isDenied(first)) throw first;
    for (const deviceId of await others(devices, wish.deviceId)) {
      const media = await openLive(devices, { ...wish, deviceId }).catch(() => undefined);
      if (media !== undefined) return media;
    }
    throw first;
  }
}

/**
 * The same for a microphone that went away: devices that change how they work, as Bluetooth headsets, take a while
 * until they can be opened again.
 * @throws MicrophoneError when the person said no, or nothing could be opened for so long; AbortError
 */
export async function findAgain(
  devices: CaptureDevices,
  wish: () => MediaWish,
  patienceMs: number,
  signal: AbortSignal,
): Promise<MediaStream> {
  const untilMs = performance.now() + patienceMs;
  for (let pauseMs = firstPauseMs; ; pauseMs *= 2) {
    signal.throwIfAborted();
    try {
      return await openBest(devices, wish());
    } catch (error) {
      if (isDenied(error) || performance.now() + pauseMs > untilMs) throw error;
    }
    await pauseOrChange(devices, pauseMs, signal);
  }
}

/** A stream that had ended by the time it came is none. */
async function openLive(devices: CaptureDevices, wish: MediaWish): Promise<MediaStream> {
  const media = await requestMedia(devices, wish);
  if (media.getAudioTracks().some(({ readyState }) => readyState === "live")) return media;
  stopTracks(media);
  throw new MicrophoneError("in-use");
}

async function others(
  devices: CaptureDevices,
  preferredId: string | undefined,
): Promise<readonly (string | undefined)[]> {
  const ids = (await devices.enumerateDevices())
    .filter(({ kind, deviceId }) => kind === "audioinput" && deviceId !== "" && deviceId !== preferredId)
    .map(({ deviceId }) => deviceId);
  return preferredId === undefined ? ids : [undefined, ...ids];
}

function pauseOrChange(devices: CaptureDevices, pauseMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      devices.removeEventListener("devicechange", over);
      signal.removeEventListener("abort", over);
      resolve();
    };
    const timer = setTimeout(over, pauseMs);
    devices.addEventListener("devicechange", over);
    signal.addEventListener("abort", over);
  });
}

/** Whether the person, or a policy, said no. */
export function isDenied(error: unknown): boolean {
  return error instanceof MicrophoneError && error.reason === "denied";
}

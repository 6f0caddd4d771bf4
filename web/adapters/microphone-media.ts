import { fullProcessing, type VoiceProcessing } from "../core/audio/voice-processing.ts";
import { MicrophoneError, type MicrophoneReason } from "../core/errors.ts";

/** The part of `navigator.mediaDevices` that is used here. */
export type CaptureDevices = Pick<
  MediaDevices,
  "getUserMedia" | "enumerateDevices" | "addEventListener" | "removeEventListener"
>;

/** Which microphone, and what is to be done to its sound. */
export interface MediaWish {
  /** Undefined: the system's default. */
  readonly deviceId: string | undefined;
  /** Undefined: all that the browser can do. */
  readonly processing: VoiceProcessing | undefined;
}

/**
 * Asks for the microphone; a wished device that is gone is no failure.
 * @throws MicrophoneError
 */
export async function requestMedia(devices: CaptureDevices, wish: MediaWish): Promise<MediaStream> {
  try {
    return await requestDevice(devices, wish);
  } catch (cause) {
    throw new MicrophoneError(reasonOf(cause), { cause });
  }
}

/** Chromium takes the default one whatever is only wished for; iOS may refuse one that is asked for by its very id. */
async function requestDevice(
  devices: CaptureDevices,
  { deviceId, processing = fullProcessing }: MediaWish,
): Promise<MediaStream> {
  const { echoCancellation, noiseSuppression, autoGainControl } = processing;
  const audio: MediaTrackConstraints = {
    echoCancellation,
    noiseSuppression,
    autoGainControl,
    channelCount: { ideal: 1 },
  };
  if (deviceId === undefined) return devices.getUserMedia({ audio });
  try {
    return await devices.getUserMedia({ audio: { ...audio, deviceId: { exact: deviceId } } });
  } catch (error) {
    if (reasonOf(error) !== "not-found") throw error;
    return devices.getUserMedia({ audio: { ...audio, deviceId: { ideal: deviceId } } });
  }
}

/** Lets go of the device. */
export function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** getUserMedia's own AbortError is a device that did not start, not a cancellation. */
function reasonOf(error: unknown): MicrophoneReason {
  const name = error instanceof Error ? error.name : "";
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "not-found";
    case "TypeError":
      return "unsupported";
    default:
      return "in-use";
  }
}

import { afterEach, describe, expect, it } from "vitest";
import { openAudioContext } from "../../web/adapters/audio-context.ts";
import { WebMicrophone } from "../../web/adapters/microphone.ts";
import type { CaptureDevices } from "../../web/adapters/microphone-media.ts";
import { MicrophoneError, type MicrophoneReason } from "../../web/core/errors.ts";
import type { MicrophoneOptions, MicrophoneStream } from "../../web/core/ports.ts";

const { mediaDevices } = navigator;
const contexts: AudioContext[] = [];
const tracks: MediaStreamTrack[] = [];

function openContext(): AudioContext {
  const context = openAudioContext();
  contexts.push(context);
  return context;
}

/** The real devices, but for what a test says. */
function devices(getUserMedia: CaptureDevices["getUserMedia"]): CaptureDevices {
  return {
    getUserMedia: async (constraints) => {
      const stream = await getUserMedia(constraints);
      tracks.push(...stream.getTracks());
      return stream;
    },
    enumerateDevices: () => mediaDevices.enumerateDevices(),
    addEventListener: mediaDevices.addEventListener.bind(mediaDevices),
    removeEventListener: mediaDevices.removeEventListener.bind(mediaDevices),
  };
}

function realMedia(constraints?: MediaStreamConstraints): Promise<MediaStream> {
  return mediaDevices.getUserMedia(constraints);
}

function open(
  microphone: WebMicrophone,
  options: Partial<MicrophoneOptions> = {},
  signal = new AbortController().signal,
): Promise<MicrophoneStream> {
  return microphone.open({ onChunk: () => {}, onLost: () => {}, ...options }, signal);
}

function openThings(): number {
  return (
    contexts.filter(({ state }) => state !== "closed").length +
    tracks.filter(({ readyState }) => readyState === "live").length
  );
}

afterEach(async () => {
  await expect.poll(openThings).toBe(0);
});

describe("WebMicrophone", () => {
  it("asks for echo cancellation, noise suppression and gain control, and takes any device when the wished one is gone", async () => {
    const asked: (MediaStreamConstraints | undefined)[] = [];
    const microphone = new WebMicrophone({
      openContext,
      devices: devices((constraints) => {
        asked.push(constraints);
        return realMedia(constraints);
      }),
    });
    const stream = await open(microphone, { deviceId: "a device that is gone" });
    const processing = {
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
      channelCount: { ideal: 1 },
    };
    expect(asked).toEqual([
      { audio: { ...processing, deviceId: { exact: "a device that is gone" } } },
      { audio: { ...processing, deviceId: { ideal: "a device that is gone" } } },
    ]);
    expect(tracks.at(-1)?.getSettings().echoCancellation).toBe(true);
    stream.close();
  });

  it("has the sound processed as it is wished, also in mid-call, with the old stream open until the new one is", async () => {
    const asked: (MediaStreamConstraints["audio"] | undefined)[] = [];
    const microphone = new WebMicrophone({
      openContext,
      devices: devices((constraints) => {
        asked.push(constraints?.audio);
        return realMedia(constraints);
      }),
    });
    const processing = { echoCancellation: true, noiseSuppression: false, autoGainControl: true };
    const stream = await open(microphone, { processing });
    const first = tracks.at(-1);
    await stream.process({ ...processing, echoCancellation: false });
    expect(asked).toEqual([
      { ...processing, channelCount: { ideal: 1 } },
      { ...processing, echoCancellation: false, channelCount: { ideal: 1 } },
    ]);
    expect(tracks.at(-1)?.getSettings().echoCancellation).toBe(false);
    expect([first?.readyState, tracks.at(-1)?.readyState]).toEqual(["ended", "live"]);
    stream.close();
  });

  it("opens the wished device", async () => {
    const list = await mediaDevices.enumerateDevices();
    const wished = list.findLast(({ kind }) => kind === "audioinput");
    const microphone = new WebMicrophone({ openContext, devices: devices(realMedia) });
    const stream = await open(microphone, { deviceId: wished?.deviceId ?? "" });
    expect(tracks.at(-1)?.getSettings().deviceId).toBe(wished?.deviceId);
    stream.close();
  });

  it("creates its context and asks for the microphone inside the call, before anything is awaited", () => {
    const order: string[] = [];
    const call = new AbortController();
    const microphone = new WebMicrophone({
      openContext: () => {
        order.push("context");
        return openContext();
      },
      devices: devices((constraints) => {
        order.push("microphone");
        return realMedia(constraints);
      }),
    });
    const opening = open(microphone, {}, call.signal);
    expect(order).toEqual(["context", "microphone"]);
    call.abort();
    return expect(opening).rejects.toMatchObject({ name: "AbortError" });
  });

  it.each<[string, MicrophoneReason]>([
    ["NotAllowedError", "denied"],
    ["SecurityError", "denied"],
    ["NotFoundError", "not-found"],
    ["NotReadableError", "in-use"],
    ["AbortError", "in-use"],
  ])("translates the browser's %s to %s", async (name, reason) => {
    const cause = new DOMException("said the browser", name);
    const microphone = new WebMicrophone({ openContext, devices: devices(() => Promise.reject(cause)) });
    const error = await open(microphone).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MicrophoneError);
    expect(error).toMatchObject({ reason, cause });
  });

  it("says unsupported where there is a secure page but no mediaDevices, and opens nothing", async () => {
    const microphone = new WebMicrophone({ openContext, devices: undefined });
    await expect(open(microphone)).rejects.toMatchObject({ reason: "unsupported" });
  });

  it("says unsupported where the browser has no AudioWorklet, and asks for no permission", async () => {
    let asked = false;
    const microphone = new WebMicrophone({
      openContext: () => {
        throw new MicrophoneError("unsupported");
      },
      devices: devices((constraints) => {
        asked = true;
        return realMedia(constraints);
      }),
    });
    await expect(open(microphone)).rejects.toMatchObject({ reason: "unsupported" });
    expect(asked).toBe(false);
  });

  it("leaves nothing open at whichever moment the call is aborted", async () => {
    for (let turns = 0; turns < 12; turns += 1) {
      const call = new AbortController();
      const microphone = new WebMicrophone({ openContext, devices: devices(realMedia) });
      const opening = open(microphone, {}, call.signal).then(
        (stream) => stream.close(),
        (error: unknown) => expect(error).toMatchObject({ name: "AbortError" }),
      );
      for (let i = 0; i < turns; i += 1) await nextTask();
      call.abort();
      await opening;
    }
  });

  it("is closed fifty times as often as it is opened", async () => {
    const microphone = new WebMicrophone({ openContext, devices: devices(realMedia) });
    for (let i = 0; i < 50; i += 1) (await open(microphone)).close();
    await expect.poll(openThings).toBe(0);
  }, 20_000);

  it("tells when the list of devices changes, until it is told to stop", () => {
    const microphone = new WebMicrophone();
    let changes = 0;
    const stop = microphone.onListChange(() => {
      changes += 1;
    });
    mediaDevices.dispatchEvent(new Event("devicechange"));
    stop();
    mediaDevices.dispatchEvent(new Event("devicechange"));
    expect(changes).toBe(1);
  });
});

function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

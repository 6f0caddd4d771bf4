import { openAudioContext } from "../../web/adapters/audio-context.ts";
import { WebMicrophone } from "../../web/adapters/microphone.ts";
import type { CaptureDevices } from "../../web/adapters/microphone-media.ts";
import { microphoneContract } from "./microphone.ts";

microphoneContract("WebMicrophone on Chromium's fake device", () => {
  const contexts: AudioContext[] = [];
  const tracks: MediaStreamTrack[] = [];
  let permission: Promise<void> = Promise.resolve();
  let refusal: DOMException | undefined;
  const { mediaDevices } = navigator;
  const devices: CaptureDevices = {
    getUserMedia: async (constraints) => {
      await permission;
      if (refusal !== undefined) throw refusal;
      const stream = await mediaDevices.getUserMedia(constraints);
      tracks.push(...stream.getTracks());
      return stream;
    },
    enumerateDevices: () => mediaDevices.enumerateDevices(),
    addEventListener: mediaDevices.addEventListener.bind(mediaDevices),
    removeEventListener: mediaDevices.removeEventListener.bind(mediaDevices),
  };
  const openContext = () => {
    const context = openAudioContext();
    contexts.push(context);
    return context;
  };
  return {
    microphone: new WebMicrophone({ devices, openContext, patienceMs: 300 }),
    sound: () => {},
    unplug: () => {
      for (const track of tracks) if (track.readyState === "live") track.dispatchEvent(new Event("ended"));
    },
    removeDevices: () => {
      refusal = new DOMException("Requested device not found", "NotFoundError");
    },
    forbid: () => {
      refusal = new DOMException("Permission denied", "NotAllowedError");
    },
    otherDevice: async () => {
      const open = tracks.at(-1)?.label;
      const list = await mediaDevices.enumerateDevices();
      const other = list.find(({ kind, label }) => kind === "audioinput" && label !== open);
      if (other === undefined) throw new Error("Chromium's fake devices are several.");
      return other;
    },
    holdPermission: () => {
      let grant = () => {};
      permission = new Promise((resolve) => {
        grant = resolve;
      });
      return grant;
    },
    openThings: () =>
      contexts.filter(({ state }) => state !== "closed").length +
      tracks.filter(({ readyState }) => readyState === "live").length,
  };
});

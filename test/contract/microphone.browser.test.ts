import { openAudioContext } from "../../web/adapters/audio-context.ts";
import { type CaptureDevices, WebMicrophone } from "../../web/adapters/microphone.ts";
import { microphoneContract } from "./microphone.ts";

microphoneContract("WebMicrophone on Chromium's fake device", () => {
  const contexts: AudioContext[] = [];
  const tracks: MediaStreamTrack[] = [];
  let permission: Promise<void> = Promise.resolve();
  let removed = false;
  const { mediaDevices } = navigator;
  const devices: CaptureDevices = {
    getUserMedia: async (constraints) => {
      await permission;
      if (removed) throw new DOMException("Requested device not found", "NotFoundError");
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
    microphone: new WebMicrophone({ devices, openContext }),
    sound: () => {},
    unplug: () => {
      for (const track of tracks) track.dispatchEvent(new Event("ended"));
    },
    removeDevices: () => {
      removed = true;
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

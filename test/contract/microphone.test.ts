import { MicrophoneError } from "../../web/core/errors.ts";
import { FakeMicrophone } from "../fakes/fake-microphone.ts";
import { microphoneContract } from "./microphone.ts";

microphoneContract("FakeMicrophone", () => {
  const microphone = new FakeMicrophone();
  return {
    microphone,
    sound: (durationMs) => microphone.say(durationMs),
    unplug: () => microphone.unplug(),
    removeDevices: () => microphone.failWith(new MicrophoneError("not-found")),
    forbid: () => microphone.failWith(new MicrophoneError("denied")),
    otherDevice: async () => ({ deviceId: "headset", label: "Headset" }),
    holdPermission: () => microphone.holdPermission().allow,
    openThings: () => microphone.opened - microphone.closed,
  };
});

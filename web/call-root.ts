import type { ReadableAtom } from "nanostores";
import { browserNetwork } from "./adapters/browser-network.ts";
import { WebCueSounds } from "./adapters/cue-sounds.ts";
import { MediaSessionKeys } from "./adapters/media-session-keys.ts";
import { WebMicrophone } from "./adapters/microphone.ts";
import { WebScreenAwake } from "./adapters/screen-awake.ts";
import { sessionContext } from "./adapters/session-context.ts";
import { WebSpeaker } from "./adapters/speaker.ts";
import { vibration } from "./adapters/vibration.ts";
import { WebFrames } from "./adapters/web-frames.ts";
import { createDeviceTrial, type DeviceTrial } from "./app/device-trial.ts";
import { followCues } from "./app/follow-cues.ts";
import { followKeys } from "./app/follow-keys.ts";
import { holdWhile } from "./app/hold-while.ts";
import { Call, type CallPorts } from "./core/call/call.ts";
import { inCall } from "./core/call/in-call.ts";
import type { DeviceList, Microphone, Speaker } from "./core/ports.ts";
import type { Settings } from "./core/settings.ts";
import { agentName } from "./ui/agent-name.ts";

/** What calls are made with. */
export interface CallSide {
  readonly call: Call;
  readonly microphone: Microphone;
  readonly speaker: Speaker & DeviceList;
  readonly trial: DeviceTrial;
}

export interface CallRootOptions
  extends Pick<CallPorts, "transport" | "toolbox" | "recorder" | "album" | "clock"> {
  readonly settings: ReadableAtom<Settings>;
  /** The folder the app is served from, from `/` to `/`. */
  readonly base: string;
}

/** Composes calls by voice; loaded late, so that none of it weighs on the first load. */
export function createCallSide({ settings, base, ...ports }: CallRootOptions): CallSide {
  const microphone = new WebMicrophone();
  const speaker = new WebSpeaker();
  const call = new Call({
    ...ports,
    microphone,
    speaker,
    frames: new WebFrames(),
    contexts: sessionContext(),
    network: browserNetwork,
  });
  const screen = new WebScreenAwake();
  holdWhile({ begin: () => screen.hold() }, call.state, ({ phase }) => inCall(phase));
  followKeys(call, new MediaSessionKeys(base), agentName);
  followCues({
    call: call.state,
    settings: () => settings.get(),
    clock: ports.clock,
    sounds: new WebCueSounds(),
    haptics: vibration,
  });
  return { call, microphone, speaker, trial: createDeviceTrial(microphone, speaker) };
}

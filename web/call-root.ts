import { browserNetwork } from "./adapters/browser-network.ts";
import { WebMicrophone } from "./adapters/microphone.ts";
import { sessionContext } from "./adapters/session-context.ts";
import { WebSpeaker } from "./adapters/speaker.ts";
import { WebFrames } from "./adapters/web-frames.ts";
import { Call, type CallPorts } from "./core/call/call.ts";
import type { Microphone, Speaker } from "./core/ports.ts";

/** What calls are made with. */
export interface CallSide {
  readonly call: Call;
  readonly microphone: Microphone;
  readonly speaker: Speaker;
}

/** Composes calls by voice; loaded late, so that none of it weighs on the first load. */
export function createCallSide(
  ports: Pick<CallPorts, "transport" | "toolbox" | "recorder" | "clock">,
): CallSide {
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
  return { call, microphone, speaker };
}

import type { VoiceProcessing } from "../core/audio/voice-processing.ts";
import type { CallSound } from "../core/call/call-plan.ts";
import type { Settings } from "../core/settings.ts";
import type { CallControl } from "./late-call.ts";

/** How the person wants to be heard, and to hear. */
export function callSound(settings: Settings): CallSound {
  const { speaker } = settings;
  return {
    processing: processingOf(settings),
    speakerId: speaker || undefined,
    volume: volumeOf(settings),
  };
}

/** The same for trying the devices, which is about sound also where the agent is read. */
export function trialSound(settings: Settings): CallSound {
  return { ...callSound(settings), volume: settings.volume };
}

/** An agent that is read is not heard. */
function volumeOf({ answers, volume }: Settings): number {
  return answers === "written" ? 0 : volume;
}

/** Takes a change of the settings into the call that is on. */
export function followSound(call: CallControl, changes: Partial<Settings>, settings: Settings): void {
  const { microphone, speaker, volume, answers } = changes;
  if (microphone !== undefined) call.useMicrophone(settings.microphone || undefined);
  if (speaker !== undefined) call.useSpeaker(settings.speaker || undefined);
  if (volume !== undefined || answers !== undefined) call.setVolume(volumeOf(settings));
  const { echoCancellation, noiseSuppression, autoGainControl } = changes;
  if ((echoCancellation ?? noiseSuppression ?? autoGainControl) !== undefined)
    call.process(processingOf(settings));
}

function processingOf(settings: Settings): VoiceProcessing {
  const { echoCancellation, noiseSuppression, autoGainControl } = settings;
  return { echoCancellation, noiseSuppression, autoGainControl };
}

import type { ReadableAtom } from "nanostores";
import type { CallCue, CueSounds, Haptics } from "../core/call/call-signs.ts";
import { inCall } from "../core/call/in-call.ts";
import type { CallState } from "../core/call/state.ts";
import type { Clock } from "../core/ports.ts";
import type { Settings } from "../core/settings.ts";

export interface FollowCuesOptions {
  readonly call: ReadableAtom<CallState>;
  readonly settings: () => Pick<Settings, "callSounds" | "vibration">;
  readonly clock: Pick<Clock, "setTimer">;
  readonly sounds: CueSounds;
  readonly haptics: Haptics;
}

/** Most answers come sooner: then there is nothing to be told. */
const thinkingMs = 1_200;
const stillThinkingMs = 4_000;

/** Tells, by sound and touch, when a call begins, when it is over, and when the agent takes long. */
export function followCues({ call, settings, clock, sounds, haptics }: FollowCuesOptions): () => void {
  /** The call was open once: what ends earlier shows why on the screen. */
  let isOpened = false;
  let isCalling = false;
  let cancelThinking: (() => void) | undefined;

  const tell = (cue: CallCue) => {
    const { callSounds, vibration } = settings();
    if (callSounds) sounds.play(cue);
    if (vibration) haptics.buzz(cue);
  };
  const remind = () => {
    if (settings().callSounds) sounds.play("thinking");
    cancelThinking = clock.setTimer(stillThinkingMs, remind);
  };
  const think = (isThinking: boolean) => {
    if (!isThinking) {
      cancelThinking?.();
      cancelThinking = undefined;
    } else
      cancelThinking ??= clock.setTimer(thinkingMs, () => {
        tell("thinking");
        cancelThinking = clock.setTimer(stillThinkingMs, remind);
      });
  };

  return call.subscribe(({ phase, activity }) => {
    const wasCalling = isCalling;
    isCalling = inCall(phase);
    if (isCalling && !wasCalling) {
      isOpened = false;
      if (settings().callSounds) sounds.open();
    }
    if (phase.name === "live" && !isOpened) {
      isOpened = true;
      tell("start");
    }
    think(phase.name === "live" && activity === "thinking");
    if (!wasCalling || phase.name !== "ended") return;
    if (isOpened && phase.outcome.type !== "elsewhere") tell("end");
    sounds.close();
  });
}

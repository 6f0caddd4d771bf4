import { bargeIn } from "./barge-in.ts";
import { coldFirstSound, warmFirstSound } from "./first-sound.ts";
import { playWithJitter } from "./gaps.ts";
import { micToWire } from "./mic-to-wire.ts";
import { rebuilds } from "./rebuilds.ts";
import { saySample, startSampleCall } from "./sample-call.ts";

/** What the bench asks of its page. */
const bench = {
  micToWire,
  warmFirstSound,
  coldFirstSound,
  playWithJitter,
  bargeIn,
  rebuilds,
  startSampleCall,
  saySample,
};

declare global {
  interface Window {
    readonly bench: typeof bench;
  }
}

Object.defineProperty(window, "bench", { value: bench });

import { openAudioContext } from "../../web/adapters/audio-context.ts";
import { WebSpeaker } from "../../web/adapters/speaker.ts";
import { speakerContract } from "./speaker.ts";

for (const rateHz of [24_000, 48_000]) {
  speakerContract(`WebSpeaker in a context of ${rateHz} Hz`, () => {
    const contexts: AudioContext[] = [];
    const openContext = () => {
      const context = openAudioContext(rateHz);
      contexts.push(context);
      return context;
    };
    return {
      speaker: new WebSpeaker({ openContext }),
      play: () => {},
      openThings: () => contexts.filter(({ state }) => state !== "closed").length,
    };
  });
}

import { type CreateNode, openAudioContext } from "../../web/adapters/audio-context.ts";
import { WebSpeaker } from "../../web/adapters/speaker.ts";
import mortalUrl from "../browser/mortal.worklet.ts?worker&url";
import { speakerContract } from "./speaker.ts";

for (const rateHz of [24_000, 48_000]) {
  speakerContract(`WebSpeaker in a context of ${rateHz} Hz`, () => {
    const contexts: AudioContext[] = [];
    const openContext = () => {
      const context = openAudioContext(rateHz);
      contexts.push(context);
      return context;
    };
    let node: AudioWorkletNode | undefined;
    const createNode: CreateNode = (...args) => {
      node = new AudioWorkletNode(...args);
      return node;
    };
    return {
      speaker: new WebSpeaker({ openContext, createNode, workletUrl: mortalUrl }),
      breakOutput: () => node?.port.postMessage({ type: "die" }),
      play: () => {},
      openThings: () => contexts.filter(({ state }) => state !== "closed").length,
    };
  });
}

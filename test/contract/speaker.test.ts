import { FakeSpeaker } from "../fakes/fake-speaker.ts";
import { speakerContract } from "./speaker.ts";

speakerContract("FakeSpeaker", () => {
  const speaker = new FakeSpeaker();
  return {
    speaker,
    play: (durationMs) => speaker.play(durationMs),
    breakOutput: () => speaker.break(),
    openThings: () => speaker.opened - speaker.closed,
  };
});

speakerContract("FakeSpeaker that flushes later", () => {
  const speaker = new FakeSpeaker();
  speaker.flushesLater = true;
  return {
    speaker,
    play: (durationMs) => {
      speaker.completeFlush();
      speaker.play(durationMs);
    },
    breakOutput: () => speaker.break(),
    openThings: () => speaker.opened - speaker.closed,
  };
});

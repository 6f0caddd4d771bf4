import { FileSpeaker } from "../../web/core/call/file-speaker.ts";
import { ManualClock } from "../fakes/manual-clock.ts";
import { speakerContract } from "./speaker.ts";

speakerContract("FileSpeaker", () => {
  const clock = new ManualClock();
  return {
    speaker: new FileSpeaker(clock),
    // It holds a turn back for a moment, as every speaker that expects a network does.
    play: (durationMs) => clock.advance(durationMs + 100),
    openThings: () => clock.pendingTimers,
  };
});

import { expect, it } from "vitest";
import { closeAudioContext } from "../../web/adapters/audio-context.ts";

it("closes an audio context once, also where its state does not show it yet", () => {
  let closed = 0;
  const context = {
    state: "running",
    close: async () => {
      closed += 1;
    },
  } as const;
  closeAudioContext(context);
  closeAudioContext(context);
  expect(closed).toBe(1);
});

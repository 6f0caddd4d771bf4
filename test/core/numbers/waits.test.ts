import { describe, expect, it } from "vitest";
import { answerWaits } from "../../../web/core/numbers/waits.ts";
import { conversation } from "../../fakes/conversation.ts";

describe("how long an answer takes", () => {
  it("counts from the end of speech to the first audio, and on to the first sound", () => {
    const scene = conversation();
    scene.wait(1_000).talk(600).understood("Hello?").wait(700).agent("Hi", 200).wait(80).startsPlaying();
    expect(answerWaits(scene.state.log, [])).toMatchObject([{ toAudioMs: 700, toSoundMs: 780 }]);
    scene.wait(50).agent(" there", 200);
    expect(answerWaits(scene.state.log, [])).toMatchObject([{ toAudioMs: 700, toSoundMs: 780 }]);
  });

  it("knows no sound while none was heard, and no wait for what nobody asked", () => {
    const scene = conversation().agent("Hello", 100).startsPlaying();
    expect(answerWaits(scene.state.log, [])).toEqual([]);
    scene.generated().turnComplete().playsOut();
    scene.happens({ type: "text", text: "Well?" }).wait(900).agent("Yes", 100);
    expect(answerWaits(scene.state.log, [])).toMatchObject([{ toAudioMs: 900, toSoundMs: undefined }]);
  });
});

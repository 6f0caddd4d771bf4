import { describe, expect, it } from "vitest";
import { addUsage, costOf } from "../../../web/core/numbers/cost.ts";

const usage = {
  promptTokens: 1_000_000,
  responseTokens: 500_000,
  totalTokens: 1_500_000,
  prompt: { text: 200_000, audio: 800_000, image: 0 },
  response: { text: 100_000, audio: 400_000, image: 0 },
};

describe("what a call costs", () => {
  it("adds up text and audio of both directions, each at its price", () => {
    // 0.2 × 0.75 + 0.8 × 3 + 0.1 × 4.5 + 0.4 × 12
    expect(costOf("gemini-3.8-live", usage)).toEqual({
      known: true,
      usd: expect.closeTo(7.8, 9),
      unpricedTokens: 0,
    });
    expect(costOf("models/gemini-3.1-flash-live-preview", usage)).toMatchObject({ known: true });
  });

  it("guesses no price: neither for a model nor for pictures nor for tokens of unknown kind", () => {
    expect(costOf("gemini-2.5-flash-native-audio-preview-12-2025", usage)).toEqual({ known: false });
    expect(costOf("", usage)).toEqual({ known: false });
    const pictures = { ...usage, prompt: { text: 200_000, audio: 700_000, image: 60_000 } };
    expect(costOf("gemini-3.8-live", pictures)).toMatchObject({ known: true, unpricedTokens: 100_000 });
    const { prompt: _prompt, ...untold } = usage;
    expect(costOf("gemini-3.8-live", untold)).toMatchObject({ unpricedTokens: 1_000_000 });
  });

  it("adds turns up by kind, also where some were not told apart", () => {
    const { prompt: _prompt, response: _response, ...untold } = usage;
    expect(addUsage(untold, usage)).toEqual({
      promptTokens: 2_000_000,
      responseTokens: 1_000_000,
      totalTokens: 3_000_000,
      prompt: usage.prompt,
      response: usage.response,
    });
    expect(addUsage(usage, usage).prompt).toEqual({ text: 400_000, audio: 1_600_000, image: 0 });
    expect(addUsage(untold, untold)).not.toHaveProperty("prompt");
  });
});

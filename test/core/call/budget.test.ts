import { describe, expect, it } from "vitest";
import { conversation, exampleAbout } from "../../fakes/conversation.ts";

describe("a budget", () => {
  const turnOf = (audioTokens: number) => ({
    type: "usage" as const,
    usage: {
      promptTokens: 0,
      responseTokens: audioTokens,
      totalTokens: audioTokens,
      response: { text: 0, audio: audioTokens, image: 0 },
    },
  });
  const within = (
    warnAtUsd: number | undefined,
    stopAtUsd: number | undefined,
    model = exampleAbout.model,
  ) => {
    const scene = conversation();
    const about = { ...exampleAbout, model };
    scene.state = { ...scene.state, about, budget: { warnAtUsd, stopAtUsd } };
    return scene;
  };

  it("tells once when the call has cost so much, and goes on", () => {
    // 12 dollars a million: 10,000 tokens are 12 cents.
    const scene = within(0.1, undefined).service(turnOf(8_000));
    expect(scene.state.notices).toEqual([]);
    scene.service(turnOf(2_000)).service(turnOf(9_000));
    expect(scene.state.notices.map(({ type }) => type)).toEqual(["budget-warned"]);
    expect(scene.state.phase.name).toBe("live");
  });

  it("ends the call when it may cost no more, and says why", () => {
    const scene = within(0.1, 0.2).service(turnOf(20_000));
    expect(scene.state.phase).toMatchObject({
      name: "ended",
      outcome: { type: "failed", error: { kind: "session", reason: "over-budget" } },
    });
    expect(scene.take()).toContain("release");
  });

  it("cannot watch a model whose price is not known", () => {
    const scene = within(0.01, 0.01, "gemini-9").service(turnOf(1_000_000));
    expect(scene.state.phase.name).toBe("live");
  });
});

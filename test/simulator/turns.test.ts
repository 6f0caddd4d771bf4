import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Scenario } from "../../token-server/simulator/scenario.ts";
import { type ServedSimulator, serveSimulator } from "../../token-server/simulator/serve.ts";
import { warmUp } from "../../token-server/simulator/speech.ts";
import type { SessionTrace } from "../../token-server/simulator/trace.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { RawClient } from "./support/raw-client.ts";
import { connect, sdks } from "./support/sdk.ts";

const sentence = "It is a fine day for a long walk, says the demo.";
const talk: Scenario = { answer: () => [{ type: "say", text: sentence }] };

let server: ServedSimulator;
beforeAll(async () => {
  server = await serveSimulator({ timeScale: 0.02, scenario: talk });
});
afterAll(() => server.close());

/** A session on a clock that the test moves. */
async function still(scenario: Scenario) {
  await warmUp();
  const clock = new ManualClock();
  const stood = await serveSimulator({ clock, scenario });
  const client = await RawClient.setUp(stood.url);
  const trace = await stood.session(0);
  const sendText = async (text: string) => {
    const before = trace.received.length;
    client.text(text);
    await trace.until(({ received }) => received.length > before);
  };
  return { clock, client, trace, sendText, close: () => stood.close() };
}

const at = (trace: SessionTrace, key: string, nth = 0) =>
  trace.sent.filter(({ message }) => JSON.stringify(message).includes(`"${key}"`)).at(nth)?.atMs ??
  Number.NaN;

describe("a turn in answer to text", () => {
  it("runs from transcript and audio over generationComplete to turnComplete with usage", async () => {
    const client = await RawClient.setUp(server.url);
    client.text("Hello");
    const last = await client.turnComplete();
    const order = client.kinds().filter((kind) => !/handle|resumable/.test(kind));
    expect(order.slice(0, 3)).toEqual(["setupComplete", "outputTranscription", "modelTurn"]);
    expect(order.slice(-3)).toEqual(["modelTurn", "generationComplete", "turnComplete"]);
    expect(client.said).toBe(sentence);
    const seconds = client.pcm.length / 2 / 24_000;
    expect(seconds).toBeGreaterThan(2);
    expect(last.usageMetadata?.responseTokenCount).toBeCloseTo(seconds * 25, -1);
    expect(last.usageMetadata?.totalTokenCount).toBeGreaterThan(last.usageMetadata?.responseTokenCount ?? 0);
  });

  it("sends audio in parts of 24 kHz PCM, the first a single sample, the others 80–320 ms", async () => {
    const client = await RawClient.setUp(server.url);
    client.text("Hello");
    await client.turnComplete();
    const sizes = client.parts().map(({ data }) => Buffer.from(data, "base64").length);
    expect(sizes[0]).toBe(2);
    const middle = sizes.slice(1, -1);
    expect(middle.length).toBeGreaterThan(3);
    expect(Math.min(...middle)).toBeGreaterThanOrEqual(80 * 48);
    expect(Math.max(...middle)).toBeLessThanOrEqual(320 * 48);
    expect(new Set(client.parts().map(({ mimeType }) => mimeType))).toEqual(
      new Set(["audio/pcm;rate=24000"]),
    );
  });

  it("is heard in pretty-printed binary frames with many empty ones between", async () => {
    const client = await RawClient.setUp(server.url);
    client.text("Hello");
    await client.turnComplete();
    expect(client.frames.every(({ binary }) => binary)).toBe(true);
    expect(client.frames.every(({ text }) => text.endsWith("}\n"))).toBe(true);
    const empty = client.frames.filter(({ text }) => text === "{}\n").length;
    expect(empty).toBeGreaterThan(10);
    expect(empty).toBeLessThanOrEqual(30);
  });

  it("can be had in text frames", async () => {
    const textual = await serveSimulator({ timeScale: 0.02, scenario: talk, frames: "text" });
    const client = await RawClient.setUp(textual.url);
    client.text("Hello");
    await client.turnComplete();
    expect(client.frames.some(({ binary }) => binary)).toBe(false);
    await textual.close();
  });

  it("is sent at 3.3 times real time and completes when it must have been heard", async () => {
    const { clock, client, trace, sendText, close } = await still(talk);
    await sendText("Hello");
    await clock.advance(20_000);
    await client.turnComplete();
    const audioMs = client.pcm.length / 48;
    const first = at(trace, "modelTurn");
    expect(first).toBeGreaterThanOrEqual(350);
    expect(first).toBeLessThanOrEqual(700);
    expect(at(trace, "generationComplete") - first).toBeCloseTo(audioMs / 3.3, 3);
    expect(at(trace, "turnComplete") - first).toBeCloseTo(audioMs, 3);
    await close();
  });

  it("has its transcript ahead of the audio", async () => {
    const { clock, client, sendText, close } = await still(talk);
    await sendText("Hello");
    await clock.advance(20_000);
    await client.turnComplete();
    let audioBytes = 0;
    let text = "";
    for (const { serverContent } of client.messages) {
      text += serverContent?.outputTranscription?.text ?? "";
      for (const part of serverContent?.modelTurn?.parts ?? []) {
        audioBytes += Buffer.from(part.inlineData?.data ?? "", "base64").length;
        const heardShare = audioBytes / client.pcm.length;
        expect(text.length / sentence.length).toBeGreaterThan(heardShare - 0.15);
      }
    }
    await close();
  });

  it("sounds different with another voice, and the same with the same one", async () => {
    const speakAs = async (voiceName: string) => {
      const speechConfig = { voiceConfig: { prebuiltVoiceConfig: { voiceName } } };
      const client = await RawClient.setUp(server.url, {
        generationConfig: { responseModalities: ["AUDIO"], speechConfig },
      });
      client.text("Hello");
      await client.turnComplete();
      client.close();
      return client.pcm;
    };
    const kore = await speakAs("Kore");
    expect((await speakAs("Kore")).equals(kore)).toBe(true);
    expect((await speakAs("Charon")).equals(kore)).toBe(false);
  });

  it("has no transcript when a model that does not volunteer was not asked for it", async () => {
    const client = await RawClient.open(
      `${server.url}${"/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent"}?key=demo-key`,
    );
    const model = "models/gemini-3.1-flash-live-preview";
    client.send({ setup: { model, generationConfig: { responseModalities: ["AUDIO"] } } });
    client.text("Hello");
    await client.turnComplete();
    expect(client.said).toBe("");
    expect(client.kinds()).not.toContain("handle");
    expect(client.pcm.length).toBeGreaterThan(1000);
  });
});

describe("who may start a turn", () => {
  it("is the user: nothing is said unasked", async () => {
    const { clock, client, trace, close } = await still({});
    await clock.advance(60_000);
    expect(trace.sent.length).toBeGreaterThan(10);
    expect(new Set(client.kinds())).toEqual(new Set(["setupComplete", "handle"]));
    await close();
  });

  it("is clientContent that completes a turn, even an empty one, and not one that leaves it open", async () => {
    const { clock, client, trace, close } = await still(talk);
    const turns = [{ role: "user", parts: [{ text: "Remember this." }] }];
    client.send({ clientContent: { turns, turnComplete: false } });
    await trace.until(({ received }) => received.length === 2);
    await clock.advance(30_000);
    expect(client.kinds()).not.toContain("modelTurn");
    client.send({ clientContent: { turnComplete: true } });
    await trace.until(({ received }) => received.length === 3);
    await clock.advance(30_000);
    await client.turnComplete();
    expect(client.said).toBe(sentence);
    await close();
  });

  it("may be nobody: an answer without steps is no turn at all", async () => {
    const { clock, client, sendText, close } = await still({ answer: () => [] });
    await sendText("To myself: buy milk.");
    await clock.advance(30_000);
    expect(new Set(client.kinds())).toEqual(new Set(["setupComplete", "handle"]));
    await close();
  });
});

describe("an interrupted turn", () => {
  const ways = [
    ["typed text", { realtimeInput: { text: "Stop" } }],
    [
      "client content",
      { clientContent: { turns: [{ role: "user", parts: [{ text: "Stop" }] }], turnComplete: true } },
    ],
    ["open client content", { clientContent: { turns: [{ role: "user", parts: [{ text: "Stop" }] }] } }],
  ] as const;

  it.each(ways)("by %s: interrupted, turnComplete, and nothing more of it", async (_, message) => {
    const { clock, client, trace, sendText, close } = await still({
      rules: [{ when: { turn: 1 }, answer: [{ type: "say", text: `${sentence} ${sentence}` }] }],
      answer: () => [],
    });
    await sendText("Talk");
    await clock.advance(1200);
    client.send(message);
    await trace.until(({ received }) => received.length === 3);
    await clock.advance(30_000);
    await client.turnComplete();
    const kinds = client.kinds();
    const cut = kinds.indexOf("interrupted");
    expect(kinds.slice(cut, cut + 2)).toEqual(["interrupted", "turnComplete"]);
    expect(kinds.slice(cut)).not.toContain("modelTurn");
    expect(kinds).not.toContain("generationComplete");
    expect(kinds.filter((kind) => kind === "turnComplete")).toHaveLength(1);
    await close();
  });

  it("is interrupted also while it is only being played, unless the scenario has it otherwise", async () => {
    for (const noInterruptedDuringPlayback of [false, true]) {
      const { clock, client, trace, sendText, close } = await still({
        ...talk,
        faults: { noInterruptedDuringPlayback },
      });
      await sendText("Talk");
      await clock.advance(700 + 1500);
      expect(client.kinds()).toContain("generationComplete");
      expect(client.kinds()).not.toContain("turnComplete");
      client.send({ clientContent: { turns: [] } });
      await trace.until(({ received }) => received.length === 3);
      await client.turnComplete();
      expect(client.kinds().includes("interrupted")).toBe(!noInterruptedDuringPlayback);
      await close();
    }
  });
});

describe.each(sdks)("SDK %s in a conversation", (_, genai) => {
  it("gets all of a turn in order", async () => {
    const { session, messages } = await connect(genai, { baseUrl: server.url });
    session.sendClientContent({ turns: "Hello" });
    await server.sessions.at(-1)?.until(({ sent }) => sent.some(({ message }) => "usageMetadata" in message));
    const done = () => messages.some(({ serverContent }) => serverContent?.turnComplete);
    while (!done()) await new Promise((resolve) => setImmediate(resolve));
    const text = messages.map(({ serverContent }) => serverContent?.outputTranscription?.text ?? "").join("");
    expect(text).toBe(sentence);
    session.close();
  });
});

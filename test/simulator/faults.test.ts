import { afterEach, describe, expect, it } from "vitest";
import type { PlannedEvent, Scenario, Step } from "../../token-server/simulator/scenario.ts";
import { type ServedSimulator, serveSimulator } from "../../token-server/simulator/serve.ts";
import { warmUp } from "../../token-server/simulator/speech.ts";
import type { SessionTrace } from "../../token-server/simulator/trace.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { RawClient, socketPath } from "./support/raw-client.ts";
import { join, silence, vowel } from "./support/sounds.ts";

const talk: Scenario = {
  answer: () => [{ type: "say", text: "I talk for quite a while about nothing at all." }],
};

let server: ServedSimulator;
let clock: ManualClock;
let client: RawClient;
let trace: SessionTrace;

async function begin(scenario: Scenario) {
  await warmUp();
  clock = new ManualClock();
  server = await serveSimulator({ clock, scenario: { ...talk, ...scenario } });
  client = await RawClient.setUp(server.url);
  trace = await server.session(0);
}

afterEach(() => server.close());

async function type(text: string, forMs = 30_000) {
  const before = trace.received.length;
  client.text(text);
  await trace.until(({ received }) => received.length > before);
  await clock.advance(forMs);
}

const sizes = () => client.parts().map(({ data }) => Buffer.from(data, "base64").length);
const audioTimes = () =>
  trace.sent.filter(({ message }) => JSON.stringify(message).includes("modelTurn")).map(({ atMs }) => atMs);

describe("faults", () => {
  it("odd-sized audio parts still make up the same audio", async () => {
    await begin({});
    await type("Hello");
    const whole = client.pcm;
    await server.close();
    await begin({ faults: { oddAudioParts: true } });
    await type("Hello");
    expect(sizes().filter((size) => size % 2 === 1).length).toBeGreaterThanOrEqual(sizes().length - 1);
    expect(client.pcm.equals(whole)).toBe(true);
  });

  it("audio can go without its rate", async () => {
    await begin({ faults: { noAudioRate: true } });
    await type("Hello");
    expect(new Set(client.parts().map(({ mimeType }) => mimeType))).toEqual(new Set(["audio/pcm"]));
  });

  it("jitter delays parts by up to its bound, the same way for the same seed", async () => {
    await begin({});
    await type("Hello");
    const smooth = audioTimes();
    await server.close();
    const jittered: number[][] = [];
    for (const seed of [7, 7, 8]) {
      await begin({ seed: 1, faults: { audioJitterMs: 100 } });
      await server.close();
      await begin({ seed, faults: { audioJitterMs: 100 } });
      await type("Hello");
      jittered.push(audioTimes());
      await server.close();
    }
    expect(jittered[0]).toEqual(jittered[1]);
    expect(jittered[0]).not.toEqual(jittered[2]);
    expect(jittered[0]).not.toEqual(smooth);
    await begin({});
  });

  it("a turn may never complete", async () => {
    await begin({ faults: { missingTurnComplete: true } });
    await type("Hello", 120_000);
    expect(client.kinds()).toContain("generationComplete");
    expect(client.kinds()).not.toContain("turnComplete");
  });

  it("audio may come after the interruption", async () => {
    await begin({ faults: { lateAudioAfterInterrupted: true } });
    await type("Talk", 900);
    client.send({ clientContent: { turns: [] } });
    await client.turnComplete();
    await client.next(({ serverContent }) => serverContent?.modelTurn, sizes().length);
    const kinds = client.kinds();
    expect(kinds.slice(kinds.indexOf("interrupted"), kinds.indexOf("interrupted") + 4)).toContain(
      "modelTurn",
    );
  });

  it("frames may be malformed, without harm to the rest", async () => {
    await begin({ faults: { malformedFrames: true } });
    await type("Hello");
    await client.turnComplete();
    expect(client.frames.filter(({ text }) => !text.endsWith("}\n"))).toHaveLength(1);
  });

  it("input transcription may come after the answer has begun", async () => {
    await begin({ faults: { lateInputTranscriptionMs: 200 } });
    client.audio(join(vowel(600), silence(1000)));
    await trace.until(({ audio }) => audio.length === 16 * 1600 * 2);
    await clock.advance(30_000);
    await client.turnComplete();
    expect(client.kinds().indexOf("inputTranscription")).toBeGreaterThan(client.kinds().indexOf("modelTurn"));
  });

  it("answers may take longer and longer to begin", async () => {
    await begin({ faults: { slowerEachTurn: 4 }, profile: { answerDelayMs: [500, 500] } });
    const delays: number[] = [];
    for (const text of ["one", "two", "three"]) {
      await type(text, 60_000);
      const asked = trace.received.at(-1)?.atMs ?? 0;
      delays.push((audioTimes().find((atMs) => atMs >= asked) ?? 0) - asked);
    }
    expect(delays).toEqual([500, 2_000, 8_000]);
  });

  it("one turn may stay without an answer, with turnComplete or without a sign (S33)", async () => {
    await begin({
      rules: [
        { when: { turn: 1 }, answer: [] },
        { when: { turn: 2 }, answer: [{ type: "send", message: { serverContent: { turnComplete: true } } }] },
      ],
    });
    await type("Nothing at all");
    expect(trace.sent.filter(({ message }) => "serverContent" in message)).toEqual([]);
    await type("Just the end");
    await client.turnComplete();
    expect(client.parts()).toEqual([]);
    await type("An answer");
    await client.turnComplete(2);
    expect(client.parts().length).toBeGreaterThan(0);
  });

  it("setupComplete may never come", async () => {
    server = await serveSimulator({ timeScale: 0.01, scenario: { faults: { setupDelayMs: "never" } } });
    client = await RawClient.open(`${server.url}${socketPath()}?key=demo-key`);
    client.send({ setup: { model: "models/gemini-3.8-live" } });
    trace = await server.session(0);
    await trace.until(({ effectiveSetup }) => effectiveSetup !== undefined);
    expect(trace.sent).toEqual([]);
    expect(client.closed).toBeUndefined();
  });

  it("the handshake may be refused", async () => {
    server = await serveSimulator({ scenario: { faults: { refuseUpgrade: 503 } } });
    await expect(RawClient.open(`${server.url}${socketPath()}?key=demo-key`)).rejects.toThrow(/503/);
  });
});

describe("planned events", () => {
  const plan = (at: PlannedEvent["at"], ...steps: readonly Step[]): Scenario => ({ events: [{ at, steps }] });

  it("close with any code and reason at a moment", async () => {
    await begin(
      plan(
        { type: "setup", afterMs: 2000 },
        { type: "close", code: 1011, reason: "Internal error occurred." },
      ),
    );
    await clock.advance(1999);
    expect(client.closed).toBeUndefined();
    await clock.advance(1);
    expect(await client.untilClosed()).toEqual({ code: 1011, reason: "Internal error occurred." });
  });

  it("close before setup", async () => {
    clock = new ManualClock();
    server = await serveSimulator({
      clock,
      scenario: plan({ type: "open" }, { type: "close", code: 1008, reason: "No." }),
    });
    client = await RawClient.open(`${server.url}${socketPath()}?key=demo-key`);
    await clock.advance(0);
    expect(await client.untilClosed()).toEqual({ code: 1008, reason: "No." });
  });

  it("refuse every setup, and have said nothing before", async () => {
    clock = new ManualClock();
    server = await serveSimulator({
      clock,
      scenario: { faults: { refuseSetup: { code: 1007, reason: "No." } } },
    });
    client = await RawClient.open(`${server.url}${socketPath()}?key=demo-key`);
    client.send({ setup: { model: "models/gemini-3.8-live" } });
    expect(await client.untilClosed()).toEqual({ code: 1007, reason: "No." });
    expect(client.messages).toEqual([]);
  });

  it("drop the connection in the middle of a turn", async () => {
    await begin(plan({ type: "first-audio", turn: 1, afterMs: 100 }, { type: "drop" }));
    await type("Hello");
    expect((await client.untilClosed()).code).toBe(1006);
  });

  it("announce the end without a duration", async () => {
    await begin(plan({ type: "turn-end", turn: 1 }, { type: "go-away" }));
    await type("Hello");
    expect(await client.next(({ goAway }) => goAway)).toEqual({ goAway: {} });
  });

  it("interrupt a turn, or nothing at all", async () => {
    await begin(plan({ type: "first-audio", turn: 1, afterMs: 100 }, { type: "interrupt" }));
    await type("Hello");
    await client.turnComplete();
    expect(client.kinds()).not.toContain("generationComplete");
    await server.close();
    await begin(plan({ type: "setup", afterMs: 10 }, { type: "interrupt" }));
    await clock.advance(100);
    expect(client.kinds().filter((kind) => kind === "interrupted")).toHaveLength(1);
    expect(client.kinds()).not.toContain("turnComplete");
  });

  it("freeze right after setup, or after a while, and still take everything (S32)", async () => {
    for (const afterMs of [0, 5_000]) {
      await begin(plan({ type: "setup", afterMs }, { type: "stall" }));
      await clock.advance(afterMs);
      const before = trace.sent.length;
      client.audio(join(vowel(600), silence(1000)));
      client.text("Hello?");
      await trace.until(({ heard }) => heard.at(-1)?.type === "text");
      await clock.advance(60_000);
      expect(trace.audio.length).toBe(1600 * 32);
      expect(trace.sent).toHaveLength(before);
      expect(client.closed).toBeUndefined();
      await server.close();
    }
    await begin({});
  });

  it("stall: the socket stays open and nothing comes", async () => {
    await begin(plan({ type: "turn-end", turn: 1 }, { type: "stall" }));
    await type("Hello");
    const before = trace.sent.length;
    client.text("Are you there?");
    await clock.advance(60_000);
    expect(trace.sent).toHaveLength(before);
    expect(client.closed).toBeUndefined();
  });

  it("say something unasked, wait, and send any message", async () => {
    await begin(
      plan(
        { type: "setup", afterMs: 100 },
        { type: "say", text: "By the way." },
        { type: "wait", ms: 500 },
        { type: "send", message: { novelty: true } },
        { type: "raw", data: "not json" },
      ),
    );
    await clock.advance(30_000);
    await client.turnComplete();
    expect(client.said).toBe("By the way.");
    expect(client.kinds()).toContain("novelty");
    expect(client.frames.some(({ text }) => text === "not json")).toBe(true);
  });

  it("may differ from connection to connection", async () => {
    await begin({});
    server.setScenario((connection) => ({
      rules: [{ answer: [{ type: "say", text: `Number ${connection}.` }] }],
    }));
    client = await RawClient.setUp(server.url);
    trace = await server.session(1);
    await type("Hello");
    expect(client.said).toBe("Number 1.");
  });
});

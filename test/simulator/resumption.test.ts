import { afterEach, describe, expect, it } from "vitest";
import type { Scenario } from "../../token-server/simulator/scenario.ts";
import { type ServedSimulator, serveSimulator } from "../../token-server/simulator/serve.ts";
import { warmUp } from "../../token-server/simulator/speech.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { mintToken } from "./support/mint.ts";
import { basicSetup, RawClient, socketPath } from "./support/raw-client.ts";

let server: ServedSimulator;
let clock: ManualClock;

async function begin(scenario: Scenario = {}) {
  await warmUp();
  clock = new ManualClock();
  server = await serveSimulator({ clock, scenario });
  return RawClient.setUp(server.url, { sessionResumption: {} });
}

afterEach(() => server.close());

const resume = (handle: string | undefined, setup: object = {}) =>
  RawClient.setUp(server.url, { sessionResumption: { handle }, ...setup });

const handles = (client: RawClient) =>
  client.messages.flatMap(({ sessionResumptionUpdate }) => sessionResumptionUpdate?.newHandle ?? []);

async function talk(client: RawClient, text: string): Promise<void> {
  const trace = server.sessions.at(-1);
  const before = trace?.received.length ?? 0;
  client.text(text);
  await trace?.until(({ received }) => received.length > before);
  await clock.advance(30_000);
}

describe("session handles", () => {
  it("come after setup, every 1.5 s and after a turn, with a notice while the model speaks", async () => {
    const client = await begin();
    await client.next(({ sessionResumptionUpdate }) => sessionResumptionUpdate?.resumable);
    await clock.advance(3100);
    expect(new Set(handles(client)).size).toBe(3);
    await talk(client, "Hello");
    const updates = client.messages.flatMap(({ sessionResumptionUpdate }) => sessionResumptionUpdate ?? []);
    expect(updates.filter(({ resumable }) => !resumable)).toEqual([{ resumable: false }]);
    const kinds = client.kinds();
    expect(kinds.indexOf("not-resumable")).toBeLessThan(kinds.indexOf("modelTurn"));
    expect(kinds.slice(kinds.indexOf("turnComplete"))).toEqual(["turnComplete", "handle"]);
    expect(kinds.slice(kinds.indexOf("modelTurn"), kinds.indexOf("turnComplete"))).not.toContain("handle");
  });

  it("bring the conversation back, the newest and earlier ones alike", async () => {
    const client = await begin();
    await talk(client, "Hello");
    await talk(client, "My number is seven");
    const all = handles(client);
    for (const handle of [all.at(-1), all.at(-3)]) {
      const resumed = await resume(handle);
      await talk(resumed, "What did I say?");
      await resumed.turnComplete();
      expect(resumed.said).toContain("turn number 3");
      expect(resumed.said).toContain("My number is seven");
    }
    const fresh = await RawClient.setUp(server.url);
    await talk(fresh, "What did I say?");
    expect(fresh.said).toContain("only just begun");
  });

  it("are refused when unknown, of another model, or older than two hours", async () => {
    const client = await begin();
    await clock.advance(0);
    const [handle] = handles(client);
    expect((await resume("made-up")).closed).toEqual({ code: 1007, reason: "Invalid session handle" });
    const model = "models/gemini-3.1-flash-live-preview";
    expect((await resume(handle, { model })).closed?.code).toBe(1011);
    client.close();
    await clock.advance(2 * 3_600_000 + 1);
    const stale = { code: 1008, reason: "BidiGenerateContent session not found" };
    expect((await resume(handle)).closed).toEqual(stale);
  });

  it("work under another, fresh token, in its setup or in the client's", async () => {
    const client = await begin();
    await talk(client, "Hello");
    const handle = handles(client).at(-1);
    const enter = async (locked: object, own: object) => {
      const token = await mintToken(server.url, {}, { sessionResumption: locked });
      const resumed = await RawClient.open(
        `${server.url}${socketPath("v1beta", true)}?access_token=${token}`,
      );
      resumed.send({ setup: { ...basicSetup, sessionResumption: own } });
      await resumed.next(({ setupComplete }) => setupComplete);
      await talk(resumed, "How many turns did we talk?");
      return resumed.said;
    };
    expect(await enter({ handle }, {})).toContain("turn number 2");
    expect(await enter({}, { handle })).toContain("turn number 2");
    server.setScenario({ faults: { ignoreClientHandle: true } });
    expect(await enter({}, { handle })).toContain("only just begun");
  });

  it("can be kept back", async () => {
    const client = await begin({ faults: { noResumptionHandles: true } });
    await clock.advance(10_000);
    expect(handles(client)).toEqual([]);
  });
});

describe("the end of a connection", () => {
  it("comes after 58 minutes without a warning", async () => {
    const client = await begin();
    await clock.advance(58 * 60_000 - 1);
    expect(client.closed).toBeUndefined();
    await clock.advance(1);
    const deadline = { code: 1011, reason: "Deadline expired before operation could complete." };
    expect(await client.untilClosed()).toEqual(deadline);
    expect(client.kinds()).not.toContain("goAway");
  });

  it("can be set earlier, with a warning", async () => {
    const client = await begin({ profile: { connectionLifeMs: 600_000, goAwayBeforeMs: 60_000 } });
    await clock.advance(540_000);
    expect(await client.next(({ goAway }) => goAway)).toEqual({ goAway: { timeLeft: "60s" } });
    await clock.advance(60_000);
    expect((await client.untilClosed()).code).toBe(1011);
  });

  it("leaves no timer behind", async () => {
    const client = await begin();
    expect(clock.waiting).toBeGreaterThan(0);
    client.close();
    await server.sessions[0]?.until(({ close }) => close !== undefined);
    expect(clock.waiting).toBe(0);
    expect(server.sessions[0]?.close).toMatchObject({ by: "client", code: 1005 });
  });
});

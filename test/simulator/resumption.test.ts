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

const callsToolSetup = { tools: [{ functionDeclarations: [{ name: "measure", behavior: "BLOCKING" }] }] };
const callsTool: Scenario = {
  rules: [
    { when: { tool: "measure" }, answer: [{ type: "say", text: "It is {output}." }] },
    { answer: [{ type: "call", calls: [{ name: "measure", behavior: "BLOCKING" }] }] },
  ],
};

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

  it("grow old only from the end of their session (S28)", async () => {
    const client = await begin({ profile: { connectionLifeMs: 5 * 3_600_000, handleIntervalMs: 60_000 } });
    await clock.advance(0);
    const [handle] = handles(client);
    await clock.advance(3 * 3_600_000);
    server.setScenario({});
    const resumed = await resume(handle);
    expect(resumed.closed).toBeUndefined();
    resumed.close();
    client.close();
    await server.sessions[0]?.until(({ close }) => close !== undefined);
    await clock.advance(2 * 3_600_000 + 1);
    expect((await resume(handle)).closed?.code).toBe(1008);
  });

  it("are not offered while a tool is at work, and offered all the same if the profile says so (S28)", async () => {
    const offers = async (handlesWhileBusy: boolean) => {
      const client = await begin({ ...callsTool, profile: { handlesWhileBusy } });
      await clock.advance(0);
      client.text("Measure");
      await server.sessions[0]?.until(({ received }) => received.length > 1);
      await clock.advance(10_000);
      await client.toolCall();
      const kinds = client.kinds();
      await server.close();
      return kinds.slice(kinds.indexOf("toolCall"));
    };
    expect(await offers(false)).toEqual(["toolCall"]);
    expect(await offers(true)).toEqual(["toolCall", "handle"]);
    await begin();
  });

  it("remember the tool calls that wait: one answer is taken, on the new connection", async () => {
    const client = await begin({ ...callsTool, profile: { handlesWhileBusy: true } });
    await clock.advance(0);
    client.text("Measure");
    await server.sessions[0]?.until(({ received }) => received.length > 1);
    await clock.advance(10_000);
    const [call] = await client.toolCall();
    client.close();
    const resumed = await resume(handles(client).at(-1), callsToolSetup);
    for (const metres of [3, 4]) {
      resumed.respond(call?.id ?? "", "measure", { metres });
      await server.sessions[1]?.until(({ heard }) => heard.at(-1)?.type === "tool-response");
      await clock.advance(30_000);
    }
    await resumed.turnComplete();
    expect(resumed.said).toBe('It is {"metres":3}.');
  });

  it("can be refused, also as long as the old connection is open (S30)", async () => {
    const reason = "Request contains an invalid argument.";
    const client = await begin();
    await clock.advance(0);
    const [handle] = handles(client);
    server.setScenario({ faults: { refuseResume: { code: 1007, reason } } });
    expect((await resume(handle)).closed).toEqual({ code: 1007, reason });
    server.setScenario({ faults: { refuseOverlap: true } });
    expect((await resume(handle)).closed?.code).toBe(1011);
    client.close();
    await server.sessions[0]?.until(({ close }) => close !== undefined);
    expect((await resume(handle)).closed).toBeUndefined();
  });

  it("can lead to connections that die soon, while new conversations live (S30)", async () => {
    const client = await begin();
    await clock.advance(0);
    server.setScenario({
      events: [{ at: { type: "resume", afterMs: 2_000 }, steps: [{ type: "close", code: 1007 }] }],
    });
    const resumed = await resume(handles(client)[0]);
    const fresh = await RawClient.setUp(server.url);
    await clock.advance(1_999);
    expect(resumed.closed).toBeUndefined();
    await clock.advance(1);
    expect((await resumed.untilClosed()).code).toBe(1007);
    expect(fresh.closed).toBeUndefined();
  });

  it("can be kept back", async () => {
    const client = await begin({ faults: { noResumptionHandles: true } });
    await clock.advance(10_000);
    expect(handles(client)).toEqual([]);
  });
});

describe("the end of a connection", () => {
  it("comes when the context is full, over all connections, unless it is compressed", async () => {
    const life = { profile: { contextLifeMs: 900_000 } };
    const client = await begin(life);
    const compressed = await RawClient.setUp(server.url, {
      contextWindowCompression: { slidingWindow: {} },
    });
    await clock.advance(600_000);
    client.close();
    const resumed = await resume(handles(client).at(-1));
    await clock.advance(299_000);
    expect(resumed.closed).toBeUndefined();
    await clock.advance(2_500);
    const full = { code: 1007, reason: "Request contains an invalid argument." };
    expect(await resumed.untilClosed()).toEqual(full);
    const again = await resume(handles(resumed).at(-1));
    await clock.advance(2_500);
    expect(await again.untilClosed()).toEqual(full);
    expect(compressed.closed).toBeUndefined();
  });

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

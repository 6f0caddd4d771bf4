import { afterEach, describe, expect, it } from "vitest";
import { type ServedSimulator, serveSimulator } from "../../token-server/simulator/serve.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { RawClient } from "./support/raw-client.ts";
import { noise } from "./support/sounds.ts";

let server: ServedSimulator;
let clock: ManualClock;

afterEach(() => server.close());

async function begin(trace: "whole" | "recent" = "whole") {
  clock = new ManualClock();
  server = await serveSimulator({ clock, trace, scenario: { answer: () => [] } });
}

const microphone = noise(2_000, -30);
const bytesOf = (samples: Int16Array) => Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);

/** Sends a part of the microphone's sound, in ms, and waits until it has come. */
async function send(client: RawClient, session: number, fromMs: number, untilMs: number) {
  const trace = await server.session(session);
  const bytes = trace.audioBytes + (untilMs - fromMs) * 32;
  client.audio(microphone.subarray(fromMs * 16, untilMs * 16));
  await trace.until(({ audioBytes }) => audioBytes === bytes);
}

const newestHandle = (client: RawClient) =>
  client.messages.flatMap(({ sessionResumptionUpdate }) => sessionResumptionUpdate?.newHandle ?? []).at(-1);

const resume = (handle: string | undefined) => RawClient.setUp(server.url, { sessionResumption: { handle } });

describe("what the service heard over the sessions of a call", () => {
  it("is the sound of each, to the byte, and what was said beside it, in place", async () => {
    await begin();
    const client = await RawClient.setUp(server.url, { sessionResumption: {} });
    await send(client, 0, 0, 400);
    client.send({ realtimeInput: { audioStreamEnd: true } });
    client.text("Hello");
    client.respond("call-1", "measure", { metres: 3 });
    await server.sessions[0]?.until(({ heard }) => heard.at(-1)?.type === "tool-response");
    const [only, ...others] = server.heard().sessions;
    expect(others).toEqual([]);
    expect(bytesOf(microphone.subarray(0, 6400)).equals(only?.pcm ?? Buffer.of())).toBe(true);
    expect(only).toMatchObject({ ready: true, handle: undefined, rateHz: 16_000 });
    expect(only?.events.map(({ type, audioBytes }) => [type, audioBytes])).toEqual([
      ["setup", 0],
      ["handle-offered", 0],
      ["audio-stream-end", 12_800],
      ["text", 12_800],
      ["tool-response", 12_800],
    ]);
    expect(only?.events.at(-1)).toMatchObject({
      answers: [{ id: "call-1", name: "measure", response: { metres: 3 } }],
    });
  });

  it("ends, for a resumed session, where the handle was offered", async () => {
    await begin();
    const client = await RawClient.setUp(server.url, { sessionResumption: {} });
    await send(client, 0, 0, 800);
    await clock.advance(1_600);
    client.text("Forgotten");
    await send(client, 0, 800, 1_000);
    const handle = newestHandle(client);
    client.close();
    const resumed = await resume(handle);
    await send(resumed, 1, 800, 2_000);
    const heard = server.heard();
    expect(heard.sessions[1]).toMatchObject({ handle, from: { session: 0, audioBytes: 25_600 } });
    expect(heard.pcm).toHaveLength((1_000 + 1_200) * 32);
    const known = Buffer.concat(heard.known.map(({ pcm }) => pcm));
    expect(known.equals(bytesOf(microphone))).toBe(true);
    expect(heard.known.map(({ session, events }) => [session, events.map(({ type }) => type)])).toEqual([
      [0, ["setup", "handle-offered", "handle-offered"]],
      [1, ["setup", "handle-offered"]],
    ]);
  });

  it("goes back through every session before it, and over one that was refused", async () => {
    await begin();
    let client = await RawClient.setUp(server.url, { sessionResumption: {} });
    for (const index of [0, 1, 3]) {
      await send(client, index, 0, 100);
      await clock.advance(1_600);
      if (index === 1) expect((await resume("made-up")).closed?.code).toBe(1007);
      if (index < 3) client = await resume(newestHandle(client));
    }
    const heard = server.heard();
    expect(heard.sessions.map(({ ready, from }) => [ready, from?.session])).toEqual([
      [true, undefined],
      [true, 0],
      [false, undefined],
      [true, 1],
    ]);
    expect(heard.known.map(({ session, pcm }) => [session, pcm.length])).toEqual([
      [0, 3_200],
      [1, 3_200],
      [3, 3_200],
    ]);
    expect(server.heard(1).sessions).toHaveLength(3);
  });

  it("begins anew with a session of its own", async () => {
    await begin();
    const client = await RawClient.setUp(server.url, { sessionResumption: {} });
    await send(client, 0, 0, 400);
    client.close();
    await send(await RawClient.setUp(server.url), 1, 400, 600);
    expect(server.heard().known.map(({ session, pcm }) => [session, pcm.length])).toEqual([[1, 6_400]]);
    expect(server.heard().pcm).toHaveLength(600 * 32);
  });

  it("is kept only in part if it is to take little memory", async () => {
    await begin("recent");
    const client = await RawClient.setUp(server.url, { sessionResumption: {} });
    const trace = await server.session(0);
    const minute = noise(60_000, -30);
    client.audio(minute);
    client.audio(minute);
    await trace.until(({ audioBytes }) => audioBytes === 2 * minute.byteLength);
    expect(trace.audio.length).toBeGreaterThanOrEqual(1024 * 1024);
    expect(trace.audio.length).toBeLessThanOrEqual(2 * 1024 * 1024);
    const newest = bytesOf(minute).subarray(-1024 * 1024);
    expect(newest.equals(trace.audio.subarray(-1024 * 1024))).toBe(true);
    expect(trace.received.length).toBeLessThanOrEqual(2_000);
    expect(() => server.heard()).toThrow(/"whole"/);
  });
});

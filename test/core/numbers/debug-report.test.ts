import { describe, expect, it } from "vitest";
import { EventLog } from "../../../web/core/call/event-log.ts";
import { idleCall } from "../../../web/core/call/idle.ts";
import type { CallState } from "../../../web/core/call/state.ts";
import { SessionError } from "../../../web/core/errors.ts";
import { debugReport, type ReportInput } from "../../../web/core/numbers/debug-report.ts";
import { defaultSettings, type Settings } from "../../../web/core/settings.ts";
import { exampleAbout } from "../../fakes/conversation.ts";
import { toolCall, turn } from "../../screens/log-entries.ts";

const secrets = {
  handle: "handle-5f0c2a",
  token: "auth_tokens/9a8b7c6d",
  key: "AIzaSyPLANTEDPLANTEDPLANTED",
  code: "open-sesame-77",
  header: "header-secret-value",
  bearer: "planted-bearer-value",
} as const;

const words = ["the blue envelope", "under the third stone", "my dentist", "instruction-of-mine"];

const settings: Settings = {
  ...defaultSettings,
  accessCode: secrets.code,
  agents: defaultSettings.agents.map((agent) => ({ ...agent, instruction: "instruction-of-mine" })),
  httpTools: [
    {
      id: "a",
      name: "get_stock",
      description: "Tells the stock.",
      parameters: { type: "object", properties: {} },
      urlTemplate: `https://shop.example.org/stock?key=${secrets.key}`,
      method: "GET",
      headers: { "X-Key": secrets.header },
      enabled: true,
    },
  ],
  mcpServers: [
    {
      id: "b",
      name: "home",
      url: "https://home.example.org/mcp",
      headers: { Authorization: `Bearer ${secrets.bearer}` },
      enabled: true,
    },
  ],
};

/** A call in which every secret has been somewhere, and words were said. */
function plantedCall(): Pick<ReportInput, "state" | "events"> {
  const { handle, token, key } = secrets;
  const events = new EventLog();
  const happenings = [
    { type: "start", id: "c", about: exampleAbout, greeting: words[0], record: true },
    { type: "live", event: { type: "handle", handle } },
    { type: "live", event: { type: "output-text", text: `${words[0]} ${token}` } },
    { type: "live", event: { type: "input-text", text: words[1] ?? "" } },
    { type: "text", text: `${words[2]} ${key}` },
    { type: "end-asked", reason: words[2] ?? "" },
    { type: "context", values: { secret: secrets.code } },
    {
      type: "closed",
      error: new SessionError("closed", { code: 1008, serviceReason: `bad token ${token} ${words[0]}` }),
      quietMs: 0,
    },
    {
      type: "live",
      event: { type: "tool-calls", calls: [{ id: "1", name: "get_stock", args: { q: words[0] } }] },
    },
    {
      type: "tool-settled",
      outcome: { status: "done", response: { id: "1", name: "get_stock", response: { is: words[1] } } },
    },
  ] as const;
  for (const happening of happenings) events.note(happening, 1_000);
  const state: CallState = {
    ...idleCall,
    about: exampleAbout,
    startedAtMs: 0,
    handle,
    context: { secret: secrets.header },
    greeting: words[0],
    unanswered: { ...idleCall.unanswered, texts: [words[2] ?? ""] },
    phase: {
      name: "ended",
      atMs: 5_000,
      outcome: {
        type: "failed",
        error: new SessionError("closed", { serviceReason: `${token} ${words[0]}` }),
      },
    },
    log: [
      turn(1, "agent", 0, words[0] ?? ""),
      turn(2, "user", 2, `${words[1]}, my code is ${secrets.code} and ${key}`, { typed: true }),
      toolCall(3, "get_stock", {
        call: { id: "1", name: "get_stock", args: { about: words[2], auth: `Bearer ${secrets.bearer}` } },
        response: { output: `${handle} ${token} ${secrets.header}` },
      }),
    ],
  };
  return { state, events: events.events };
}

const report = (withWords: boolean) =>
  debugReport({
    ...plantedCall(),
    settings,
    meters: { bufferedMs: 120, underruns: 1, queuedBytes: 0, roundTripMs: 48 },
    userAgent: "Mozilla/5.0 (test)",
    atMs: 5_000,
    withWords,
  });

describe("a debug report", () => {
  it("holds no secret and no word of what was said", () => {
    const text = report(false);
    for (const planted of [...Object.values(secrets), ...words]) expect(text).not.toContain(planted);
  });

  it("holds what was said when that is asked for, and still no secret", () => {
    const text = report(true);
    for (const planted of [...Object.values(secrets), "instruction-of-mine"])
      expect(text).not.toContain(planted);
    for (const said of words.slice(0, 3)) expect(text).toContain(said);
  });

  it("leaves out what was said off the record, in any case", () => {
    const { state, events } = plantedCall();
    const off = { reason: "off-record" as const, fromMs: 0, untilMs: 1e15 };
    const text = debugReport({
      state: { ...state, gaps: [off] },
      events,
      settings,
      meters: undefined,
      userAgent: "",
      atMs: 5_000,
      withWords: true,
    });
    for (const said of words) expect(text).not.toContain(said);
  });

  it("tells what somebody needs who looks into the call", () => {
    const text = report(false);
    expect(text).toContain("phase: ended, session closed");
    expect(text).toContain("closed, session closed 1008");
    expect(text).toContain("get_stock done");
    expect(text).toContain('"roundTripMs":48');
    expect(text).toContain("voiceActivity: balanced");
  });
});

describe("the log of events", () => {
  it("counts what comes many times a second instead of listing it", () => {
    const log = new EventLog();
    for (let n = 0; n < 40; n += 1) {
      log.note({ type: "agent-audio", durationMs: 40 }, n);
      log.note({ type: "live", event: { type: "output-text", text: "a" } }, n);
    }
    expect(log.events).toEqual([
      { atMs: 0, topic: "sound", what: "agent-audio", count: 40 },
      { atMs: 0, topic: "agent", what: "output-text", count: 40 },
    ]);
  });

  it("begins anew with each call, and forgets what is old", () => {
    const log = new EventLog();
    for (let n = 0; n < 2_000; n += 1) log.note({ type: "uplink-dropped", ms: n }, n);
    expect(log.events).toHaveLength(500);
    expect(log.events.at(-1)?.what).toContain("1999 ms");
    log.note({ type: "start", id: "d", about: exampleAbout, greeting: undefined, record: false }, 3_000);
    expect(log.events).toHaveLength(1);
  });
});

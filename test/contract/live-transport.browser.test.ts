import { afterEach, describe, expect, inject, it } from "vitest";
import { commands } from "vitest/browser";
import type { GeminiTransportOptions } from "../../web/adapters/gemini-transport.ts";
import { startSocketWorker } from "../../web/adapters/socket-worker.ts";
import { SessionError, TokenError } from "../../web/core/errors.ts";
import { apiVersions } from "../../web/core/live/api-version.ts";
import { sessionConfig } from "../../web/core/live/config.ts";
import type { LiveEvent } from "../../web/core/live/messages.ts";
import type { SessionRequest } from "../../web/core/live/session-request.ts";
import type { TokenResponse } from "../../web/core/live/token-contract.ts";
import type { LiveSession } from "../../web/core/ports.ts";
import { idleClock, type LiveService, liveService } from "./live-service.ts";
import { describeLiveTransport, listener, quiet, rejection } from "./live-transport.ts";

describeLiveTransport("GeminiTransport", () => liveService());

describe("GeminiTransport", () => {
  const services: LiveService[] = [];

  const service = async (options?: Partial<GeminiTransportOptions>, token?: Partial<TokenResponse>) => {
    const made = await liveService(options, token);
    services.push(made);
    return made;
  };

  afterEach(async () => {
    for (const made of services.splice(0)) await made.dispose();
  });

  it("mints a token for each connect, with the whole wish and its handle", async () => {
    const live = await service();
    const wishes: readonly SessionRequest[] = [{ voice: "Kore" }, { voice: "Kore", handle: "resume-here" }];
    for (const wish of wishes) (await live.transport.connect(wish, listener(), quiet())).close();
    await live.allClosed();
    expect(live.minted).toEqual(wishes);
    expect(live.paths.map((path) => path.split("access_token=")[1])).toEqual([
      "auth_tokens/secret-1",
      "auth_tokens/secret-2",
    ]);
  });

  it.each(apiVersions)("connects to the version %s that came with the token", async (apiVersion) => {
    const live = await service({}, { apiVersion });
    (await live.transport.connect({}, listener(), quiet())).close();
    expect(live.paths[0]).toContain(
      `/ws/google.ai.generativelanguage.${apiVersion}.GenerativeService.BidiGenerateContentConstrained?`,
    );
  });

  it.each([
    ["demo", true],
    ["gemini", false],
    [undefined, false],
  ] as const)("says whether a stand-in answers: %s", async (mode, isFree) => {
    const live = await service({}, mode === undefined ? {} : { mode });
    const session = await live.transport.connect({}, listener(), quiet());
    expect(session.isFree).toBe(isFree);
    session.close();
  });

  it("refuses a base URL that is none", async () => {
    const live = await service({}, { baseUrl: "http://[" });
    const error = await rejection(live.transport.connect({}, listener(), quiet()));
    expect(error).toBeInstanceOf(TokenError);
    expect(error).toMatchObject({ reason: "malformed" });
  });

  it("finds a base URL that is a path below the server", async () => {
    const url = new URL(inject("liveServerUrl"));
    const live = await service({ appUrl: `${url.origin}/else/` }, { baseUrl: "/where" });
    const watcher = new WebSocket(`ws://${url.host}/else/control`);
    const opened = new Promise((resolve) => {
      watcher.onmessage = ({ data }) => resolve(JSON.parse(data));
    });
    await new Promise((resolve) => {
      watcher.onopen = resolve;
    });
    const controller = new AbortController();
    const connecting = rejection(live.transport.connect({}, listener(), controller.signal));
    expect(await opened).toMatchObject({ path: expect.stringContaining("/else/where/ws/google.ai") });
    controller.abort();
    await connecting;
    watcher.close();
  });

  it("sets up exactly what the token was asked to lock, for the model the server names", async () => {
    const live = await service({}, { model: "gemini-3.8-live-extended-thinking" });
    const parametersJsonSchema = { type: "object", properties: { city: { type: "string" } } };
    const wish: SessionRequest = {
      model: "gemini-3.8-live",
      voice: "Kore",
      instruction: "Be brief.",
      thinkingLevel: "LOW",
      handle: "resume-here",
      tools: [{ name: "f", description: "F.", parametersJsonSchema }],
    };
    (await live.transport.connect(wish, listener(), quiet())).close();
    const model = "gemini-3.8-live-extended-thinking";
    const { responseModalities, speechConfig, thinkingConfig, systemInstruction, ...rest } = sessionConfig(
      { ...wish, model },
      "v1beta",
    );
    expect(live.setups).toEqual([
      {
        setup: {
          model: `models/${model}`,
          generationConfig: { responseModalities, speechConfig, thinkingConfig },
          systemInstruction: { role: "user", parts: [{ text: systemInstruction }] },
          ...rest,
        },
      },
    ]);
  });

  it("keeps the order of tiny and huge frames from the first one on, ahead of the setup and after it", async () => {
    const live = await service();
    const filler = "x".repeat(300_000);
    const message = (index: number) => {
      const text = `${index}`;
      return { serverContent: { outputTranscription: { text } }, ...(index % 2 === 0 ? { filler } : {}) };
    };
    const send = (index: number) =>
      live.order({ type: "send", text: JSON.stringify(message(index)), binary: index % 3 !== 0 });
    live.plan({ type: "held" });
    const heard = listener();
    const connecting = live.transport.connect({}, heard, quiet());
    await live.reached();
    for (let index = 0; index < 100; index += 1) send(index);
    live.order({ type: "send", text: '{"setupComplete":{}}', binary: true });
    for (let index = 100; index < 200; index += 1) send(index);
    (await connecting) satisfies unknown;
    await heard.until(200);
    const order = heard.events.map((event) => (event.type === "output-text" ? Number(event.text) : -1));
    expect(order).toEqual(Array.from({ length: 200 }, (_, index) => index));
  });

  it("warns once of frames that are not JSON and goes on", async () => {
    const live = await service();
    const heard = listener();
    await live.transport.connect({}, heard, quiet());
    for (const text of ["{", "", "not json", "\u0000"]) live.order({ type: "send", text, binary: true });
    live.order({ type: "send", text: "also not json", binary: false });
    for (const text of ["null", "[]", "3", "{}"]) live.order({ type: "send", text, binary: true });
    live.say([{ type: "turn-complete" }]);
    await heard.until(1);
    expect(heard.events).toEqual([{ type: "turn-complete" }]);
    expect(live.warnings).toHaveLength(1);
    expect(live.warnings.join()).not.toContain("secret");
  });

  it("sends nothing before the setup is accepted", async () => {
    const live = await service();
    live.plan({ type: "held" });
    const connecting = live.transport.connect({}, listener(), quiet());
    await live.reached();
    live.order({ type: "send", text: '{"setupComplete":{}}', binary: true });
    const session = await connecting;
    session.sendText("now");
    expect(await live.received(1)).toEqual([{ type: "text", text: "now" }]);
    expect(live.setups).toHaveLength(1);
  });

  it("gives up when the setup is not accepted in time, and closes the socket", async () => {
    const clock = alarmClock();
    const live = await service({ clock, timeoutMs: 15_000 });
    live.plan({ type: "held" });
    const connecting = rejection(live.transport.connect({}, listener(), quiet()));
    await live.reached();
    expect(clock.delays).toEqual([15_000]);
    clock.ring();
    expect(await connecting).toMatchObject({ kind: "session", reason: "timed-out" });
    await live.allClosed();
  });

  it("gives up in time on a token server that never answers", async () => {
    const clock = alarmClock();
    const mint = () => new Promise<never>(() => undefined);
    const live = await service({ clock, tokens: { config: mint, mint } });
    const connecting = rejection(live.transport.connect({}, listener(), quiet()));
    clock.ring();
    expect(await connecting).toMatchObject({ kind: "session", reason: "timed-out" });
    expect(live.paths).toEqual([]);
  });

  it("passes a refused token on as it is, with the access code it was given", async () => {
    const refusal = new TokenError("access-code");
    const codes: (string | undefined)[] = [];
    const mint = (_request: SessionRequest, code: string | undefined) => {
      codes.push(code);
      return Promise.reject(refusal);
    };
    const live = await service({ tokens: { config: mint as never, mint }, accessCode: () => "sesame" });
    expect(await rejection(live.transport.connect({}, listener(), quiet()))).toBe(refusal);
    expect(codes).toEqual(["sesame"]);
  });

  it("stops its clock when a connect settles", async () => {
    const clock = alarmClock();
    const live = await service({ clock });
    (await live.transport.connect({}, listener(), quiet())).close();
    live.plan({ type: "rejected", code: 1011, reason: "" });
    await rejection(live.transport.connect({}, listener(), quiet()));
    expect(clock.delays).toHaveLength(2);
    expect(clock.running).toBe(0);
  });

  it("calls the service unreachable when the handshake fails or the line is cut before the setup", async () => {
    const refused = await service();
    refused.order({ type: "refuse", status: 503 });
    // Orders and connections are different sockets: a session that opens and closes shows that the order arrived.
    const error = await untilRefused(refused);
    expect(error).toMatchObject({ reason: "unreachable", code: 1006 });

    const cut = await service();
    cut.plan({ type: "held" });
    const connecting = rejection(cut.transport.connect({}, listener(), quiet()));
    await cut.reached();
    cut.order({ type: "drop" });
    expect(await connecting).toMatchObject({ reason: "unreachable", code: 1006 });

    const nobody = await service({}, { baseUrl: "http://127.0.0.1:9" });
    const unanswered = await rejection(nobody.transport.connect({}, listener(), quiet()));
    expect(unanswered).toMatchObject({ reason: "unreachable", code: 1006 });
  });

  it("reports a cut line of an open session as closed with 1006", async () => {
    const live = await service();
    const heard = listener();
    await live.transport.connect({}, heard, quiet());
    live.order({ type: "drop" });
    await heard.closed;
    expect(heard.errors).toMatchObject([{ reason: "closed", code: 1006, serviceReason: "" }]);
  });

  it("closes the socket when the SDK itself refuses the setup", async () => {
    const live = await service({}, { model: "models/../x" });
    const error = await rejection(live.transport.connect({}, listener(), quiet()));
    expect(error).toBeInstanceOf(SessionError);
    expect(error).toMatchObject({ reason: "setup-rejected", cause: expect.any(Error) });
    await live.reported((report) => report.type === "closed");
    expect(live.setups).toEqual([]);
  });

  it("delivers what was said right before the close ahead of it", async () => {
    const live = await service();
    const heard = listener();
    const session = await live.transport.connect({}, heard, quiet());
    const filler = "x".repeat(300_000);
    const last = { serverContent: { turnComplete: true }, filler };
    live.order({ type: "send", text: JSON.stringify(last), binary: true });
    live.close(1011, "Deadline expired before operation could complete.");
    await heard.closed;
    expect(heard.events).toEqual([{ type: "turn-complete" }]);
    session.close();
  });

  it("keeps the rest of a message from a listener that closed in its midst", async () => {
    const live = await service();
    const types: string[] = [];
    let session: LiveSession | undefined;
    const onEvent = ({ type }: LiveEvent) => {
      types.push(type);
      session?.close();
    };
    const onClosed = () => types.push("closed");
    session = await live.transport.connect({}, { onEvent, onClosed }, quiet());
    const bag = { serverContent: { interrupted: true, turnComplete: true }, goAway: {} };
    live.order({ type: "send", text: JSON.stringify(bag), binary: true });
    await live.allClosed();
    expect(types).toEqual(["interrupted"]);
  });

  it("closes with 1000 from this side", async () => {
    const live = await service();
    (await live.transport.connect({}, listener(), quiet())).close();
    await live.reported((report) => report.type === "closed" && report.code === 1000);
  });

  it("calls the app's server unreachable when the socket's code does not come, and asks for it again", async () => {
    let isThere = false;
    const startWorker = () =>
      isThere ? startSocketWorker() : new Worker("/nowhere/live-socket.js", { type: "module" });
    const live = await service({ startWorker });
    live.transport.prepare();
    const error = await rejection(live.transport.connect({}, listener(), quiet()));
    expect(error).toBeInstanceOf(TokenError);
    expect(error).toMatchObject({ reason: "unreachable" });
    isThere = true;
    (await live.transport.connect({}, listener(), quiet())).close();
    expect(live.paths).toHaveLength(1);
  });

  it("starts one thread ahead of a connect, and ends it with the session or with the attempt", async () => {
    await expect.poll(commands.countWorkers).toBe(0);
    const live = await service();
    live.transport.prepare();
    live.transport.prepare();
    await expect.poll(commands.countWorkers).toBe(1);
    const session = await live.transport.connect({}, listener(), quiet());
    expect(await commands.countWorkers()).toBe(1);
    session.close();
    await expect.poll(commands.countWorkers).toBe(0);
    const mint = () => Promise.reject(new TokenError("refused"));
    const refused = await service({ tokens: { config: mint, mint } });
    await rejection(refused.transport.connect({}, listener(), quiet()));
    await expect.poll(commands.countWorkers).toBe(0);
  });

  it("opens and closes fifty sessions and leaves none behind", async () => {
    const live = await service();
    for (let round = 0; round < 50; round += 1) {
      (await live.transport.connect({}, listener(), quiet())).close();
    }
    await live.allClosed();
    expect(live.paths).toHaveLength(50);
  });
});

/** Connects until the service refuses the handshake. */
async function untilRefused(live: LiveService): Promise<unknown> {
  for (;;) {
    try {
      (await live.transport.connect({}, listener(), quiet())).close();
    } catch (error) {
      return error;
    }
  }
}

/** A clock whose timers ring when the test says so. */
function alarmClock() {
  const callbacks = new Set<() => void>();
  const delays: number[] = [];
  return {
    ...idleClock,
    delays,
    get running() {
      return callbacks.size;
    },
    setTimer(delayMs: number, callback: () => void) {
      delays.push(delayMs);
      callbacks.add(callback);
      return () => void callbacks.delete(callback);
    },
    ring() {
      for (const callback of callbacks) callback();
    },
  };
}

import { inject } from "vitest";
import { encodeBase64 } from "../../web/adapters/base64.ts";
import { GeminiTransport, type GeminiTransportOptions } from "../../web/adapters/gemini-transport.ts";
import type { LiveEvent } from "../../web/core/live/messages.ts";
import type { SessionRequest } from "../../web/core/live/session-request.ts";
import type { TokenResponse } from "../../web/core/live/token-contract.ts";
import type { TokenSource } from "../../web/core/ports.ts";
import type { ServerOrder, ServerReport } from "../fakes/live-server.ts";
import type { Received, ServiceDriver, ServicePlan } from "./live-transport.ts";

/** The real adapter in a browser against the scripted service, one room of it per test. */
export interface LiveService extends ServiceDriver {
  readonly transport: GeminiTransport;
  /** Requests that a token was minted for, newest last. */
  readonly minted: readonly SessionRequest[];
  /** Paths with query of the connections, newest last. */
  readonly paths: readonly string[];
  /** Setup messages, newest last. */
  readonly setups: readonly unknown[];
  /** What the transport warned of. */
  readonly warnings: readonly string[];
  order(order: ServerOrder): void;
  /** Resolves when a report satisfies the test. */
  reported(matches: (report: ServerReport) => boolean): Promise<void>;
}

export async function liveService(
  options: Partial<GeminiTransportOptions> = {},
  token: Partial<TokenResponse> = {},
): Promise<LiveService> {
  const base = `${inject("liveServerUrl")}/${crypto.randomUUID()}`;
  const control = await openControl(`${base.replace("http", "ws")}/control`);
  const reports: ServerReport[] = [];
  const waiting: { readonly holds: () => boolean; readonly resolve: () => void }[] = [];
  const minted: SessionRequest[] = [];
  const warnings: string[] = [];
  let plan: ServicePlan = { type: "accepted" };

  const order = (one: ServerOrder) => control.send(JSON.stringify(one));
  const send = (message: unknown) =>
    order({ type: "send", text: `${JSON.stringify(message, null, 2)}\n`, binary: true });
  const until = (holds: () => boolean) =>
    holds() ? Promise.resolve() : new Promise<void>((resolve) => waiting.push({ holds, resolve }));

  control.onmessage = ({ data }) => {
    const report: ServerReport = JSON.parse(data);
    reports.push(report);
    if (isSetup(report)) carryOut(plan);
    for (const waiter of waiting) if (waiter.holds()) waiter.resolve();
  };

  function carryOut(one: ServicePlan): void {
    if (one.type === "held") return;
    if (one.type === "rejected") return order({ type: "close", code: one.code, reason: one.reason });
    for (const event of one.before ?? []) send(wireMessage(event));
    send({ setupComplete: {} });
  }

  const count = (type: ServerReport["type"]) => reports.filter((report) => report.type === type).length;
  const texts = () => reports.flatMap((report) => (report.type === "received" ? [report.text] : []));
  const newest = () => {
    const opened = reports.findLastIndex((report) => report.type === "opened");
    return reports.slice(opened).flatMap((report) => (report.type === "received" ? [report.text] : []));
  };

  return {
    transport: new GeminiTransport({
      tokens: tokenSource(minted, { baseUrl: base, ...token }),
      accessCode: () => undefined,
      appUrl: location.origin,
      clock: idleClock,
      warn: (message) => warnings.push(message),
      ...options,
    }),
    minted,
    warnings,
    order,
    get paths() {
      return reports.flatMap((report) => (report.type === "opened" ? [report.path] : []));
    },
    get setups() {
      return texts()
        .map((text) => JSON.parse(text))
        .filter((message) => "setup" in message);
    },
    reported: (matches) => until(() => reports.some(matches)),
    plan(next) {
      plan = next;
    },
    reached: () => until(() => reports.some(isSetup)),
    say(events) {
      for (const event of events) send(wireMessage(event));
    },
    close: (code, reason) => order({ type: "close", code, reason }),
    async received(wanted) {
      const inputs = () =>
        newest()
          .map((text) => JSON.parse(text))
          .filter((message) => !("setup" in message));
      await until(() => inputs().length >= wanted);
      return inputs().slice(0, wanted).map(received);
    },
    allClosed: () => until(() => count("opened") === count("closed")),
    async dispose() {
      // A session that a test left open would keep its thread.
      order({ type: "close", code: 1000, reason: "" });
      control.close();
    },
  };
}

/** Time stands still: nothing in these tests may depend on a timer. */
export const idleClock = { now: () => 0, setTimer: () => () => undefined };

function isSetup(report: ServerReport): boolean {
  return report.type === "received" && "setup" in JSON.parse(report.text);
}

function openControl(url: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.onopen = () => resolve(socket);
    socket.onerror = () => reject(new Error("the scripted Live service does not answer"));
  });
}

function tokenSource(minted: SessionRequest[], token: Partial<TokenResponse>): TokenSource {
  return {
    config: () => Promise.reject(new Error("a transport does not ask for the configuration")),
    async mint(request) {
      minted.push(request);
      return {
        token: `auth_tokens/secret-${minted.length}`,
        expiresAt: "2026-01-01T00:30:00Z",
        newSessionExpiresAt: "2026-01-01T00:02:00Z",
        model: "gemini-3.8-live",
        apiVersion: "v1beta",
        baseUrl: "",
        ...token,
      };
    },
  };
}

/** The message with which the service says this. */
function wireMessage(event: LiveEvent): unknown {
  switch (event.type) {
    case "audio": {
      const data = encodeBase64(new Uint8Array(event.samples.buffer));
      const inlineData = { mimeType: `audio/pcm;rate=${event.sampleRateHz}`, data };
      return { serverContent: { modelTurn: { parts: [{ inlineData }] } } };
    }
    case "input-text":
      return { serverContent: { inputTranscription: { text: event.text } } };
    case "output-text":
      return { serverContent: { outputTranscription: { text: event.text } } };
    case "interrupted":
      return { serverContent: { interrupted: true } };
    case "turn-complete":
      return { serverContent: { turnComplete: true } };
    case "handle":
      return { sessionResumptionUpdate: { newHandle: event.handle, resumable: true } };
    default:
      throw new Error(`the scripted service has no words for ${event.type}`);
  }
}

function received(message: Record<string, Record<string, unknown>>): Received {
  const input = message["realtimeInput"];
  const audio = input?.["audio"];
  if (isBlob(audio)) return { type: "audio", bytes: [...atob(audio.data)].map((char) => char.charCodeAt(0)) };
  const video = input?.["video"];
  if (isBlob(video)) return { type: "frame", bytes: [...atob(video.data)].map((char) => char.charCodeAt(0)) };
  if (input?.["audioStreamEnd"] === true) return { type: "audio-end" };
  if (input?.["activityStart"] !== undefined) return { type: "activity-start" };
  if (input?.["activityEnd"] !== undefined) return { type: "activity-end" };
  if (typeof input?.["text"] === "string") return { type: "text", text: input["text"] };
  const responses = message["toolResponse"]?.["functionResponses"];
  if (Array.isArray(responses)) return { type: "responses", responses };
  throw new Error(`unexpected message ${JSON.stringify(message)}`);
}

function isBlob(audio: unknown): audio is { readonly data: string } {
  return typeof audio === "object" && audio !== null && "data" in audio && typeof audio.data === "string";
}

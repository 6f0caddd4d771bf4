import { GoogleGenAI, type Session } from "@google/genai";
import { SessionError } from "../../web/core/errors.ts";
import { sessionConfig } from "../../web/core/live/config.ts";
import { createNormalize } from "../../web/core/live/normalize.ts";
import type { Clock, LiveTransport } from "../../web/core/ports.ts";

interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** Longest wait for an accepted setup, as in the app. In real time: the runtime is no faster in a fast call. */
const timeoutMs = 15_000;

/** Live sessions over the sockets of this runtime, worded by the SDK. */
export function socketTransport(baseUrl: string, clock: Clock): LiveTransport {
  return {
    prepare: () => undefined,
    async connect(request, events, signal) {
      signal.throwIfAborted();
      const model = request.model ?? "gemini-3.8-live";
      const normalize = createNormalize((text) => new Uint8Array(Buffer.from(text, "base64")));
      const ai = new GoogleGenAI({ apiKey: "demo-key", apiVersion: "v1beta", httpOptions: { baseUrl } });
      events.onOpening?.();
      let session: Session | undefined;
      let done = false;
      let heardAtMs = clock.now();
      const [failed, fail] = rejection();
      const close = () => {
        done = true;
        session?.close();
      };
      const abort = () => fail(new DOMException("The connect was given up", "AbortError"));
      signal.addEventListener("abort", abort, { once: true });
      const timer = setTimeout(() => fail(new SessionError("timed-out")), timeoutMs);
      const opened = ai.live.connect({
        model,
        config: sessionConfig({ ...request, model }),
        callbacks: {
          onmessage: (message) => {
            heardAtMs = clock.now();
            for (const event of normalize(message)) if (!done) events.onEvent(event);
          },
          onclose: ({ code, reason }: Closed) => {
            if (done) return;
            const why = session === undefined ? (code === 1006 ? "unreachable" : "setup-rejected") : "closed";
            const error = new SessionError(why, { code, serviceReason: reason });
            if (session === undefined) return fail(error);
            done = true;
            events.onClosed(error);
          },
        },
      });
      // One that opens too late is nobody's.
      opened.then(
        (late) => done && late.close(),
        () => fail(new SessionError("unreachable")),
      );
      try {
        session = await Promise.race([opened, failed]);
      } catch (error) {
        close();
        throw error;
      } finally {
        clearTimeout(timer);
        signal.removeEventListener("abort", abort);
      }
      const live = session;
      return {
        sendAudio(pcm) {
          const data = Buffer.from(pcm).toString("base64");
          live.sendRealtimeInput({ audio: { data, mimeType: "audio/pcm;rate=16000" } });
        },
        endAudioStream: () => live.sendRealtimeInput({ audioStreamEnd: true }),
        startActivity: () => live.sendRealtimeInput({ activityStart: {} }),
        endActivity: () => live.sendRealtimeInput({ activityEnd: {} }),
        sendText: (text) => live.sendRealtimeInput({ text }),
        respond: (functionResponses) =>
          live.sendToolResponse({ functionResponses: functionResponses.map((one) => ({ ...one })) as never }),
        queuedBytes: () => 0,
        quietMs: () => clock.now() - heardAtMs,
        roundTripMs: () => undefined,
        sendFrame: () => undefined,
        queuedFrameBytes: () => 0,
        close,
      };
    },
  };
}

function rejection(): readonly [Promise<never>, (error: unknown) => void] {
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  failed.catch(() => undefined);
  return [failed, fail];
}

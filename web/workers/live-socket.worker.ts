import { decodeBase64, encodeBase64 } from "../adapters/base64.ts";
import { audioMessage } from "../core/live/audio-message.ts";
import { createFrameReader, soundsOf } from "../core/live/frame-reader.ts";
import { LinePulse } from "../core/live/line-pulse.ts";
import type { LiveEvent } from "../core/live/messages.ts";
import type { SocketCommand, SocketEvent } from "../core/live/socket-messages.ts";
import { SpeechBundle } from "../core/live/speech-bundle.ts";
import { videoMessage } from "../core/live/video-message.ts";

/** How long the other side may take to answer a close. One that no longer reads would hold this thread for minutes. */
const closeWithinMs = 3_000;
const beatPeriodMs = 50;

/** The Live socket, off the main thread: frames in, what they say out, and back what the page has to say. */
const read = createFrameReader(decodeBase64);
const decoder = new TextDecoder();
const pulse = new LinePulse();
const bundle = new SpeechBundle();
let socket: WebSocket | undefined;
let givenBytes = 0;

addEventListener("message", ({ data }: MessageEvent<SocketCommand>) => obey(data));
post({ type: "ready" });

function obey(command: SocketCommand): void {
  switch (command.type) {
    case "open":
      return open(command.url);
    case "text":
      return send(command.text);
    case "audio":
      return send(audioMessage(encodeBase64(new Uint8Array(command.pcm))));
    case "frame":
      return send(videoMessage(encodeBase64(new Uint8Array(command.jpeg))));
    case "close":
      socket?.close(1000);
      setTimeout(() => post({ type: "closed", code: 1006, reason: "" }), closeWithinMs);
      return;
    default:
      command satisfies never;
  }
}

function open(url: string): void {
  try {
    socket = new WebSocket(url);
  } catch {
    // An address that this page may not connect to, as an insecure one from a secure page.
    return post({ type: "closed", code: 1006, reason: "" });
  }
  // Blobs decode concurrently, and were measured to overtake one another.
  socket.binaryType = "arraybuffer";
  socket.onopen = () => post({ type: "open", atMs: now() });
  socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => receive(data);
  // An error event says nothing, and a close with a code always follows it.
  socket.onclose = ({ code, reason }) => {
    tell(bundle.rest());
    post({ type: "closed", code, reason });
  };
  setInterval(beat, beatPeriodMs);
}

function send(text: string): void {
  givenBytes += text.length;
  if (socket?.readyState === WebSocket.OPEN) socket.send(text);
}

function receive(data: ArrayBuffer | string): void {
  const atMs = now();
  pulse.received(atMs);
  const text = typeof data === "string" ? data : decoder.decode(data);
  for (const event of read(text, atMs)) {
    if (event.type === "heard") tell(bundle.take(event.events, atMs));
    else post(event);
  }
}

function tell(events: readonly LiveEvent[]): void {
  if (events.length === 0) return;
  const atMs = pulse.receivedAtMs;
  post({ type: "heard", events, atMs });
  pulse.told(atMs);
}

function beat(): void {
  tell(bundle.due(now()));
  const event = pulse.beat(now(), givenBytes - (socket?.bufferedAmount ?? 0));
  if (event !== undefined) post(event);
}

function post(event: SocketEvent): void {
  postMessage(event, soundsOf(event));
}

function now(): number {
  return performance.timeOrigin + performance.now();
}

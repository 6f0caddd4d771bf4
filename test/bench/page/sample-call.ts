import { decodeByLoop, encodeByLoop } from "../../../web/adapters/base64.ts";
import { captureRateHz } from "../../../web/core/audio/capture-messages.ts";
import { playbackRateHz } from "../../../web/core/audio/playback-messages.ts";
import { rendering } from "./waiting.ts";
import { chunkingProcessor, queueProcessor } from "./yardstick-messages.ts";
import yardsticksUrl from "./yardsticks.worklet.ts?worker&url";

/** What the yardstick understands of a server message. */
interface SampleMessage {
  readonly setupComplete?: object;
  readonly serverContent?: {
    readonly modelTurn?: { readonly parts?: readonly { readonly inlineData?: { readonly data: string } }[] };
    readonly outputTranscription?: { readonly text?: string };
  };
}

let socket: WebSocket | undefined;

/**
 * A call as a sample makes it: socket, JSON and base64 on the main thread, chunks of 32 ms, words added to the page as
 * they come; no recording, no history, no tools, no levels. For as long as the page lives.
 * @param url of the service's socket, with a key
 */
export async function startSampleCall(url: string, setup: object): Promise<void> {
  const context = new AudioContext({ sampleRate: playbackRateHz, latencyHint: "interactive" });
  await context.audioWorklet.addModule(yardsticksUrl);
  const player = new AudioWorkletNode(context, queueProcessor, {
    numberOfInputs: 0,
    outputChannelCount: [1],
  });
  player.connect(context.destination);
  const words = document.body.appendChild(document.createElement("p"));
  const opened = new WebSocket(url);
  opened.binaryType = "arraybuffer";
  socket = opened;
  await new Promise<void>((resolve, reject) => {
    opened.onclose = ({ code, reason }) => reject(new Error(`The service closed: ${code} ${reason}`));
    opened.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
      const text = typeof data === "string" ? data : new TextDecoder().decode(data);
      const message: SampleMessage = JSON.parse(text);
      if (message.setupComplete !== undefined) resolve();
      for (const { inlineData } of message.serverContent?.modelTurn?.parts ?? []) {
        if (inlineData !== undefined) player.port.postMessage(toFloat(decodeByLoop(inlineData.data)));
      }
      words.append(message.serverContent?.outputTranscription?.text ?? "");
    };
    opened.onopen = () => opened.send(JSON.stringify({ setup }));
  });
  await sendMicrophone(opened);
}

/** Types a message into the call. */
export function saySample(text: string): void {
  socket?.send(JSON.stringify({ realtimeInput: { text } }));
}

async function sendMicrophone(to: WebSocket): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const context = new AudioContext({ sampleRate: captureRateHz, latencyHint: "interactive" });
  await context.audioWorklet.addModule(yardsticksUrl);
  const node = new AudioWorkletNode(context, chunkingProcessor, { processorOptions: { chunkFrames: 512 } });
  node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => {
    const pcm = Int16Array.from(data, (sample) => sample * 32_767);
    const audio = { data: encodeByLoop(new Uint8Array(pcm.buffer)), mimeType: "audio/pcm;rate=16000" };
    to.send(JSON.stringify({ realtimeInput: { audio } }));
  };
  context.createMediaStreamSource(stream).connect(node).connect(context.destination);
  await rendering(context);
}

function toFloat(bytes: Uint8Array<ArrayBuffer>): Float32Array {
  return Float32Array.from(new Int16Array(bytes.buffer), (sample) => sample / 32_768);
}

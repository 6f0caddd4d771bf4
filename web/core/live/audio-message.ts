/**
 * The message with a chunk of the microphone, PCM s16le mono 16 kHz in base64. Worded here: fifty times a second, the
 * SDK's converters were a third of what a chunk costs.
 */
export function audioMessage(base64: string): string {
  return `{"realtimeInput":{"audio":{"data":"${base64}","mimeType":"audio/pcm;rate=16000"}}}`;
}

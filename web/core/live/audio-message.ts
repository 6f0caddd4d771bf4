const [before, after] = ['{"realtimeInput":{"audio":{"data":"', '","mimeType":"audio/pcm;rate=16000"}}}'];

/**
 * The message with a chunk of the microphone, PCM s16le mono 16 kHz in base64. Worded here: fifty times a second, the
 * SDK's converters were a third of what a chunk costs.
 */
export function audioMessage(base64: string): string {
  return before + base64 + after;
}

/** How long the message with so many bytes of PCM is. */
export function audioMessageLength(pcmBytes: number): number {
  return before.length + 4 * Math.ceil(pcmBytes / 3) + after.length;
}

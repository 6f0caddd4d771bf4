const [before, after] = ['{"realtimeInput":{"video":{"data":"', '","mimeType":"image/jpeg"}}}'];

/** The message with a frame, a JPEG in base64. */
export function videoMessage(base64: string): string {
  return before + base64 + after;
}

/** How long the message with so many bytes of JPEG is. */
export function videoMessageLength(jpegBytes: number): number {
  return before.length + 4 * Math.ceil(jpegBytes / 3) + after.length;
}

import type { Picture } from "../../web/core/video/picture.ts";
import { callStartMs } from "./fake-app.ts";

/** A picture so long after the start of the call, of so many bytes that are no JPEG. */
export function picture(afterMs: number, bytes: number, more: Partial<Picture> = {}): Picture {
  const jpeg = Uint8Array.from({ length: bytes }, (_, index) => (index + afterMs) % 251).buffer;
  return { atMs: callStartMs + afterMs, source: "camera", width: 640, height: 360, jpeg, ...more };
}

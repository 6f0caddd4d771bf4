import type { ShareSource } from "../call/share.ts";
import type { VideoFrameData } from "../ports.ts";

/** A picture that the agent was shown. */
export interface Picture extends VideoFrameData {
  /** When it was sent, `Clock.now()`; no other of the call has the same. */
  readonly atMs: number;
  readonly source: ShareSource;
}

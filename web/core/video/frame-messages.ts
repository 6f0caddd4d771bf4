import type { VideoFrameData } from "../ports.ts";

/** Page → the worker that makes frames. One at a time: the next after the answer. */
export interface FrameCommand<Picture = unknown> {
  /** Of any size. Transferred: the worker closes it. */
  readonly picture: Picture;
  readonly limitBytes: number;
}

/** The worker that makes frames → page. */
export type FrameEvent =
  | { readonly type: "frame"; readonly frame: VideoFrameData }
  /** No frame can be made of this picture. */
  | { readonly type: "failed" };

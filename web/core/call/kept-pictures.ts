import type { PictureStop } from "../video/picture-keeper.ts";
import type { Step } from "./command.ts";
import type { CallState } from "./state.ts";

/** Whether what the agent is shown is kept: not asked for, or why no longer. The pictures themselves never pass through state. */
export type PictureState = "off" | "on" | PictureStop;

/** Whether a picture that is sent now may be kept. */
export function keepsPictures({ pictures, recording }: Pick<CallState, "pictures" | "recording">): boolean {
  return (pictures === "on" || pictures === "enough") && recording !== "paused";
}

/** No more pictures are kept; the call goes on. */
export function picturesStopped(state: CallState, why: PictureStop, atMs: number): Step {
  if (!keepsMore(state.pictures, why)) return [state, []];
  const notice = { type: `pictures-${why}`, atMs } as const;
  return [{ ...state, pictures: why, notices: [...state.notices, notice] }, []];
}

function keepsMore(pictures: PictureState, why: PictureStop): boolean {
  return pictures === "on" || (pictures === "enough" && why === "full");
}

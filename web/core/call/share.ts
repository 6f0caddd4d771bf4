import type { Step } from "./command.ts";
import type { CallState } from "./state.ts";

/** What the agent can be shown. A photo is a camera of which one frame is sent when the person says so. */
export type ShareSource = "camera" | "screen" | "photo";

/** What the agent is shown. The frames themselves never pass through state. */
export type Share =
  | { readonly name: "off"; readonly trouble: ShareTrouble | undefined }
  /** The person is asked, or the device begins. */
  | { readonly name: "opening"; readonly source: ShareSource }
  | { readonly name: "on"; readonly source: ShareSource };

/** Why something could not be shown: it was not allowed, or there is nothing that works. */
export type ShareTrouble = "denied" | "unavailable";

export const noShare: Share = { name: "off", trouble: undefined };

/** The person wants something shown, something else, or nothing any more. */
export function shareAsked(state: CallState, source: ShareSource | undefined): Step {
  if (source === undefined) return [{ ...state, share: noShare }, [{ type: "close-share" }]];
  return [{ ...state, share: { name: "opening", source } }, [{ type: "open-share", source }]];
}

/** The device shows. */
export function shareOpened(state: CallState): Step {
  if (state.share.name !== "opening") return [state, []];
  return [{ ...state, share: { name: "on", source: state.share.source } }, []];
}

/** The device has stopped by itself, by the browser's own button, or never began. */
export function shareEnded(state: CallState, trouble: ShareTrouble | undefined): Step {
  if (state.share.name === "off") return [state, []];
  return [{ ...state, share: { name: "off", trouble } }, [{ type: "close-share" }]];
}

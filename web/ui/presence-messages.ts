/** What the page tells the worker that paints the presence. Nothing comes back. */
export type PresenceCommand =
  /** First of all, once: the canvases change hands. */
  | { readonly type: "canvases"; readonly user: OffscreenCanvas; readonly agent: OffscreenCanvas }
  /** When colours, size or mute changed. */
  | {
      readonly type: "look";
      /** Width and height of both canvases, device pixels. */
      readonly pixels: number;
      /** CSS colours. */
      readonly user: string;
      readonly agent: string;
      /** The person's line is broken. */
      readonly muted: boolean;
    }
  /** RMS 0–1 of both voices, about 15 times a second. */
  | { readonly type: "levels"; readonly user: number; readonly agent: number }
  /** The agent was interrupted: its body shrinks at once. */
  | { readonly type: "hush" };

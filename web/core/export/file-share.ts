/** Hands files to other apps, through the platform's own sheet. */
export interface FileShare {
  /** Whether a file of this kind can be handed on here. */
  takes(extension: string, mimeType: string): boolean;
  /** Opens the sheet. Call it inside a press; never rejects. */
  share(file: File): Promise<ShareOutcome>;
}

/**
 * `over`: handed on, or the person closed the sheet. `press-again`: what was made took longer than a press lasts.
 * `failed`: the platform could not.
 */
export type ShareOutcome = "over" | "press-again" | "failed";

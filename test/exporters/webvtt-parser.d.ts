/** The package has no types of its own. */
declare module "webvtt-parser" {
  export class WebVTTParser {
    parse(
      text: string,
      mode: "metadata",
    ): { readonly cues: readonly ParsedCue[]; readonly errors: readonly unknown[] };
  }

  export interface ParsedCue {
    readonly startTime: number;
    readonly endTime: number;
    readonly text: string;
    readonly tree: { readonly children: readonly { readonly name: string; readonly value: string }[] };
  }
}

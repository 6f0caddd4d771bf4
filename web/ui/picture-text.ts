import { msg, str } from "@lit/localize";
import type { ShareSource } from "../core/call/share.ts";
import type { ShownPicture } from "./call-pictures.ts";
import { clockText } from "./format.ts";

/** What a picture is, in words: from where, and when in the call. */
export function pictureText({ source, atMs }: ShownPicture, startedAtMs: number): string {
  const time = clockText(atMs - startedAtMs);
  const words: Readonly<Record<ShareSource, string>> = {
    camera: msg(str`Your camera at ${time}`),
    screen: msg(str`Your screen at ${time}`),
    photo: msg(str`Your photo at ${time}`),
  };
  return words[source];
}

import { isAbort } from "../core/errors.ts";
import type { SharedFile, ShareOutcome, Sharing } from "../core/export/share.ts";

/** The part of the browser that shares; both are missing where it cannot. */
export type SharingPlatform = Partial<Pick<Navigator, "canShare" | "share">>;

/** Sharing with the Web Share API. */
export function webShare(platform: SharingPlatform = navigator): Sharing {
  return {
    canShare(files) {
      return platform.share !== undefined && platform.canShare?.({ files: files.map(asFile) }) === true;
    },
    async share(files, title) {
      if (platform.share === undefined) return "failed";
      try {
        await platform.share({ files: files.map(asFile), title });
        return "shared";
      } catch (error) {
        return outcomeOf(error);
      }
    },
  };
}

function asFile({ name, blob }: SharedFile): File {
  return new File([blob], name, { type: blob.type });
}

function outcomeOf(error: unknown): ShareOutcome {
  if (isAbort(error)) return "dismissed";
  return error instanceof DOMException && error.name === "NotAllowedError" ? "needs-click" : "failed";
}

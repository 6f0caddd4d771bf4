import { isAbort } from "../core/errors.ts";
import type { FileShare } from "../core/export/file-share.ts";

/** Of `navigator`, what this needs; browsers without a sheet have none of it. */
export type SharingPlatform = Partial<Pick<Navigator, "canShare" | "share">>;

/** FileShare by Web Share. */
export function webShare(platform: SharingPlatform = navigator): FileShare {
  return {
    takes: (extension, mimeType) =>
      platform.canShare?.({ files: [new File([""], `call.${extension}`, { type: mimeType })] }) ?? false,
    async share(file) {
      try {
        if (platform.share === undefined) return "failed";
        await platform.share({ files: [file], title: file.name });
        return "over";
      } catch (error) {
        if (isAbort(error)) return "over";
        return error instanceof DOMException && error.name === "NotAllowedError" ? "press-again" : "failed";
      }
    },
  };
}

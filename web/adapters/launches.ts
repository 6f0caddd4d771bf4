/** What the installed app was opened for. */
export interface Launch {
  /** The hash of the address, as of a shortcut; empty where it names none. */
  readonly hash: string;
  /** Sound files that the person has opened with the app. */
  readonly files: readonly { readonly name: string; readonly blob: Blob }[];
}

/** Not in the DOM types: Chromium only. */
interface LaunchQueue {
  setConsumer(consumer: (params: LaunchParams) => void): void;
}

interface LaunchParams {
  readonly targetURL?: string;
  readonly files?: readonly { getFile(): Promise<File> }[];
}

/** The browser as far as it tells of launches; replaceable for tests. */
export interface LaunchPlatform {
  readonly launchQueue?: LaunchQueue;
}

/** Calls for every launch of the installed app, also the one that has opened this page. Does nothing elsewhere. */
export function onLaunch(
  callback: (launch: Launch) => void,
  platform: LaunchPlatform = globalThis as LaunchPlatform,
): void {
  platform.launchQueue?.setConsumer(({ targetURL, files = [] }) => {
    const hash = targetURL === undefined ? "" : new URL(targetURL).hash;
    if (files.length === 0) return callback({ hash, files: [] });
    Promise.all(files.map((handle) => handle.getFile())).then(
      (given) => callback({ hash, files: given.map((file) => ({ name: file.name, blob: file })) }),
      (error: unknown) => console.warn("Files that were opened with the app could not be read.", error),
    );
    return undefined;
  });
}

import type { ReadableAtom } from "nanostores";
import { onLaunch } from "./adapters/launches.ts";
import { ServiceWorkerVersions } from "./adapters/service-worker.ts";
import { WebWorkPlace } from "./adapters/web-work-place.ts";
import type { NamedFile } from "./app/file-calls.ts";
import { holdWhile } from "./app/hold-while.ts";
import { createUpdates, type Updates } from "./app/updates.ts";
import { inCall } from "./core/call/in-call.ts";
import type { CallState } from "./core/call/state.ts";
import type { Clock } from "./core/ports.ts";
import type { WorkPlace } from "./core/work-place.ts";

export interface InstallRootOptions {
  readonly call: ReadableAtom<CallState>;
  readonly clock: Clock;
}

/** What makes an app of the page; loaded once the page is there, so that none of it weighs on the first load. */
export interface InstallSide {
  readonly work: WorkPlace;
  /** Installs the app on this device; from then on it opens without a network. @throws where the browser refuses */
  register(base: string): Promise<Updates>;
}

export function createInstallSide({ call, clock }: InstallRootOptions): InstallSide {
  const work = new WebWorkPlace();
  holdWhile(work, call, ({ phase }) => inCall(phase));
  return {
    work,
    register: async (base) =>
      createUpdates({ versions: await ServiceWorkerVersions.register(base), work, clock }),
  };
}

/** Goes where a launch of the installed app leads: a call in the same window goes on meanwhile. */
export function followLaunches(addFiles: (files: readonly NamedFile[]) => Promise<void>): void {
  onLaunch(({ hash, files }) => {
    if (files.length > 0) {
      location.hash = "#/history";
      addFiles(files).catch((error: unknown) => console.error("The files could not be taken.", error));
    } else if (hash !== "" && hash !== location.hash) {
      location.hash = hash;
    }
  });
}

import { atom, type ReadableAtom } from "nanostores";
import type { AppVersions } from "../core/app-versions.ts";
import type { Clock } from "../core/ports.ts";
import type { WorkPlace } from "../core/work-place.ts";

/** Newer versions of the app: offered when nothing would be disturbed, and taken at the person's word. */
export interface Updates {
  /** A newer version is here, and no tab has a call or an export. */
  readonly isReady: ReadableAtom<boolean>;
  /** Changes to it, in all tabs; does nothing where work has begun meanwhile. */
  apply(): Promise<void>;
  /** Not in this visit. */
  later(): void;
}

/** As soon as they are loaded; a load that failed is tried again the next time. */
export type LoadUpdates = () => Promise<Updates>;

export interface UpdatesOptions {
  readonly versions: AppVersions;
  readonly work: WorkPlace;
  readonly clock: Clock;
}

/** The sound of a call is made into a file right after it: a shorter quiet is none. */
const calmMs = 3_000;
/** A tab that crashed in a call tells nobody. */
const lookAgainMs = 30_000;
const checkMs = 3_600_000;

/** Begins at once: a visit that opens with a newer version here takes it before anybody has touched the page. */
export function createUpdates(options: UpdatesOptions): Updates {
  return new Update(options);
}

class Update implements Updates {
  readonly isReady = atom(false);
  readonly #versions: AppVersions;
  readonly #work: WorkPlace;
  readonly #clock: Clock;
  #isPostponed = false;
  #isOutdated = false;
  #cancelLook: () => void = () => undefined;

  constructor({ versions, work, clock }: UpdatesOptions) {
    this.#versions = versions;
    this.#work = work;
    this.#clock = clock;
    versions.onWaiting(() => void this.#look());
    versions.onTakenOver(() => this.#onTakenOver());
    work.onChange(() => void this.#look());
    this.#checkLater();
    void this.#open();
  }

  async apply(): Promise<void> {
    this.isReady.set(false);
    if (this.#isOutdated) return this.#onTakenOver();
    await this.#work.whileIdle(() => this.#versions.takeOver());
    await this.#look();
  }

  later(): void {
    this.#isPostponed = true;
    this.isReady.set(false);
  }

  async #open(): Promise<void> {
    if (this.#versions.isWaiting() && (await this.#versions.isUntouched())) await this.apply();
    else await this.#look();
  }

  /** A page of the old version would ask for pieces that are gone. A call that has just begun has them already. */
  #onTakenOver(): void {
    if (!this.#work.isBusyHere) return this.#versions.reload();
    this.#isOutdated = true;
    this.isReady.set(false);
  }

  async #look(): Promise<void> {
    this.#cancelLook();
    if (this.#isPostponed || !(this.#isOutdated || this.#versions.isWaiting())) return;
    if (this.#work.isBusyHere) this.isReady.set(false);
    const isBusy = await this.#work.isBusy();
    this.#cancelLook();
    if (isBusy) {
      this.isReady.set(false);
      this.#cancelLook = this.#clock.setTimer(lookAgainMs, () => void this.#look());
    } else if (!this.isReady.get()) {
      this.#cancelLook = this.#clock.setTimer(calmMs, () => void this.#show());
    }
  }

  async #show(): Promise<void> {
    if (await this.#work.isBusy()) await this.#look();
    else if (!this.#isPostponed) this.isReady.set(true);
  }

  #checkLater(): void {
    this.#clock.setTimer(checkMs, () => {
      this.#checkLater();
      // What it fetches would take its part of a narrow line.
      if (!this.#work.isBusyHere) void this.#versions.check();
    });
  }
}

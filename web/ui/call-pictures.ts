import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { App } from "../app/app.ts";
import type { CallRecord } from "../core/history/record.ts";
import type { Picture } from "../core/video/picture.ts";

/** A kept picture with an address, which is good for as long as the controller that gave it shows its call. */
export interface ShownPicture extends Omit<Picture, "jpeg"> {
  readonly url: string;
}

/** The pictures of a kept call, for as long as its host shows it. A call without any costs nothing. */
export class CallPicturesController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #app: () => App;
  #callId: string | undefined;
  /** How many the call had when they were read. */
  #count = 0;
  #shown: readonly ShownPicture[] = [];

  constructor(host: ReactiveControllerHost, app: () => App) {
    this.#host = host;
    this.#app = app;
    host.addController(this);
  }

  /** Oldest first; none until they are read. */
  get shown(): readonly ShownPicture[] {
    return this.#shown;
  }

  /** Shows those of this call from now on; undefined: none. */
  show(record: Pick<CallRecord, "id" | "pictures"> | undefined): void {
    if (record?.id !== this.#callId) this.#forget();
    const { pictures = 0 } = record ?? {};
    if (record === undefined || pictures === this.#count) return;
    this.#callId = record.id;
    this.#count = pictures;
    void this.#load(record.id, pictures);
  }

  hostDisconnected(): void {
    this.#forget();
  }

  async #load(callId: string, count: number): Promise<void> {
    try {
      const [{ history }] = await Promise.all([this.#app().history(), import("./kept-pictures.ts")]);
      const pictures = await history.pictures(callId);
      if (callId === this.#callId && count === this.#count) this.#set(pictures);
    } catch (error) {
      // The words are there, and the next change of the call asks again.
      console.warn("The pictures of a call could not be read.", error);
      this.#count = 0;
    }
  }

  /** Those that are shown already stay as they are. */
  #set(pictures: readonly Picture[]): void {
    const known = new Map(this.#shown.map((shown) => [shown.atMs, shown]));
    this.#shown = pictures.map(({ jpeg, ...picture }) => {
      const before = known.get(picture.atMs);
      known.delete(picture.atMs);
      return before ?? { ...picture, url: URL.createObjectURL(new Blob([jpeg], { type: "image/jpeg" })) };
    });
    revoke(known.values());
    this.#host.requestUpdate();
  }

  #forget(): void {
    revoke(this.#shown);
    this.#shown = [];
    this.#callId = undefined;
    this.#count = 0;
  }
}

function revoke(pictures: Iterable<ShownPicture>): void {
  for (const { url } of pictures) URL.revokeObjectURL(url);
}

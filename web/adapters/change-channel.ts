import type { CallChange } from "../core/history/call-store.ts";

/** Tells of changed calls, in this tab and in all others of the same name. */
export class ChangeChannel {
  readonly #name: string;
  readonly #callbacks = new Set<(change: CallChange) => void>();
  #channel: BroadcastChannel | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  tell(ids: readonly string[]): void {
    if (ids.length === 0) return;
    const change: CallChange = { ids: [...new Set(ids)] };
    this.#open().postMessage(change);
    this.#call(change);
  }

  /** @returns stops it */
  listen(callback: (change: CallChange) => void): () => void {
    // Of its own, so that the same callback can listen twice.
    const own = (change: CallChange) => callback(change);
    this.#callbacks.add(own);
    this.#open();
    return () => this.#callbacks.delete(own);
  }

  /** Until it is used again. */
  close(): void {
    this.#channel?.close();
    this.#channel = undefined;
  }

  #open(): BroadcastChannel {
    if (this.#channel !== undefined) return this.#channel;
    const channel = new BroadcastChannel(this.#name);
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (isChange(data)) this.#call(data);
    };
    this.#channel = channel;
    return channel;
  }

  /** On its own: what a callback throws is reported, and is no failure of the store. */
  #call(change: CallChange): void {
    for (const callback of this.#callbacks) queueMicrotask(() => callback(change));
  }
}

/** Another tab may be of another version. */
function isChange(data: unknown): data is CallChange {
  return (
    typeof data === "object" &&
    data !== null &&
    "ids" in data &&
    Array.isArray(data.ids) &&
    data.ids.every((id) => typeof id === "string")
  );
}

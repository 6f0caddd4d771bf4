import type { Network } from "../../web/core/ports.ts";

/** A network that goes and comes as the test says. */
export class ManualNetwork implements Network {
  readonly #listeners = new Set<(online: boolean) => void>();

  onChange(callback: (online: boolean) => void): () => void {
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  }

  turn(online: boolean): void {
    for (const listener of [...this.#listeners]) listener(online);
  }

  get listeners(): number {
    return this.#listeners.size;
  }
}

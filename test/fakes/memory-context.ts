import type { ContextStore } from "../../web/core/ports.ts";

/** Keeps what tools remember as text, as a real store does. */
export class MemoryContext implements ContextStore {
  #text: string | undefined;

  load(): Readonly<Record<string, unknown>> | undefined {
    return this.#text === undefined ? undefined : JSON.parse(this.#text);
  }

  save(values: Readonly<Record<string, unknown>>): void {
    this.#text = JSON.stringify(values);
  }

  clear(): void {
    this.#text = undefined;
  }
}

import type { SettingsStore } from "../../web/core/ports.ts";

/** Keeps settings as text, as a real store does. */
export class MemorySettings implements SettingsStore {
  #text: string | undefined;

  load(): unknown {
    return this.#text === undefined ? undefined : JSON.parse(this.#text);
  }

  save(settings: Readonly<Record<string, unknown>>): void {
    this.#text = JSON.stringify(settings);
  }

  /** There is no other page. */
  onChange(): void {}
}

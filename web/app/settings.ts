import { atom, type ReadableAtom } from "nanostores";
import type { SettingsStore } from "../core/ports.ts";
import { readSettings, type Settings } from "../core/settings.ts";

/** The settings as a store that keeps itself. */
export interface SettingsModel {
  readonly settings: ReadableAtom<Settings>;
  change(changes: Partial<Settings>): void;
}

/**
 * Loads what was kept, and again when another page has changed it: what that one changed is not taken back with the next
 * change here. Every change is kept at once. Values that are not valid become the defaults.
 */
export function createSettings(store: SettingsStore): SettingsModel {
  const settings = atom(readSettings(store.load()));
  store.onChange(() => settings.set(readSettings(store.load())));
  return {
    settings,
    change(changes) {
      settings.set(readSettings({ ...settings.get(), ...changes }));
      store.save({ ...settings.get() });
    },
  };
}

import type { SettingsStore } from "../core/ports.ts";

const key = "parley.settings";

/**
 * Settings in localStorage. Where the browser forbids it (private modes, blocked cookies) or it is full, settings last
 * as long as the page: said once on the console, no reason to keep a person from calling.
 */
export function localSettings(storage: () => Storage = () => localStorage): SettingsStore {
  return {
    load() {
      try {
        const text = storage().getItem(key);
        return text === null ? undefined : JSON.parse(text);
      } catch (error) {
        console.warn("The settings could not be read; the defaults are used.", error);
        return undefined;
      }
    },
    save(settings) {
      try {
        storage().setItem(key, JSON.stringify(settings));
      } catch (error) {
        console.warn("The settings could not be kept; they last until the page is closed.", error);
      }
    },
    onChange(callback) {
      addEventListener("storage", (event) => {
        // None is named where all of them are cleared.
        if (event.key === key || event.key === null) callback();
      });
    },
  };
}

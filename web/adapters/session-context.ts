import { isObject } from "../core/live/wire.ts";
import type { ContextStore } from "../core/ports.ts";

const key = "parley.context";

/**
 * What tools remember, in sessionStorage: it belongs to this tab and outlives a reload of it. Where the browser forbids
 * that, it lasts as long as the page.
 */
export function sessionContext(storage: () => Storage = () => sessionStorage): ContextStore {
  const attempt = <T>(action: (store: Storage) => T): T | undefined => {
    try {
      return action(storage());
    } catch (error) {
      console.warn("What the tools remember would not survive a reload of this page.", error);
      return undefined;
    }
  };
  return {
    load() {
      const value: unknown = attempt((store) => JSON.parse(store.getItem(key) ?? "null"));
      return isObject(value) ? value : undefined;
    },
    save: (values) => void attempt((store) => store.setItem(key, JSON.stringify(values))),
    clear: () => void attempt((store) => store.removeItem(key)),
  };
}

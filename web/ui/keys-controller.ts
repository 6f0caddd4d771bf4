import type { ReactiveController, ReactiveControllerHost } from "lit";
import { isSingleKey, type KeyDeed, keyDeed, keyUses } from "../core/keys.ts";
import { isField } from "./is-field.ts";

const singleDeeds: ReadonlySet<KeyDeed> = new Set(keyUses.filter(isSingleKey).map(({ does }) => does));

/**
 * Listens for the keys of one character while its host is in the page: not in fields, not under a dialog, and once for
 * each press.
 */
export class KeysController implements ReactiveController {
  readonly #areOn: () => boolean;
  readonly #onDeed: (deed: KeyDeed) => boolean;
  #listening = new AbortController();

  /**
   * @param areOn whether the person wants such keys
   * @param onDeed answers whether there was something to do: then the key does nothing else
   */
  constructor(host: ReactiveControllerHost, areOn: () => boolean, onDeed: (deed: KeyDeed) => boolean) {
    this.#areOn = areOn;
    this.#onDeed = onDeed;
    host.addController(this);
  }

  hostConnected(): void {
    this.#listening = new AbortController();
    addEventListener("keydown", (event) => this.#onKey(event), { signal: this.#listening.signal });
  }

  hostDisconnected(): void {
    this.#listening.abort();
  }

  #onKey(event: KeyboardEvent): void {
    const [target] = event.composedPath();
    const isTaken = event.defaultPrevented || (target instanceof Element && isField(target));
    if (isTaken || event.repeat || !this.#areOn()) return;
    const deed = keyDeed(event, "anywhere", "call");
    if (deed === undefined || !singleDeeds.has(deed) || isUnderDialog(document)) return;
    if (this.#onDeed(deed)) event.preventDefault();
  }
}

/** A modal dialog has the page to itself, in whichever shadow tree it is. */
export function isUnderDialog(root: ParentNode): boolean {
  if (root.querySelector(":modal") !== null) return true;
  return [...root.querySelectorAll("*")].some(
    ({ shadowRoot }) => shadowRoot !== null && isUnderDialog(shadowRoot),
  );
}

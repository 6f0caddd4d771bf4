import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { ReadableAtom } from "nanostores";

/**
 * Renders its host again when the selected slice of a store changes, and only then; subscribed while the host is in
 * the page. `select` must answer the same value for the same slice: pick, do not build.
 */
export class StoreController<T, Slice = T> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #store: () => ReadableAtom<T>;
  readonly #select: (state: T) => Slice;
  #slice: Slice | undefined;
  #unsubscribe: (() => void) | undefined;

  /** `store` is asked when the host enters the page: by then the context has answered. */
  constructor(host: ReactiveControllerHost, store: () => ReadableAtom<T>, select: (state: T) => Slice) {
    this.#host = host;
    this.#store = store;
    this.#select = select;
    host.addController(this);
  }

  /** The slice as it is now. */
  get value(): Slice {
    return this.#select(this.#store().get());
  }

  hostConnected(): void {
    this.#slice = this.value;
    this.#unsubscribe = this.#store().listen(() => this.#onChange());
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  #onChange(): void {
    const slice = this.value;
    if (Object.is(slice, this.#slice)) return;
    this.#slice = slice;
    this.#host.requestUpdate();
  }
}

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
  readonly #isSame: (one: Slice, other: Slice) => boolean;
  #slice: { readonly value: Slice } | undefined;
  #unsubscribe: (() => void) | undefined;

  /**
   * `store` is asked when the host enters the page: by then the context has answered.
   * @param isSame whether two slices look the same to the host
   */
  constructor(
    host: ReactiveControllerHost,
    store: () => ReadableAtom<T>,
    select: (state: T) => Slice,
    isSame: (one: Slice, other: Slice) => boolean = Object.is,
  ) {
    this.#host = host;
    this.#store = store;
    this.#select = select;
    this.#isSame = isSame;
    host.addController(this);
  }

  /** The slice as it is now. */
  get value(): Slice {
    return this.#select(this.#store().get());
  }

  hostConnected(): void {
    this.#slice = { value: this.value };
    this.#unsubscribe = this.#store().listen(() => this.#onChange());
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  #onChange(): void {
    const { value } = this;
    if (this.#slice !== undefined && this.#isSame(value, this.#slice.value)) return;
    this.#slice = { value };
    this.#host.requestUpdate();
  }
}

/** Renders the host again whenever the store changes. */
export function followStore<T>(
  host: ReactiveControllerHost,
  store: () => ReadableAtom<T>,
): StoreController<T> {
  return new StoreController(host, store, (state) => state);
}

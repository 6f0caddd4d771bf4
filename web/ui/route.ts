import type { ReactiveController, ReactiveControllerHost } from "lit";

/** The screens a person can be on. */
export type Route = "call" | "history" | "settings";

/** The address of a screen. */
export const routes = { call: "#/", history: "#/history", settings: "#/settings" } as const satisfies Record<
  Route,
  string
>;

/** The screen of an address; anything unknown is the call. */
export function routeOf(hash: string): Route {
  if (hash.startsWith(routes.history)) return "history";
  return hash.startsWith(routes.settings) ? "settings" : "call";
}

/** Renders its host again when the address changes. */
export class RouteController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #onHashChange = () => this.#host.requestUpdate();

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  get value(): Route {
    return routeOf(location.hash);
  }

  hostConnected(): void {
    addEventListener("hashchange", this.#onHashChange);
  }

  hostDisconnected(): void {
    removeEventListener("hashchange", this.#onHashChange);
  }
}

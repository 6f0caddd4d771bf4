import { ContextConsumer, createContext } from "@lit/context";
import type { LitElement } from "lit";
import type { App } from "../app/app.ts";
import { invariant } from "../core/assert.ts";

/** The one context: what the screens talk to. Provided by `app-root`. */
export const appContext = createContext<App>("parley-app");

/** Finds the app for an element. Create it before any controller that reads the app. */
export class AppConsumer {
  readonly #consumer: ContextConsumer<typeof appContext, LitElement>;

  constructor(host: LitElement) {
    this.#consumer = new ContextConsumer(host, { context: appContext });
  }

  /** The app; there from the moment the element is in the page. */
  get value(): App {
    const app = this.#consumer.value;
    invariant(app !== undefined, "an element that needs the app is used outside of app-root");
    return app;
  }
}

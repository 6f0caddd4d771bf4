import { ContextProvider } from "@lit/context";
import { msg } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { History, type IconNode, Phone, Settings2 } from "lucide";
import type { App } from "../app/app.ts";
import { loadOnce } from "../app/load-once.ts";
import { inCall } from "../core/call/in-call.ts";
import type { KeyDeed } from "../core/keys.ts";
import { appContext } from "./app-context.ts";
import "./call-screen.ts";
import { icon } from "./icon.ts";
import { KeysController } from "./keys-controller.ts";
import { phaseWord } from "./phase-view.ts";
import { type Route, RouteController, routes } from "./route.ts";
import { StoreController } from "./store-controller.ts";
import { base, pieces, wide } from "./theme.ts";

/** Puts the app into the page, in the place of its first words. */
export function mountApp(app: App): void {
  const root = document.createElement("app-root");
  root.app = app;
  document.querySelector("body > .first-words")?.remove();
  document.body.append(root);
}

interface Place {
  readonly route: Route;
  readonly name: string;
  readonly sign: IconNode;
}

const places = (): readonly Place[] => [
  { route: "call", name: msg("Call"), sign: Phone },
  { route: "history", name: msg("History"), sign: History },
  { route: "settings", name: msg("Settings"), sign: Settings2 },
];

/** The code of the screens that are not needed to make a call. */
const lateScreens = {
  history: () => import("./history-screen.ts"),
  settings: () => import("./settings-screen.ts"),
} as const;
const loadKeySheet = loadOnce(() => import("./key-sheet.ts"));
type LateRoute = keyof typeof lateScreens;

/** The frame of all screens: navigation at the side or below, and the screen of the address. */
@customElement("app-root")
export class AppRoot extends LitElement {
  static override styles = [base, pieces, rootStyles()];

  readonly #provider = new ContextProvider(this, { context: appContext });
  readonly #route = new RouteController(this);
  readonly #calling = new StoreController(
    this,
    () => this.app.call,
    (call) => inCall(call.phase),
  );
  readonly #callWord = new StoreController(
    this,
    () => this.app.call,
    ({ phase, activity, muted, talk }) =>
      phase.name === "idle" ? undefined : phaseWord(phase, activity, muted, talk),
  );
  /** The tab's icon tells of calls from the first one on. */
  readonly #showInTab = loadOnce(async () => {
    const { followTabIcon } = await import("./tab-icon.ts");
    return followTabIcon(this.app.call);
  });
  readonly #screens = new Map<LateRoute, "loading" | "loaded" | "failed">();

  constructor() {
    super();
    new KeysController(
      this,
      () => this.app.settings.get().singleKeys,
      (deed) => this.#onDeed(deed),
    );
  }

  /** What the screens talk to; set once, before the element enters the page. */
  set app(app: App) {
    this.#provider.setValue(app);
  }

  get app(): App {
    return this.#provider.value;
  }

  protected override willUpdate(): void {
    const route = this.#route.value;
    if (route !== "call" && !this.#screens.has(route)) void this.#load(route);
  }

  protected override render(): TemplateResult {
    const route = this.#route.value;
    return html`
      <nav class=${route === "call" && this.#calling.value ? "in-call" : ""} aria-label="Parley">
        ${places().map((place) => this.#link(place, route))}
      </nav>
      <update-note class=${route} role="region" aria-label=${msg("Update")} hidden></update-note>
      <main class=${route}>${this.#screen(route)}</main>
    `;
  }

  protected override updated(): void {
    const here = places().find(({ route }) => route === this.#route.value);
    const place = here === undefined || here.route === "call" ? undefined : here.name;
    const word = this.#callWord.value;
    const first = this.#calling.value ? word : (place ?? word);
    document.title = first === undefined ? "Parley" : `${first} · Parley`;
    if (this.#calling.value)
      this.#showInTab().catch((error: unknown) => console.warn("The tab's icon stays as it is.", error));
  }

  #link({ route, name, sign }: Place, here: Route): TemplateResult {
    const on = route === "call" && this.#calling.value ? "on" : "";
    return html`<a class=${on} href=${routes[route]} aria-current=${route === here ? "page" : nothing}>
      <span class="sign">${icon(sign)}</span>${name}
    </a>`;
  }

  #screen(route: Route): TemplateResult | typeof nothing {
    if (route === "call") return html`<call-screen></call-screen>`;
    if (this.#screens.get(route) === "failed") return this.#loadTrouble(route);
    if (this.#screens.get(route) !== "loaded") return nothing;
    return route === "history"
      ? html`<history-screen></history-screen>`
      : html`<settings-screen></settings-screen>`;
  }

  /** What a key asks for. @returns whether there was something to do here and now */
  #onDeed(deed: KeyDeed): boolean {
    const { app } = this;
    if (deed === "show-keys") {
      loadKeySheet().then(
        ({ openKeySheet }) => openKeySheet(true),
        (error: unknown) => console.error("The list of keys did not load.", error),
      );
      return true;
    }
    const screen = this.renderRoot.querySelector("call-screen");
    if (!this.#calling.value || (screen === null && deed !== "mute")) return false;
    if (deed === "mute") app.setMuted(!app.call.get().muted);
    if (deed === "captions") app.change({ captions: !app.settings.get().captions });
    if (deed === "type") screen?.compose();
    return true;
  }

  #loadTrouble(route: LateRoute): TemplateResult {
    return html`<div class="unloaded" role="alert">
      <p>${msg("This screen didn't load. Check your connection, then try again.")}</p>
      <button class="pill" type="button" @click=${() => this.#load(route)}>${msg("Try again")}</button>
    </div>`;
  }

  async #load(route: LateRoute): Promise<void> {
    this.#screens.set(route, "loading");
    try {
      await lateScreens[route]();
      this.#screens.set(route, "loaded");
    } catch (error) {
      console.error(`The ${route} screen did not load.`, error);
      this.#screens.set(route, "failed");
    }
    this.requestUpdate();
  }
}

function rootStyles() {
  return css`
    :host {
      position: relative;
      display: grid;
      grid-template: auto minmax(0, 1fr) auto / minmax(0, 1fr);
      height: 100vh;
      height: 100dvh;
      padding-block-start: env(safe-area-inset-top);
      padding-inline: env(safe-area-inset-left) env(safe-area-inset-right);
      background: var(--paper);
      color: var(--ink);
    }

    update-note {
      grid-row: 1;
    }

    /* Over the bar, where there is nothing to press: the start button stays where it is. */
    update-note.call {
      position: absolute;
      z-index: 1;
      inset-block-start: 0;
      inset-inline: 0;
    }

    update-note[hidden] {
      display: none;
    }

    main {
      grid-row: 2;
      min-width: 0;
      min-height: 0;
      overflow: hidden auto;
    }

    main.call {
      overflow: hidden;
    }

    nav {
      display: flex;
      grid-row: 3;
      justify-content: space-around;
      padding-block-end: env(safe-area-inset-bottom);
      border-block-start: 1px solid var(--line);
      background: var(--surface);
    }

    nav a {
      display: grid;
      flex: 1;
      justify-items: center;
      align-content: center;
      gap: 2px;
      max-width: 160px;
      min-height: 64px;
      color: var(--quiet);
      font-size: var(--label);
      font-weight: var(--strong);
    }

    nav a:focus-visible {
      outline-offset: -4px;
      border-radius: var(--radius-row);
    }

    nav a[aria-current] {
      color: var(--ink);
    }

    nav a[aria-current] .sign {
      color: var(--agent);
    }

    .sign {
      position: relative;
    }

    .on .sign::after {
      position: absolute;
      inset-block-start: -2px;
      inset-inline-end: -4px;
      width: 8px;
      height: 8px;
      border: 2px solid var(--surface);
      border-radius: 50%;
      background: var(--agent);
      box-sizing: content-box;
      content: "";
    }

    .unloaded {
      display: grid;
      gap: 16px;
      justify-items: center;
      padding: 20vh 24px 0;
      text-align: center;
    }

    @media ${wide} {
      :host {
        grid-template: auto minmax(0, 1fr) / minmax(88px, auto) minmax(0, 1fr);
      }

      update-note,
      main {
        grid-column: 2;
      }

      nav {
        flex-direction: column;
        grid-row: 1 / -1;
        grid-column: 1;
        justify-content: flex-start;
        padding-block: 8px;
        border-block-start: 0;
        border-inline-end: 1px solid var(--line);
      }

      nav a {
        flex: none;
        min-height: 68px;
        padding-inline: 8px;
      }
    }

    @media not all and (min-width: 900px) {
      nav.in-call {
        display: none;
      }
    }

    @media (min-width: 560px) and (max-height: 520px) {
      nav.in-call {
        display: flex;
      }
    }
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    "app-root": AppRoot;
  }
}

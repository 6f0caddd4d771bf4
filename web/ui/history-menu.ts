import { msg } from "@lit/localize";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { type IconNode, Pencil, Star, Trash2 } from "lucide";
import type { CallRecord } from "../core/history/record.ts";
import { icon } from "./icon.ts";
import { base } from "./theme.ts";

/** What a person can do with one call in the list. */
export type CallAction = "rename" | "star" | "delete";

/** The person has chosen from the menu of a call. */
export class CallActionEvent extends Event {
  static readonly type = "parley-call-action";
  readonly action: CallAction;
  readonly call: CallRecord;

  constructor(action: CallAction, call: CallRecord) {
    super(CallActionEvent.type);
    this.action = action;
    this.call = call;
  }
}

/** The menu beside a call. There is one for the whole list: it opens where it is asked for. */
@customElement("history-menu")
export class HistoryMenu extends LitElement {
  static override styles = [base, menuStyles()];

  #call: CallRecord | undefined;
  #button: HTMLElement | undefined;

  /** Opens at a button, which gets the focus back if nothing is chosen. */
  async open(call: CallRecord, button: HTMLElement): Promise<void> {
    this.#call = call;
    this.#button = button;
    this.requestUpdate();
    await this.updateComplete;
    this.#menu?.showPopover();
    this.#place(button);
    this.#items[0]?.focus();
    addEventListener("scroll", this.#hide, { capture: true, once: true });
    addEventListener("resize", this.#hide, { once: true });
  }

  protected override render(): TemplateResult {
    const isStarred = this.#call?.isStarred === true;
    return html`<div
      class="menu"
      popover
      role="menu"
      aria-label=${msg("Call")}
      @keydown=${this.#onKey}
      @toggle=${this.#onToggle}
    >
      ${this.#item("rename", msg("Rename"), Pencil)}
      ${this.#item("star", isStarred ? msg("Remove star") : msg("Star"), Star)}
      ${this.#item("delete", msg("Delete"), Trash2)}
    </div>`;
  }

  #item(action: CallAction, name: string, sign: IconNode): TemplateResult {
    return html`<button
      class=${action}
      type="button"
      role="menuitem"
      tabindex="-1"
      ?disabled=${action === "delete" && this.#call?.status === "running"}
      @click=${() => this.#choose(action)}
    >${icon(sign)}${name}</button>`;
  }

  get #menu(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(".menu");
  }

  get #items(): readonly HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>("[role=menuitem]:enabled")];
  }

  /** Below the button, ends aligned; above it where there is no room below. */
  #place(button: HTMLElement): void {
    const menu = this.#menu;
    if (menu === null) return;
    const at = button.getBoundingClientRect();
    const below = at.bottom + menu.offsetHeight + 8 <= innerHeight;
    const isRtl = getComputedStyle(this).direction === "rtl";
    const left = isRtl ? at.left : at.right - menu.offsetWidth;
    const lastLeft = innerWidth - menu.offsetWidth - 8;
    menu.style.setProperty("top", `${Math.max(8, below ? at.bottom : at.top - menu.offsetHeight)}px`);
    menu.style.setProperty("left", `${Math.max(8, Math.min(left, lastLeft))}px`);
  }

  #choose(action: CallAction): void {
    const call = this.#call;
    this.#hide();
    this.#button?.focus();
    if (call !== undefined) this.dispatchEvent(new CallActionEvent(action, call));
  }

  readonly #hide = (): void => {
    this.#menu?.hidePopover();
  };

  #onToggle(event: ToggleEvent): void {
    if (event.newState === "open") return;
    removeEventListener("scroll", this.#hide, { capture: true });
    removeEventListener("resize", this.#hide);
  }

  #onKey(event: KeyboardEvent): void {
    const items = this.#items;
    const at = items.findIndex((item) => item.matches(":focus"));
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      items.at(next % items.length)?.focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      this.#hide();
      this.#button?.focus();
    }
  }
}

function menuStyles() {
  return css`
    .menu {
      position: fixed;
      inset: auto;
      min-width: 180px;
      margin: 0;
      padding: 6px;
      border: 1px solid var(--line);
      border-radius: var(--radius-row);
      background: var(--raised);
      color: var(--ink);
      box-shadow: var(--shadow);
    }

    button {
      display: flex;
      align-items: center;
      gap: 12px;
      width: 100%;
      min-height: 44px;
      padding: 0 12px;
      border-radius: var(--radius-card);
      font-size: var(--secondary);
      font-weight: 600;
      text-align: start;
    }

    button:focus-visible {
      outline-offset: -3px;
    }

    button:hover:enabled {
      background: color-mix(in srgb, var(--ink) 6%, transparent);
    }

    button:disabled {
      opacity: 0.5;
      cursor: default;
    }

    .delete {
      color: var(--alert);
    }

    svg.icon {
      width: 18px;
      height: 18px;
    }
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    "history-menu": HistoryMenu;
  }
}

import { msg, str } from "@lit/localize";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { Plus, X } from "lucide";
import { countText } from "./format.ts";
import { icon } from "./icon.ts";
import { settingsStyles } from "./settings-styles.ts";
import { base, pieces } from "./theme.ts";

/** The person has changed names or values. */
export class PairsChangeEvent extends Event {
  static readonly type = "parley-pairs";
  readonly pairs: Readonly<Record<string, string>>;

  constructor(pairs: Readonly<Record<string, string>>) {
    super(PairsChangeEvent.type);
    this.pairs = pairs;
  }
}

/** What a pair can be. */
export type PairKind = "header" | "value";

interface Pair {
  readonly name: string;
  readonly value: string;
}

/** Names with values, one pair a row. Rows without a name, or with a problem, wait until they have none. */
@customElement("pair-rows")
export class PairRows extends LitElement {
  static override styles = [base, pieces, settingsStyles, pairStyles()];

  @property({ attribute: false }) pairs: Readonly<Record<string, string>> = {};
  /** What the pairs are. */
  @property() kind: PairKind = "value";
  /** The values are not shown. */
  @property({ type: Boolean }) secret = false;
  @property({ type: Number }) limit = 20;
  /** What is wrong with a name, or with a value. */
  @property({ attribute: false }) check: (pair: Pair) => string | undefined = () => undefined;

  #rows: readonly Pair[] = [];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("pairs") || sameRecord(this.pairs, this.#given())) return;
    this.#rows = Object.entries(this.pairs).map(([name, value]) => ({ name, value }));
  }

  protected override render(): TemplateResult {
    const words = kindWords(this.kind, this.#rows.length);
    return html`
      ${this.#rows.map((row, index) => this.#row(row, index))}
      <button class="pill" type="button" ?disabled=${this.#rows.length >= this.limit} @click=${this.#add}>
        ${icon(Plus)}${words.add}
      </button>
    `;
  }

  #row(row: Pair, index: number): TemplateResult {
    const words = kindWords(this.kind, index + 1);
    const problem = this.#problem(row, index);
    const described = problem === undefined ? nothing : `problem-${index}`;
    return html`<div class="pair" role="group" aria-label=${words.pair}>
      <input
        type="text"
        aria-label=${words.name}
        aria-invalid=${problem === undefined ? nothing : "true"}
        aria-describedby=${described}
        placeholder=${msg("Name")}
        autocomplete="off"
        spellcheck="false"
        .value=${live(row.name)}
        @input=${(event: Typed) => this.#set(index, { ...row, name: event.currentTarget.value })}
      />
      <input
        type=${this.secret ? "password" : "text"}
        aria-label=${words.content}
        placeholder=${msg("Content")}
        autocomplete=${this.secret ? "new-password" : "off"}
        .value=${live(row.value)}
        @input=${(event: Typed) => this.#set(index, { ...row, value: event.currentTarget.value })}
      />
      <button class="remove" type="button" aria-label=${words.remove} @click=${() => this.#remove(index)}>
        ${icon(X)}
      </button>
      ${problem === undefined ? nothing : html`<p class="problem" id=${described}>${problem}</p>`}
    </div>`;
  }

  #problem(row: Pair, index: number): string | undefined {
    const name = row.name.trim();
    if (name === "") return undefined;
    const twice = this.#rows.findIndex((other) => other.name.trim() === name) < index;
    return twice ? msg("This name is there already.") : this.check({ ...row, name });
  }

  #given(): Readonly<Record<string, string>> {
    const complete = this.#rows.filter(
      (row, index) => row.name.trim() !== "" && this.#problem(row, index) === undefined,
    );
    return Object.fromEntries(complete.map(({ name, value }) => [name.trim(), value]));
  }

  #set(index: number, row: Pair): void {
    this.#change(this.#rows.with(index, row));
  }

  async #add(): Promise<void> {
    this.#change([...this.#rows, { name: "", value: "" }]);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".pair:last-of-type input")?.focus();
  }

  async #remove(index: number): Promise<void> {
    this.#change(this.#rows.toSpliced(index, 1));
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".pill")?.focus();
  }

  #change(rows: readonly Pair[]): void {
    const before = this.#given();
    this.#rows = rows;
    this.requestUpdate();
    if (!sameRecord(before, this.#given())) this.dispatchEvent(new PairsChangeEvent(this.#given()));
  }
}

function kindWords(kind: PairKind, at: number) {
  const count = countText(at);
  return kind === "header"
    ? {
        add: msg("Add header"),
        pair: msg(str`header ${count}`),
        name: msg(str`Name of header ${count}`),
        content: msg(str`Content of header ${count}`),
        remove: msg(str`Remove header ${count}`),
      }
    : {
        add: msg("Add value"),
        pair: msg(str`value ${count}`),
        name: msg(str`Name of value ${count}`),
        content: msg(str`Content of value ${count}`),
        remove: msg(str`Remove value ${count}`),
      };
}

type Typed = Event & { readonly currentTarget: HTMLInputElement };

function sameRecord(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function pairStyles() {
  return css`
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 8px;
      justify-items: start;
    }

    .pair {
      display: grid;
      grid-template-columns: minmax(0, 2fr) minmax(0, 3fr) 44px;
      gap: 8px;
      width: 100%;
    }

    .pair .problem {
      grid-column: 1 / -1;
    }

    .remove {
      display: grid;
      place-items: center;
      width: 44px;
      height: 44px;
      border-radius: 50%;
      color: var(--quiet);
    }

    .pill {
      padding-inline: 14px;
      border-color: var(--line);
    }

    .pill:disabled {
      color: var(--quiet);
      cursor: default;
    }
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    "pair-rows": PairRows;
  }
  interface HTMLElementEventMap {
    [PairsChangeEvent.type]: PairsChangeEvent;
  }
}

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { ChevronDown } from "lucide";
import { icon } from "./icon.ts";

/** One answer a person can choose. */
export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

/** A row with a list of choices. `note` is a warning about the chosen one. */
export function choiceRow<Value extends string>(
  name: string,
  chosen: Value,
  choices: readonly Choice<Value>[],
  onChoose: (value: Value) => void,
  note?: string,
): TemplateResult {
  const choose = (event: Event & { readonly currentTarget: HTMLSelectElement }) => {
    const choice = choices[event.currentTarget.selectedIndex];
    if (choice !== undefined) onChoose(choice.value);
  };
  return html`<label class="row">
    <span class="label"><span class="name">${name}</span></span>
    <span class="select">
      <select aria-label=${name} @change=${choose}>
        ${choices.map(({ value, label }) => html`<option value=${value} .selected=${live(value === chosen)}>${label}</option>`)}
      </select>
      ${icon(ChevronDown)}
    </span>
    ${note === undefined ? nothing : html`<span class="note">${note}</span>`}
  </label>`;
}

/** A row that is on or off. */
export function switchRow(
  name: string,
  hint: string,
  on: boolean,
  onChange: (on: boolean) => void,
): TemplateResult {
  return html`<label class="row">
    <span class="label"><span class="name">${name}</span><span class="hint">${hint}</span></span>
    <input
      type="checkbox"
      role="switch"
      aria-label=${name}
      .checked=${live(on)}
      @change=${(event: Event & { readonly currentTarget: HTMLInputElement }) => onChange(event.currentTarget.checked)}
    />
  </label>`;
}

/** A row with a text of several lines. */
export function textRow(
  name: string,
  hint: string,
  value: string,
  limit: number,
  onInput: (text: string) => void,
): TemplateResult {
  return html`<label class="row tall">
    <span class="label"><span class="name">${name}</span><span class="hint">${hint}</span></span>
    <textarea
      aria-label=${name}
      rows="3"
      dir="auto"
      maxlength=${limit}
      .value=${live(value)}
      @input=${(event: Event & { readonly currentTarget: HTMLTextAreaElement }) => onInput(event.currentTarget.value)}
    ></textarea>
  </label>`;
}

/** A row with a code that is not shown. */
export function secretRow(
  name: string,
  hint: string,
  value: string,
  onInput: (text: string) => void,
): TemplateResult {
  return html`<label class="row tall">
    <span class="label"><span class="name">${name}</span><span class="hint">${hint}</span></span>
    <input
      type="password"
      aria-label=${name}
      autocomplete="current-password"
      .value=${live(value)}
      @input=${(event: Event & { readonly currentTarget: HTMLInputElement }) => onInput(event.currentTarget.value)}
    />
  </label>`;
}

/** A row with a slider from 0 to 2. */
export function rangeRow(
  name: string,
  hint: string,
  value: number,
  word: string,
  onInput: (value: number) => void,
): TemplateResult {
  return html`<label class="row tall">
    <span class="label">
      <span class="name">${name}<output class="value">${word}</output></span>
      <span class="hint">${hint}</span>
    </span>
    <input
      type="range"
      aria-label=${name}
      aria-valuetext=${word}
      min="0"
      max="2"
      step="0.1"
      .value=${live(String(value))}
      @input=${(event: Event & { readonly currentTarget: HTMLInputElement }) => onInput(event.currentTarget.valueAsNumber)}
    />
  </label>`;
}

import { msg } from "@lit/localize";
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
        ${choices.map(({ value, label }) => html`<option dir="auto" value=${value} .selected=${live(value === chosen)}>${label}</option>`)}
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

/** A field as a form needs it. */
export interface Field {
  readonly name: string;
  readonly hint?: string;
  readonly value: string;
  readonly onInput: (text: string) => void;
  /** What is wrong with the value. */
  readonly problem?: string | undefined;
  readonly limit?: number;
  readonly type?: "text" | "url";
  readonly placeholder?: string;
}

/** A row with a text of one line, and what is wrong with it. */
export function lineRow({ name, hint, value, onInput, ...field }: Field): TemplateResult {
  return html`<label class="row tall">
    ${label(name, hint)}
    <input
      type=${field.type ?? "text"}
      aria-label=${name}
      aria-invalid=${field.problem === undefined ? nothing : "true"}
      aria-describedby=${field.problem === undefined ? nothing : problemId(name)}
      autocomplete="off"
      spellcheck="false"
      dir="auto"
      maxlength=${field.limit ?? 2000}
      placeholder=${field.placeholder ?? nothing}
      .value=${live(value)}
      @input=${(event: Event & { readonly currentTarget: HTMLInputElement }) => onInput(event.currentTarget.value)}
    />
    ${problemNote(name, field.problem)}
  </label>`;
}

/** A row with code of several lines, and what is wrong with it. */
export function codeRow({ name, hint, value, onInput, ...field }: Field): TemplateResult {
  return html`<label class="row tall">
    ${label(name, hint)}
    <textarea
      class="code"
      aria-label=${name}
      aria-invalid=${field.problem === undefined ? nothing : "true"}
      aria-describedby=${field.problem === undefined ? nothing : problemId(name)}
      rows="3"
      spellcheck="false"
      dir="ltr"
      maxlength=${field.limit ?? 8000}
      placeholder=${field.placeholder ?? nothing}
      .value=${live(value)}
      @input=${(event: Event & { readonly currentTarget: HTMLTextAreaElement }) => onInput(event.currentTarget.value)}
    ></textarea>
    ${problemNote(name, field.problem)}
  </label>`;
}

function label(name: string, hint: string | undefined): TemplateResult {
  return html`<span class="label"
    ><span class="name">${name}</span>${hint === undefined ? nothing : html`<span class="hint">${hint}</span>`}</span
  >`;
}

/** What is wrong with the field of this name; a sentence of core is translated. */
export function problemNote(field: string, problem: string | undefined): TemplateResult | typeof nothing {
  return problem === undefined
    ? nothing
    : html`<span class="problem" id=${problemId(field)} dir="auto">${msg(problem)}</span>`;
}

function problemId(field: string): string {
  return `problem-${field.replaceAll(/\W+/g, "-")}`;
}

/** A named group of rows. */
export function settingsGroup(name: string, rows: TemplateResult): TemplateResult {
  return html`<section aria-label=${name}>
    <h2>${name}</h2>
    <div class="group">${rows}</div>
  </section>`;
}

/** Rows that are folded until they are asked for. `onOpen` is told each time. */
export function foldedRows(
  name: string,
  hint: string,
  rows: TemplateResult | typeof nothing,
  onOpen: () => void = () => undefined,
): TemplateResult {
  const toggle = (event: Event & { readonly currentTarget: HTMLDetailsElement }) => {
    if (event.currentTarget.open) onOpen();
  };
  return html`<details @toggle=${toggle}>
    <summary>
      <span class="label"><span class="name">${name}</span><span class="hint">${hint}</span></span>
      ${icon(ChevronDown)}
    </summary>
    <div class="inside">${rows}</div>
  </details>`;
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

/** A whole number as a row needs it. */
export interface NumberField {
  readonly name: string;
  readonly hint: string;
  /** Undefined: nothing is chosen. */
  readonly value: number | undefined;
  readonly min: number;
  readonly max: number;
}

/** A row with a whole number, or none. What is no such number, or lies outside, becomes what is nearest. */
export function numberRow(
  { name, hint, value, min, max }: NumberField,
  onChange: (value: number | undefined) => void,
): TemplateResult {
  const change = (event: Event & { readonly currentTarget: HTMLInputElement }) => {
    const given = event.currentTarget.valueAsNumber;
    onChange(Number.isNaN(given) ? undefined : Math.min(max, Math.max(min, Math.round(given))));
  };
  return html`<label class="row">
    ${label(name, hint)}
    <input
      type="number"
      inputmode="numeric"
      aria-label=${name}
      min=${min}
      max=${max}
      placeholder="–"
      .value=${live(value === undefined ? "" : String(value))}
      @change=${change}
    />
  </label>`;
}

/** A row with a slider, from 0 to 2 unless told otherwise. */
export function rangeRow(
  name: string,
  hint: string,
  value: number,
  word: string,
  onInput: (value: number) => void,
  most = 2,
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
      max=${most}
      step=${most / 20}
      .value=${live(String(value))}
      @input=${(event: Event & { readonly currentTarget: HTMLInputElement }) => onInput(event.currentTarget.valueAsNumber)}
    />
  </label>`;
}

/** What is chosen can always be seen, also when it is no longer offered. */
export function withChosen(chosen: string, choices: readonly Choice<string>[]): readonly Choice<string>[] {
  const offered = choices.some(({ value }) => value === chosen);
  return offered ? choices : [...choices, { value: chosen, label: chosen }];
}

import { msg } from "@lit/localize";
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { FileMusic, Search, X } from "lucide";
import { icon } from "./icon.ts";
import { chosenFiles } from "./text-file.ts";

export interface HistoryHead {
  /** There is something to choose from. */
  readonly canSelect: boolean;
  readonly isSelecting: boolean;
  onFiles(files: readonly File[]): void;
  onSelecting(): void;
}

/** Headline and what concerns the whole list. */
export function historyHead({ canSelect, isSelecting, onFiles, onSelecting }: HistoryHead): TemplateResult {
  const onChange = async (event: Event & { readonly currentTarget: HTMLInputElement }) =>
    onFiles(await chosenFiles(event));
  return html`<div class="top">
    <h1 tabindex="-1">${msg("History")}</h1>
    <button class="act" type="button" @click=${openChooser}>${icon(FileMusic)}<span class="word">${msg("Call from a file")}</span></button>
    <input type="file" hidden multiple accept="audio/*" aria-label=${msg("Sound files")} @change=${onChange} />
    ${
      canSelect
        ? html`<button class="act select" type="button" @click=${onSelecting}>
            ${isSelecting ? msg("Done") : msg("Select")}
          </button>`
        : nothing
    }
  </div>`;
}

function openChooser(event: Event & { readonly currentTarget: HTMLElement }): void {
  const field = event.currentTarget.nextElementSibling;
  if (field instanceof HTMLInputElement) field.click();
}

/** The search box; stays at the top while the list scrolls. */
export function historySearchBox(query: string, onInput: (query: string) => void): TemplateResult {
  const onClear = (event: Event & { readonly currentTarget: HTMLElement }) => {
    const field = event.currentTarget.previousElementSibling;
    onInput("");
    if (field instanceof HTMLElement) field.focus();
  };
  return html`<div class="search" role="search">
    <div class="box">
      ${icon(Search)}
      <input
        type="search"
        aria-label=${msg("Search calls")}
        placeholder=${msg("Search calls")}
        autocomplete="off"
        enterkeyhint="search"
        dir=${query === "" ? nothing : "auto"}
        .value=${live(query)}
        @input=${(event: Event & { readonly currentTarget: HTMLInputElement }) => onInput(event.currentTarget.value)}
      />
      ${
        query === ""
          ? nothing
          : html`<button class="clear" type="button" aria-label=${msg("Clear search")} @click=${onClear}>${icon(X)}</button>`
      }
    </div>
  </div>`;
}

import { msg } from "@lit/localize";
import { html, type TemplateResult } from "lit";
import type { EncodeJob } from "../app/history-side.ts";
import { jobText } from "./recording-words.ts";
import { storageText } from "./storage-text.ts";

/** How the MP3 of a call comes along; asks with `parley-cancel-mp3` and `parley-make-mp3`. */
export function encodeRow(job: EncodeJob): TemplateResult {
  if (job.status === "failed")
    return html`<div class="encode" role="alert">
      <p class="problem">${storageText(job.error)}</p>
      ${ask(msg("Try again"), "parley-make-mp3")}
    </div>`;
  return html`<div class="encode">
    <p class="how" id="how" role="status">${jobText(job)}</p>
    <progress aria-labelledby="how" max="1" .value=${job.status === "running" ? job.share : 0}></progress>
    ${ask(msg("Cancel"), "parley-cancel-mp3")}
  </div>`;
}

function ask(word: string, type: string): TemplateResult {
  const press = (event: Event) =>
    event.target?.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
  return html`<button class="pill" type="button" @click=${press}>${word}</button>`;
}

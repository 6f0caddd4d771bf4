import { msg, str } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { type FileCallJob, type FileCallState, type FileCalls, isOver } from "../app/file-calls.ts";
import { unreachable } from "../core/assert.ts";
import { shareText } from "./format.ts";
import { callAddress } from "./history-route.ts";
import { followStore } from "./store-controller.ts";
import { base, pieces } from "./theme.ts";

/** The files that are being made into calls, and how far each is. */
@customElement("history-file-jobs")
export class HistoryFileJobs extends LitElement {
  static override styles = [base, pieces, jobStyles()];

  @property({ attribute: false }) fileCalls: FileCalls | undefined;

  readonly #jobs = followStore(this, () => this.#given().jobs);

  protected override render(): TemplateResult {
    const jobs = this.#jobs.value;
    return html`
      <p class="visually-hidden" aria-live="polite">${newestEnd(jobs)}</p>
      ${jobs.length === 0 ? nothing : this.#list(jobs)}
    `;
  }

  #list(jobs: readonly FileCallJob[]): TemplateResult {
    return html`<section aria-labelledby="heading">
      <header>
        <h2 id="heading">${msg("Calls from files")}</h2>
        ${
          jobs.some(({ state }) => isOver(state))
            ? html`<button class="clear" type="button" @click=${() => this.#given().clear()}>${msg("Clear")}</button>`
            : nothing
        }
      </header>
      <ul>${repeat(
        jobs,
        ({ id }) => id,
        (job) => this.#job(job),
      )}</ul>
    </section>`;
  }

  #job({ id, name, state }: FileCallJob): TemplateResult {
    return html`<li class=${state.status}>
      <p class="about"><bdi class="name">${name}</bdi><span class="state">${stateText(state)}</span></p>
      ${
        state.status === "done"
          ? html`<a class="pill" href=${callAddress(state.callId)} aria-label=${msg(str`Open the call of ${name}`)}>${msg("Open")}</a>`
          : nothing
      }
      ${
        isOver(state)
          ? nothing
          : html`<button class="pill" type="button" aria-label=${msg(str`Cancel ${name}`)} @click=${() => this.#given().cancel(id)}>${msg("Cancel")}</button>
            ${progress(name, state)}`
      }
    </li>`;
  }

  #given(): FileCalls {
    if (this.fileCalls === undefined)
      throw new Error("history-file-jobs needs its calls before it is on the page.");
    return this.fileCalls;
  }
}

function progress(name: string, state: FileCallState): TemplateResult | typeof nothing {
  if (state.status === "waiting") return nothing;
  const value = state.status === "sending" ? state.share : nothing;
  return html`<progress aria-label=${name} max="1" value=${value}></progress>`;
}

function stateText(state: FileCallState): string {
  switch (state.status) {
    case "waiting":
      return msg("Waits for its turn");
    case "reading":
      return msg("Reading the file");
    case "sending":
      return msg(str`Sending, ${shareText(state.share)}`);
    case "answering":
      return msg("The agent answers");
    case "done":
      return msg("Done");
    case "cancelled":
      return msg("Cancelled. What was said until then is kept.");
    case "failed":
      return state.message;
    default:
      return unreachable(state);
  }
}

/** Progress is not read out, the end is. */
function newestEnd(jobs: readonly FileCallJob[]): string {
  const job = jobs.findLast(({ state }) => isOver(state));
  return job === undefined ? "" : `${job.name}: ${stateText(job.state)}`;
}

function jobStyles() {
  return css`
    :host {
      display: block;
    }

    section {
      margin-block: 8px;
      padding: 6px 16px 10px;
      border: 1px solid var(--line);
      border-radius: var(--radius-group);
      background: var(--surface);
    }

    header {
      display: flex;
      align-items: center;
      justify-content: space-between;
      min-height: 44px;
    }

    h2 {
      font-size: var(--meta);
      font-weight: var(--strong);
      color: var(--quiet);
    }

    ul {
      margin: 0;
      padding: 0;
      list-style: none;
    }

    li {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 4px 12px;
      padding-block: 6px;
    }

    li + li {
      border-block-start: 1px solid var(--line);
    }

    .about {
      display: grid;
      flex: 1;
      min-width: 0;
    }

    .name {
      overflow: hidden;
      font-size: 0.9375rem;
      font-weight: var(--strong);
      text-overflow: ellipsis;
      white-space: nowrap;
    }

    .state {
      color: var(--quiet);
      font-size: var(--meta);
      font-variant-numeric: tabular-nums;
      overflow-wrap: anywhere;
    }

    .failed .state {
      color: var(--alert);
    }

    progress {
      flex-basis: 100%;
      width: 100%;
      height: 4px;
      accent-color: var(--agent);
    }

    .pill {
      flex: none;
      border-color: var(--line);
    }

    .clear {
      min-width: 44px;
      min-height: 44px;
      color: var(--agent);
      font-size: var(--secondary);
      font-weight: var(--strong);
    }
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    "history-file-jobs": HistoryFileJobs;
  }
}

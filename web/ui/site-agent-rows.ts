import { msg } from "@lit/localize";
import { html, type TemplateResult } from "lit";
import type { SiteAgent } from "../core/live/site-agents.ts";
import type { OfferedAgent } from "../core/offered-agents.ts";
import { foldedRows } from "./setting-rows.ts";

/** Why there is nothing to change about the chosen one; undefined of a person's own. */
export function choiceNote({ from }: OfferedAgent): string | undefined {
  return from === "site"
    ? msg("This agent comes with this site, which decides who it is and how it talks.")
    : undefined;
}

/** What a person may know of an agent of the site, and nothing to change. */
export function siteAgentRows({ voice, tools }: SiteAgent): TemplateResult {
  return html`
    <div class="row">
      <span class="label"><span class="name">${msg("Voice")}</span></span>
      <span class="value">${voice === "" ? msg("Standard") : voice}</span>
    </div>
    ${foldedRows(msg("Tools"), msg("What it can use"), toolNames(tools))}
  `;
}

function toolNames(tools: readonly string[]): TemplateResult {
  if (tools.length === 0) return html`<p class="row hint">${msg("None")}</p>`;
  return html`${tools.map((tool) => html`<div class="row"><bdi class="name">${tool}</bdi></div>`)}`;
}

import { msg, str } from "@lit/localize";
import { html, type TemplateResult } from "lit";
import type { SiteAgent } from "../core/live/site-agents.ts";
import type { AgentOffer, OfferedAgent } from "../core/offered-agents.ts";
import { agentName } from "./agent-name.ts";
import { foldedRows } from "./setting-rows.ts";

/** An agent among others: those of the site are marked where a person has some of their own, too. */
export function choiceName(agent: OfferedAgent, { ownAllowed }: AgentOffer): string {
  const name = agentName(agent);
  return agent.from === "site" && ownAllowed ? msg(str`${name} · from this site`) : name;
}

/** What a person may know of an agent of the site, and nothing to change. */
export function siteAgentRows({ voice, tools }: SiteAgent): TemplateResult {
  return html`
    <p class="row hint" role="note">${msg("This agent comes with this site, which decides who it is and how it talks.")}</p>
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

import { msg } from "@lit/localize";
import { html, nothing, svg, type TemplateResult } from "lit";
import { Download, ExternalLink } from "lucide";
import { unreachable } from "../core/assert.ts";
import type { Card } from "../core/tools/card.ts";
import { download } from "./download.ts";
import { icon } from "./icon.ts";
import { perLocale } from "./locale.ts";

type CardOf<Kind extends Card["kind"]> = Extract<Card, { readonly kind: Kind }>;

/** Something a tool shows; titles, columns and sources of the app's own tools are translated. All of it is text; only addresses of the web become links. */
export function toolCard(card: Card): TemplateResult {
  switch (card.kind) {
    case "text":
      return html`<section class="card">${heading(card.title)}<p class="text" dir="auto">${card.text}</p></section>`;
    case "list":
      return html`<section class="card">
        ${heading(card.title)}
        <ul dir="auto">${card.items.map((item) => html`<li>${item}</li>`)}</ul>
      </section>`;
    case "table":
      return table(card);
    case "link":
      return link(card);
    case "chart":
      return chart(card);
    case "file":
      return file(card);
    case "credit":
      return html`<p class="credit">${msg("Source:")} ${webLink(card.url, msg(card.text))}</p>`;
    default:
      return unreachable(card);
  }
}

function heading(title: string | undefined): TemplateResult | typeof nothing {
  return title === undefined || title === "" ? nothing : html`<p class="title" dir="auto">${msg(title)}</p>`;
}

/** Wider than the card it scrolls, by keyboard too. */
function table({ title, columns, rows }: CardOf<"table">): TemplateResult {
  return html`<section class="card">
    <div class="scroll" role="region" aria-label=${title ? msg(title) : msg("Table")} tabindex="0">
      <table dir="auto">
        ${title ? html`<caption>${msg(title)}</caption>` : nothing}
        <thead><tr>${columns.map((column) => html`<th scope="col">${msg(column)}</th>`)}</tr></thead>
        <tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
      </table>
    </div>
  </section>`;
}

function link({ title, url, text }: CardOf<"link">): TemplateResult {
  return html`<section class="card link">
    <p class="title" dir="auto">${webLink(url, title)}</p>
    ${text ? html`<p class="text" dir="auto">${text}</p>` : nothing}
    <p class="address" dir="ltr">${url}</p>
  </section>`;
}

/** The text as a link that gives nothing away, or the text alone where the address is none of the web. */
function webLink(url: string, text: string): TemplateResult | string {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address?.protocol !== "https:" && address?.protocol !== "http:") return text;
  return html`<a href=${address.href} target="_blank" rel="noopener noreferrer"
    >${text}${icon(ExternalLink)}<span class="visually-hidden"> ${msg("(opens a new tab)")}</span></a
  >`;
}

const numbers = perLocale((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }));

/** Each bar is told by its label and value in words; the drawing adds nothing for those who listen. */
function chart({ title, unit, bars }: CardOf<"chart">): TemplateResult {
  const longest = Math.max(...bars.map(({ value }) => value), 0);
  return html`<section class="card">
    ${heading(title)}
    <ul class="chart" aria-label=${title ? msg(title) : msg("Chart")}>
      ${bars.map(
        ({ label, value }) => html`<li>
          <span class="bar-label" dir="auto">${label}</span>
          ${bar(longest > 0 && value > 0 ? (value / longest) * 100 : 0)}
          <span class="bar-value">${numbers().format(value)}${unit ? ` ${unit}` : nothing}</span>
        </li>`,
      )}
    </ul>
  </section>`;
}

/** In SVG, since the content security policy allows no styles in markup. */
function bar(percent: number): TemplateResult {
  return html`<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<rect width="100" height="8"></rect><rect class="filled" width=${percent} height="8"></rect>`}
  </svg>`;
}

function file({ name, mimeType, content }: CardOf<"file">): TemplateResult {
  return html`<p class="card">
    <button class="pill" type="button" @click=${() => download(name, mimeType, content)}>
      ${icon(Download)}<span><span class="visually-hidden">${msg("Download")} </span>${name}</span>
    </button>
  </p>`;
}

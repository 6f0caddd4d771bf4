import { msg } from "@lit/localize";
import { html, nothing, svg, type TemplateResult } from "lit";
import type { SoundMark, soundGaps } from "../core/recording/sound-marks.ts";

type Gaps = ReturnType<typeof soundGaps>;

/** What the signs over a waveform mean, as far as there are any. The transcript tells the same in words. */
export function recordingLegend(marks: readonly SoundMark[], gaps: Gaps): TemplateResult | typeof nothing {
  const has = (kind: SoundMark["kind"]) => marks.some((mark) => mark.kind === kind);
  const reasons = new Set(gaps.map(({ reason }) => reason));
  const signs = [
    has("tool") ? item(msg("Tool"), svg`<circle class="tool" cx="7" cy="7" r="4.5"></circle>`) : nothing,
    has("interruption") ? item(msg("Interruption"), svg`<path class="cut" d="M7 0v14"></path>`) : nothing,
    has("notice") ? item(msg("Notice"), svg`<path class="notice" d="M2 4h10l-5 8z"></path>`) : nothing,
    reasons.has("off-record") ? item(msg("Off the record"), hatched) : nothing,
    reasons.has("storage-full") || reasons.has("away") ? item(msg("Not recorded"), hatched) : nothing,
    reasons.has("asleep") || reasons.has("interrupted") ? item(msg("No sound"), hatched) : nothing,
  ].filter((sign) => sign !== nothing);
  return signs.length === 0 ? nothing : html`<p class="legend" aria-hidden="true">${signs}</p>`;
}

const hatched = svg`<path class="hatch" d="M1 13L13 1M1 7L7 1M7 13l6-6"></path>`;

function item(word: string, sign: TemplateResult): TemplateResult {
  return html`<span class="sign"><svg viewBox="0 0 14 14">${sign}</svg>${word}</span>`;
}

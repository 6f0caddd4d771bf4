import { html, type TemplateResult } from "lit";
import type { Span } from "../core/history/fold.ts";

/** A text with parts of it marked; parts that overlap or are out of place are drawn as far as they make sense. */
export function markedText(text: string, spans: readonly Span[]): readonly (string | TemplateResult)[] {
  const parts: (string | TemplateResult)[] = [];
  let done = 0;
  for (const { start, end } of [...spans].sort((one, other) => one.start - other.start)) {
    const from = Math.max(start, done);
    if (end <= from) continue;
    parts.push(text.slice(done, from), html`<mark>${text.slice(from, end)}</mark>`);
    done = end;
  }
  parts.push(text.slice(done));
  return parts;
}

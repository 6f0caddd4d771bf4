import { html, nothing, type SVGTemplateResult, svg, type TemplateResult } from "lit";
import type { IconNode } from "lucide";

/** A Lucide icon as a template: 22 px, decorative, in the colour of the text around it. */
export function icon(node: IconNode, kind = ""): TemplateResult {
  return html`<svg class="icon ${kind}" viewBox="0 0 24 24" aria-hidden="true">${node.map(shape)}</svg>`;
}

/** The shapes Lucide draws with, as far as the icons of this app need them. */
function shape([tag, a]: IconNode[number]): SVGTemplateResult {
  switch (tag) {
    case "path":
      return svg`<path d=${a["d"] ?? nothing}></path>`;
    case "circle":
      return svg`<circle cx=${a["cx"] ?? nothing} cy=${a["cy"] ?? nothing} r=${a["r"] ?? nothing}></circle>`;
    case "rect":
      return svg`<rect x=${a["x"] ?? nothing} y=${a["y"] ?? nothing} width=${a["width"] ?? nothing}
        height=${a["height"] ?? nothing} rx=${a["rx"] ?? nothing}></rect>`;
    case "line":
      return svg`<line x1=${a["x1"] ?? nothing} y1=${a["y1"] ?? nothing} x2=${a["x2"] ?? nothing}
        y2=${a["y2"] ?? nothing}></line>`;
    default:
      throw new Error(`No template for the icon shape ${tag}: add one.`);
  }
}

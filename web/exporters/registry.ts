import type { Exporter } from "../core/export/exporter.ts";

/** Every file of this folder, save this one, exports one `exporter`. One piece of code, loaded when a call is to be exported. */
const files = import.meta.glob<{ readonly exporter: Exporter }>(["./*.ts", "!./registry.ts"], {
  eager: true,
});

/** The order in which formats are offered; those that are not named come after, by their labels. */
const order = ["mp3", "wav", "markdown", "text", "srt", "vtt", "json", "zip"];

/**
 * All formats of the folder, by id, in the order in which they are offered.
 * @throws Error when two share an id
 */
export function exporters(): ReadonlyMap<string, Exporter> {
  const all = Object.values(files).map(({ exporter }) => exporter);
  const sorted = all.sort((one, other) => rank(one) - rank(other) || one.label.localeCompare(other.label));
  const byId = new Map(sorted.map((exporter) => [exporter.id, exporter]));
  if (byId.size < all.length) throw new Error("Two formats share an id.");
  return byId;
}

function rank({ id }: Exporter): number {
  const at = order.indexOf(id);
  return at < 0 ? order.length : at;
}

import * as v from "valibot";
import type { Card } from "../core/tools/card.ts";
import { defineTool } from "../core/tools/tool.ts";
import { valibotInput } from "./support/valibot-input.ts";

const line = (length: number) => v.pipe(v.string(), v.maxLength(length));

const bar = v.object({
  label: v.pipe(line(40), v.description("What the bar stands for.")),
  value: v.pipe(v.number(), v.minValue(0), v.description("How long the bar is, 0 or more.")),
});

const input = v.object({
  kind: v.pipe(
    v.picklist(["text", "list", "table", "link", "chart"]),
    v.description("What to show; it decides which of the others to give."),
  ),
  title: v.optional(v.pipe(line(120), v.description("A short heading; a link needs one."))),
  text: v.optional(v.pipe(line(4000), v.description("For text; for link a line on where it leads."))),
  items: v.optional(v.pipe(v.array(line(300)), v.maxLength(50), v.description("For list: its lines."))),
  columns: v.optional(v.pipe(v.array(line(60)), v.maxLength(8), v.description("For table: the headings."))),
  rows: v.optional(
    v.pipe(
      v.array(v.array(line(200))),
      v.maxLength(50),
      v.description("For table: rows of as many texts as there are columns."),
    ),
  ),
  url: v.optional(v.pipe(line(2000), v.description("For link: an address with http or https."))),
  bars: v.optional(v.pipe(v.array(bar), v.maxLength(31), v.description("For chart: its bars, in order."))),
  unit: v.optional(v.pipe(line(20), v.description("For chart: of the values, such as km."))),
});

type Args = v.InferOutput<typeof input>;

/** A card, or what the arguments lack for one. */
type Made = { readonly card: Card } | { readonly problem: string };

export const tool = defineTool({
  name: "show_card",
  description:
    "Shows the user something on the screen that is easier to read than to hear: a text, a list, a table, a link or a bar chart. It is shown as plain text, without markup.",
  input: valibotInput(input),
  run(args, context) {
    const made = cardOf(args);
    if ("problem" in made) {
      return { status: "invalid_arguments", problems: [made.problem], retryable: true };
    }
    context.show(made.card);
    return { status: "ok", sentence: "It is on the screen." };
  },
});

function cardOf(args: Args): Made {
  const title = args.title === undefined ? {} : { title: args.title };
  switch (args.kind) {
    case "text":
      return args.text
        ? { card: { kind: "text", ...title, text: args.text } }
        : { problem: "text is missing" };
    case "list":
      return args.items?.length
        ? { card: { kind: "list", ...title, items: args.items } }
        : { problem: "items is missing" };
    case "table":
      return tableOf(args, title);
    case "link":
      return linkOf(args);
    case "chart": {
      const unit = args.unit === undefined ? {} : { unit: args.unit };
      return args.bars?.length
        ? { card: { kind: "chart", ...title, ...unit, bars: args.bars } }
        : { problem: "bars is missing" };
    }
    default:
      return args.kind satisfies never;
  }
}

function tableOf({ columns = [], rows = [] }: Args, title: { readonly title?: string }): Made {
  if (columns.length === 0 || rows.length === 0) return { problem: "columns and rows are needed" };
  const odd = rows.findIndex((row) => row.length !== columns.length);
  if (odd >= 0)
    return { problem: `rows.${odd}: has ${rows[odd]?.length} cells for ${columns.length} columns` };
  return { card: { kind: "table", ...title, columns, rows } };
}

function linkOf({ url = "", title, text }: Args): Made {
  if (!URL.canParse(url) || !["http:", "https:"].includes(new URL(url).protocol)) {
    return { problem: "url: must be an address with http or https" };
  }
  if (!title) return { problem: "title is missing" };
  return { card: { kind: "link", title, url, ...(text === undefined ? {} : { text }) } };
}

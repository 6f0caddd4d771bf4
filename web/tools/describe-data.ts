import * as v from "valibot";
import { toTranslate } from "../core/to-translate.ts";
import { defineTool } from "../core/tools/tool.ts";
import { dataOrigins, noDatabase, queryData, type Row } from "./support/datasette.ts";
import { shortened } from "./support/text.ts";
import { valibotInput } from "./support/valibot-input.ts";

export const tool = defineTool({
  name: "describe_data",
  description:
    "Tells which tables and columns the user's database has, as the SQL that made them. Call it before query_data.",
  input: valibotInput(v.object({})),
  origins: dataOrigins,
  async run(_args, context) {
    const answer = await queryData("select name, sql from sqlite_master order by name", context);
    if (answer.type === "no-database") return noDatabase;
    if (answer.type === "refused") return { status: "refused", message: answer.message, retryable: false };
    const tables = answer.rows.flatMap(tableOf);
    if (tables.length === 0)
      return { status: "no_results", message: "The database has no tables.", retryable: false };
    context.show({ kind: "list", title: toTranslate("Tables"), items: tables.map(({ name }) => name) });
    return { status: "ok", dialect: "SQLite", tables };
  },
});

/** Nothing for what is no table of the person's: indexes, triggers, SQLite's own tables. */
function tableOf({ name, sql }: Row): readonly { readonly name: string; readonly sql: string }[] {
  if (typeof name !== "string" || typeof sql !== "string" || name.startsWith("sqlite_")) return [];
  if (!/^create\s+(virtual\s+)?(table|view)\b/i.test(sql)) return [];
  return [{ name, sql: shortened(sql.replace(/\s+/g, " "), 1_000) }];
}

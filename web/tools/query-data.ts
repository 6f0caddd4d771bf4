import * as v from "valibot";
import type { Card } from "../core/tools/card.ts";
import { defineTool } from "../core/tools/tool.ts";
import { dataOrigins, noDatabase, queryData, type Row } from "./support/datasette.ts";
import { sqlProblem } from "./support/read-only-sql.ts";
import { shortened } from "./support/text.ts";
import { valibotInput } from "./support/valibot-input.ts";

/** More cannot be talked about. */
const maxRows = 50;

const sql = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(4_000),
  v.description("One SELECT in the SQL of SQLite. Count, sum and group in it, and end it with a LIMIT."),
);

export const tool = defineTool({
  name: "query_data",
  description: `Asks the user's database with a read-only SQL query and gives up to ${maxRows} rows. Call describe_data first to learn its tables.`,
  input: valibotInput(v.object({ sql })),
  origins: dataOrigins,
  async run(args, context) {
    const problem = sqlProblem(args.sql);
    if (problem !== undefined) return { status: "invalid_sql", message: problem, retryable: true };
    const answer = await queryData(args.sql, context);
    switch (answer.type) {
      case "no-database":
        return noDatabase;
      case "refused":
        return { status: "invalid_sql", message: answer.message, retryable: true };
      case "rows":
        if (answer.rows.length > 0) context.show(table(answer.rows.slice(0, maxRows)));
        return rowsInWords(answer.rows);
      default:
        return answer satisfies never;
    }
  },
});

function rowsInWords(rows: readonly Row[]) {
  if (rows.length === 0) return { status: "no_results", message: "No row fits the query.", retryable: false };
  if (rows.length <= maxRows) return { status: "ok", rows };
  const note = `There are more rows than these ${maxRows}: narrow the query or add them up in it.`;
  return { status: "ok", rows: rows.slice(0, maxRows), note };
}

function table(rows: readonly Row[]): Card {
  const columns = Object.keys(rows[0] ?? {});
  return { kind: "table", columns, rows: rows.map((row) => columns.map((column) => cell(row[column]))) };
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  return shortened(typeof value === "object" ? JSON.stringify(value) : String(value), 200);
}

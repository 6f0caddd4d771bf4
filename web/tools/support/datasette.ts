import * as v from "valibot";
import type { Settings } from "../../core/settings.ts";
import type { ToolContext } from "../../core/tools/tool.ts";
import { ToolFetchError } from "../../core/tools/tool-fetch.ts";
import { readAnswer, withQuery } from "./answers.ts";

/** Rows of a query, or why there are none. */
export type QueryAnswer =
  | { readonly type: "rows"; readonly rows: readonly Row[] }
  | { readonly type: "no-database" }
  /** The database does not understand the query. */
  | { readonly type: "refused"; readonly message: string };

/** Values by column, in the order of the query. */
export type Row = Readonly<Record<string, unknown>>;

/** The origin of the person's own database. */
export function dataOrigins({ dataUrl }: Settings): readonly string[] {
  return URL.canParse(dataUrl) ? [new URL(dataUrl).origin] : [];
}

/**
 * Asks the database of the settings.
 * @throws ToolFetchError
 */
export async function queryData(sql: string, context: ToolContext): Promise<QueryAnswer> {
  const { dataUrl } = context.settings;
  if (dataUrl === "") return { type: "no-database" };
  const database = dataUrl.replace(/\/+$/, "").replace(/\.json$/, "");
  try {
    const answer = await context.fetch(withQuery(`${database}.json`, { sql, _shape: "objects" }));
    return { type: "rows", rows: readAnswer(rowsSchema, answer, "the database").rows };
  } catch (error) {
    const message = error instanceof ToolFetchError && error.status === 400 ? faultOf(error.text) : undefined;
    if (message === undefined) throw error;
    return { type: "refused", message };
  }
}

const rowsSchema = v.object({ rows: v.array(v.record(v.string(), v.unknown())) });
const faultSchema = v.pipe(v.string(), v.parseJson(), v.object({ error: v.string() }));

function faultOf(text: string | undefined): string | undefined {
  const read = v.safeParse(faultSchema, text);
  return read.success ? read.output.error : undefined;
}

/** What the tools answer while there is no database. */
export const noDatabase = {
  status: "not_configured",
  message: "No database is connected. Tell the user that its address can be set in Settings.",
  retryable: false,
};

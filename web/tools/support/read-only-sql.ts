/**
 * What speaks against sending a query to a database that is only to be read; undefined: nothing. The server has to
 * refuse writing itself; this spares the way to it and gives the model a sentence to go by.
 */
export function sqlProblem(sql: string): string | undefined {
  const bare = withoutLiterals(sql).trim().replace(/;\s*$/, "");
  if (bare.includes(";")) return "Only one statement at a time is accepted.";
  if (!/^(select|with)\b/i.test(bare)) return "Only SELECT and WITH … SELECT are accepted.";
  // These words are reserved: no table or column has one for its name without quotes.
  if (/\b(insert|update|delete|replace\s+into)\b/i.test(bare)) return "Only reading is accepted.";
  return undefined;
}

/** The statement with its texts, quoted names and comments taken out, so that what is left are its own words. */
function withoutLiterals(sql: string): string {
  const literal = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;
  return sql.replace(literal, (found) => (/^(--|\/\*)/.test(found) ? " " : "''"));
}

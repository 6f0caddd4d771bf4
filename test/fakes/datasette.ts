import { createServer, type ServerResponse } from "node:http";
import initSqlJs, { type Database } from "sql.js";

/** A database over HTTP, as Datasette serves one: `/<name>.json?sql=…&_shape=objects`. */
export interface DataServer {
  /** Address of the database, as a person copies it from their browser. */
  readonly url: string;
  /** Queries that have arrived. */
  readonly queries: readonly string[];
  close(): Promise<void>;
}

/** Serves a database that is made by these statements. */
export async function serveData(name: string, statements: string): Promise<DataServer> {
  const SQL = await initSqlJs();
  const database = new SQL.Database();
  database.run(statements);
  database.run("pragma query_only = on");
  const queries: string[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const sql = searchParams.get("sql") ?? "";
    response.setHeader("Access-Control-Allow-Origin", "*");
    if (pathname !== `/${name}.json` || searchParams.get("_shape") !== "objects")
      return send(response, 404, {});
    queries.push(sql);
    answer(response, database, sql);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    url: `http://127.0.0.1:${address.port}/${name}`,
    queries,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function answer(response: ServerResponse, database: Database, sql: string): void {
  try {
    const statement = database.prepare(sql);
    const rows: object[] = [];
    while (statement.step()) rows.push(statement.getAsObject());
    statement.free();
    send(response, 200, { ok: true, rows, truncated: false });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    send(response, 400, { ok: false, error: message, status: 400, title: "Invalid SQL" });
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "Content-Type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
}

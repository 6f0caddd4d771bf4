import { createServer, type ServerResponse } from "node:http";

/** A host of tools' data on which everything can go wrong. */
export interface FaultyHost {
  readonly url: string;
  /** Requests to a path so far, without the browser's own questions whether it may ask. */
  hits(path: string): number;
  /** Requests to a path whose answers nobody waits for any more. */
  abandoned(path: string): number;
  /** Answers everything that waits at `/slow`. */
  finish(): void;
  close(): Promise<void>;
}

/** What a page of the host would do if it were taken for markup. */
const markup = '<img id="planted" src=x onerror="window.planted = 1"><b id="planted">bold</b>';

/**
 * Serves `/hang` (never an answer), `/slow` (not before `finish()`), `/broken` (500), `/big` (1 MB of JSON), `/html`
 * (markup in JSON), and an empty answer to anything else.
 */
export async function serveFaultyHost(): Promise<FaultyHost> {
  const hits = new Map<string, number>();
  const abandoned = new Map<string, number>();
  const slow = new Set<ServerResponse>();
  const count = (counts: Map<string, number>, path: string) => counts.set(path, (counts.get(path) ?? 0) + 1);
  const server = createServer((request, response) => {
    for (const what of ["Origin", "Headers", "Methods"]) {
      response.setHeader(`Access-Control-Allow-${what}`, "*");
    }
    if (request.method === "OPTIONS") return response.writeHead(204).end();
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    count(hits, path);
    response.on("close", () => {
      if (!response.writableFinished) count(abandoned, path);
    });
    if (path === "/slow") slow.add(response);
    else if (path !== "/hang") answer(path, response);
    return response;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    hits: (path) => hits.get(path) ?? 0,
    abandoned: (path) => abandoned.get(path) ?? 0,
    finish() {
      for (const response of slow) response.end('{"done": true}');
      slow.clear();
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function answer(path: string, response: ServerResponse): void {
  if (path === "/broken") response.writeHead(500).end("no");
  else if (path === "/big") response.end(JSON.stringify({ line: "abcdefgh".repeat(125_000) }));
  else if (path === "/html") response.end(JSON.stringify({ note: markup, message: markup }));
  else response.end("{}");
}

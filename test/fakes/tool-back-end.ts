import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** A back-end of a tool's without a will of its own, for tests that run in a browser. */
export interface ToolBackEnd {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Does what the path says: `/<room>/<step>/<step>…` takes one step for each request to it, and the last one from then
 * on. A step is a status as `503`, `drop` (no answer), `hang` (never an answer), `echo` (the request as JSON), `big`
 * (2 MiB without saying so), `half` (an answer that breaks off), or `to:<address>` (a redirect). `/<room>/count` tells
 * how many requests the room has had.
 */
export async function serveToolBackEnd(): Promise<ToolBackEnd> {
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    const [, room = "", ...steps] = (request.url ?? "/").split("?")[0]?.split("/") ?? [];
    const before = counts.get(room) ?? 0;
    allowEveryPage(response);
    if (request.method === "OPTIONS") response.writeHead(204).end();
    else if (steps[0] === "count") response.end(String(before));
    else {
      counts.set(room, before + 1);
      take(steps[Math.min(before, steps.length - 1)] ?? "404", request, response);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function allowEveryPage(response: ServerResponse): void {
  response.setHeader("Access-Control-Allow-Origin", "*");
  response.setHeader("Access-Control-Allow-Headers", "*");
  response.setHeader("Access-Control-Allow-Methods", "*");
  response.setHeader("Cache-Control", "no-store");
}

function take(step: string, request: IncomingMessage, response: ServerResponse): void {
  if (step === "drop") request.socket.destroy();
  else if (step === "hang") return;
  else if (step === "echo") void echo(request, response);
  else if (step === "big") response.end("x".repeat(2 * 1024 * 1024));
  else if (step === "half") {
    response.writeHead(200, { "Content-Length": "1000" });
    response.write("x", () => request.socket.destroy());
  } else if (step.startsWith("to:"))
    response.writeHead(302, { Location: decodeURIComponent(step.slice(3)) }).end();
  else response.writeHead(Number(step)).end(`answer ${step}`);
}

async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = "";
  for await (const part of request) body += String(part);
  const { method, headers } = request;
  response.end(JSON.stringify({ method, headers, body, text: "grün" }));
}

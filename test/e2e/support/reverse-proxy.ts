import { createServer, type IncomingMessage, request } from "node:http";
import { connect } from "node:net";

/** A proxy that stands before a server, as before one in production. */
export interface ReverseProxy {
  readonly url: string;
  /** Which server is behind it from now on: a deploy. */
  send(target: string): void;
  close(): Promise<void>;
}

export interface ProxyOptions {
  /** What it takes off the path, from `/` to `/`; anything else is not there. Default: `/`. */
  readonly prefix?: string;
  /** Whether the server learns the name under which it was asked for; some proxies tell it, some do not. */
  readonly keepsHost?: boolean;
}

export async function serveProxy(
  target: string,
  { prefix = "/", keepsHost = true }: ProxyOptions = {},
): Promise<ReverseProxy> {
  let behind = new URL(target);
  const pathOf = ({ url = "/" }: IncomingMessage) =>
    url.startsWith(prefix) ? `/${url.slice(prefix.length)}` : undefined;
  const passedOn = ({ headers }: IncomingMessage) =>
    keepsHost ? headers : { ...headers, host: behind.host };
  const server = createServer((incoming, outgoing) => {
    const path = pathOf(incoming);
    if (path === undefined) return outgoing.writeHead(404).end("There is nothing at this address.");
    const { hostname, port } = behind;
    const { method } = incoming;
    const asked = request({ hostname, port, path, method, headers: passedOn(incoming) });
    asked.on("response", (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    asked.on("error", () => outgoing.destroy());
    return incoming.pipe(asked);
  });
  server.on("upgrade", (incoming, socket, head) => {
    const path = pathOf(incoming);
    if (path === undefined) return socket.destroy();
    const there = connect(Number(behind.port), behind.hostname, () => {
      const lines = Object.entries(passedOn(incoming)).map(([name, value]) => `${name}: ${value}`);
      there.write([`GET ${path} HTTP/1.1`, ...lines, "", ""].join("\r\n"));
      there.write(head);
      socket.pipe(there).pipe(socket);
    });
    for (const end of [socket, there])
      end.on("error", () => {
        socket.destroy();
        there.destroy();
      });
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The proxy has no port.");
  return {
    url: `http://localhost:${address.port}${prefix}`,
    send: (next) => {
      behind = new URL(next);
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

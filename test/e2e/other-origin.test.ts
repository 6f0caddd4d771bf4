import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { serveFiles } from "../../token-server/static.ts";
import { buildForServer } from "./support/based-build.ts";
import { type Parley, startParley } from "./support/parley.ts";
import { Phone } from "./support/phone.ts";
import { silentBrowser } from "./support/silent-browser.ts";

let parley: Parley;
let folder: string;
let host: Server;

async function listening(server: Server): Promise<number> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  // The page's origin and the server's must know each other before either is there.
  const spare = createServer();
  const port = await listening(spare);
  spare.close();
  folder = await buildForServer(`http://localhost:${port}/`);

  host = createServer();
  const origin = `http://127.0.0.1:${await listening(host)}`;
  parley = await startParley({ PORT: String(port), ALLOWED_ORIGINS: origin });

  // As the page on hosting says: the server's own headers, and leave to connect to it.
  const { headers } = await fetch(parley.url);
  const own = `${parley.url} ${parley.url.replace("http", "ws")}`;
  const policy = headers.get("content-security-policy") ?? "";
  const files = serveFiles(folder);
  host.on(
    "request",
    getRequestListener(async (request) => {
      const answer = (await files(request)) ?? new Response(null, { status: 404 });
      answer.headers.set("Content-Security-Policy", policy.replace("connect-src", `connect-src ${own}`));
      return answer;
    }),
  );
}, 120_000);

afterAll(async () => {
  await parley?.stop();
  host?.closeAllConnections();
  host?.close();
  rmSync(folder, { recursive: true });
});

it("talks from a page of another host with the server that it was built for", async () => {
  const { port } = host.address() as AddressInfo;
  const phone = await Phone.open(`http://127.0.0.1:${port}`, { browser: await silentBrowser() });
  const minted = phone.page.waitForResponse("**/api/token");
  await phone.call();
  expect((await minted).url()).toBe(`${parley.url}/api/token`);
  await phone.turn("Agent", /\w+/).first().waitFor();
  expect(phone.errors).toEqual([]);
  await phone.close();
});

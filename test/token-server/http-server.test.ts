import { once } from "node:events";
import type { Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { Hono } from "hono";
import { afterEach, describe, expect, it } from "vitest";
import {
  type ConnectionLimits,
  createHttpServer,
  type HttpLimits,
  type HttpServer,
  httpLimits,
} from "../../token-server/http-server.ts";
import { FakeLog } from "../fakes/fake-log.ts";

/** For who is to be let go: long enough for a client that does what it should, also on a busy machine. */
const short: Partial<HttpLimits> = { headersMs: 300, requestMs: 600, keepAliveMs: 300 };

let http: HttpServer | undefined;
const clients: Socket[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await http?.stop(0);
  http = undefined;
});

const whole = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

/** An app that echoes, waits until it is told, or fails. Its clients have as long as they have in earnest, except for these. */
async function serve(limits: Partial<HttpLimits> = {}, connections?: ConnectionLimits) {
  const log = new FakeLog();
  const app = new Hono();
  let letGo: () => void = () => undefined;
  const told = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  app.onError(() => new Response(null, { status: 500 }));
  app.get("/", (context) => context.text("here"));
  app.post("/echo", async (context) => context.text(await context.req.text()));
  app.get("/wait", async (context) => {
    await told;
    return context.text("done");
  });
  app.get("/halves", () => {
    const body = new ReadableStream({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode("one half"));
        await told;
        controller.enqueue(new TextEncoder().encode("the other"));
        controller.close();
      },
    });
    return new Response(body);
  });
  app.get("/large", (context) => context.body(new Uint8Array(64_000_000)));
  app.get("/fail", () => {
    // What is no Error passes by the app's own handler.
    throw "AIza-very-secret";
  });
  http = createHttpServer(app.fetch, log, {
    limits: { ...httpLimits, checkMs: 10, ...limits },
    ...(connections === undefined ? {} : { connections }),
  });
  http.server.listen(0, "127.0.0.1");
  await once(http.server, "listening");
  return { http, log, letGo, address: portOf(http.server) };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** A client that sends these bytes and no more. */
async function send(
  port: number,
  bytes: string,
  { reads = true, from = "127.0.0.1" }: { readonly reads?: boolean; readonly from?: string } = {},
) {
  const socket = connect({ port, host: "127.0.0.1", localAddress: from, allowHalfOpen: true });
  clients.push(socket);
  socket.on("error", () => undefined);
  let heard = "";
  if (reads) {
    socket.setEncoding("latin1");
    socket.on("data", (text) => {
      heard += text;
    });
  }
  await once(socket, "connect");
  socket.write(bytes);
  const gone = new Promise<void>((resolve) => {
    socket.once("end", resolve);
    socket.once("close", () => resolve());
  });
  return { socket, heard: () => heard, gone };
}

const until = (condition: () => boolean) =>
  expect.poll(condition, { interval: 5, timeout: 5_000 }).toBe(true);

async function connections(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });
}

describe("a slow or half-open client", () => {
  it.each<[string, string, RegExp]>([
    ["says nothing", "", /^(HTTP\/1\.1 408 .*)?$/s],
    [
      "stops in the middle of its headers",
      "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
      /^HTTP\/1\.1 408 /,
    ],
    [
      "stops in the middle of its body",
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf",
      /^HTTP\/1\.1 (408|500) /,
    ],
    [
      "stops between two chunks of its body",
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
      /^HTTP\/1\.1 (408|500) /,
    ],
    ["keeps its connection after the answer", whole, /^HTTP\/1\.1 200 /],
  ])("that %s is let go", async (_what, bytes, answer) => {
    const { http, address } = await serve(short);
    const client = await send(address, bytes);
    await client.gone;
    expect(client.heard()).toMatch(answer);
    await until(() => http.running() === 0);
    await expect.poll(() => connections(http.server)).toBe(0);
  });

  it("that drips a header at a time gets no more time for it", async () => {
    const { address } = await serve(short);
    const client = await send(address, "GET / HTTP/1.1\r\nHost: localhost\r\n");
    const drip = setInterval(() => client.socket.write("X-A: b\r\n"), 10);
    await client.gone;
    clearInterval(drip);
    expect(client.heard()).toMatch(/^HTTP\/1\.1 408 /);
  });

  it("has less time for its headers than for all of its request", async () => {
    const { address } = await serve({ headersMs: 300 });
    const client = await send(address, "GET / HTTP/1.1\r\nHost: localhost\r\n");
    await client.gone;
    expect(client.heard()).toMatch(/^HTTP\/1\.1 408 /);
  });

  it("is told how long its connection is kept", async () => {
    const { address } = await serve({ keepAliveMs: 7_000 });
    const answer = await fetch(`http://127.0.0.1:${address}/`);
    expect(answer.headers.get("keep-alive")).toContain("timeout=7");
  });

  it("that does not read its answer is let go, and the answer with it", async () => {
    const { http, address } = await serve({ silenceMs: 500 });
    await send(address, "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n", { reads: false });
    await until(() => http.running() === 1);
    await until(() => http.running() === 0);
  });

  it("takes nothing from the others", async () => {
    const { address } = await serve();
    await Promise.all(Array.from({ length: 100 }, () => send(address, "GET / HTTP/1.1\r\nHost: ")));
    expect(await (await fetch(`http://127.0.0.1:${address}/`)).text()).toBe("here");
  });
});

describe("one client", () => {
  it("cannot send headers without end", async () => {
    const { address } = await serve({ headerBytes: 2_000 });
    const client = await send(
      address,
      `GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ${"x".repeat(3_000)}\r\n\r\n`,
    );
    await client.gone;
    expect(client.heard()).toMatch(/^HTTP\/1\.1 431 /);
  });

  it("has to connect anew after so many requests", async () => {
    const { address } = await serve({ requestsPerSocket: 2, keepAliveMs: 300 });
    const client = await send(address, whole);
    await until(() => client.heard().includes("here"));
    client.socket.write(whole);
    await client.gone;
    expect(client.heard().match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
    expect(client.heard()).toMatch(/Connection: close/i);
  });

  it("is not let in when there are as many as there may be", async () => {
    const { address } = await serve({}, { total: 1, perAddress: 5 });
    await send(address, "GET /");
    const late = await send(address, whole);
    await late.gone;
    expect(late.heard()).toBe("");
  });

  it("holds so many connections and no more, until it lets go of one", async () => {
    const { address } = await serve({}, { total: 100, perAddress: 3 });
    const held = await Promise.all([1, 2, 3].map(() => send(address, "GET /")));
    const late = await send(address, whole);
    await late.gone;
    expect(late.heard()).toBe("");
    held[0]?.socket.destroy();
    const answered = async () => {
      const again = await send(address, whole);
      await Promise.race([again.gone, until(() => again.heard().includes("here"))]);
      return again.heard();
    };
    await expect.poll(answered).toContain("here");
  });

  // Elsewhere a machine has one loopback address.
  it.runIf(process.platform === "linux")("takes no connections from other addresses", async () => {
    const { address } = await serve({}, { total: 100, perAddress: 1 });
    await send(address, "GET /");
    const other = await send(address, whole, { from: "127.0.0.2" });
    await until(() => other.heard().includes("here"));
  });

  it("has its place again for every connection that ended, refused ones too", async () => {
    const { http, address } = await serve({}, { total: 100, perAddress: 2 });
    for (let round = 0; round < 5; round += 1) {
      const all = await Promise.all([1, 2, 3, 4].map(() => send(address, "GET /")));
      await until(() => all.filter(({ socket }) => socket.destroyed || socket.readableEnded).length === 2);
      for (const { socket } of all) socket.destroy();
      await expect.poll(() => connections(http.server)).toBe(0);
    }
  });
});

describe("a failure", () => {
  it("of any kind is 500 as problem+json, in the log without a word of it, and the server goes on", async () => {
    const { address, log } = await serve();
    const answer = await fetch(`http://127.0.0.1:${address}/fail`);
    expect(answer.status).toBe(500);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.json()).toMatchObject({ type: "urn:parley:internal" });
    expect(log.entries).toEqual([{ event: "failure", from: "listener", error: "thrown string" }]);
    expect((await fetch(`http://127.0.0.1:${address}/`)).status).toBe(200);
  });

  it("of the sender to say whom it asks is 400 as problem+json", async () => {
    const { address, log } = await serve({ keepAliveMs: 300 });
    const client = await send(address, "GET / HTTP/1.1\r\nHost: two words\r\n\r\n");
    await client.gone;
    expect(client.heard()).toMatch(/^HTTP\/1\.1 400 .*application\/problem\+json.*urn:parley:bad-request/s);
    expect(log.entries).toEqual([]);
  });
});

describe("a client that asks for another protocol", () => {
  const upgrade = (protocol: string) =>
    `GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`;

  it.each(["websocket", "h2c"])("is answered as if it had not where nobody speaks %s", async (protocol) => {
    const { address } = await serve(short);
    const client = await send(address, upgrade(protocol));
    await client.gone;
    expect(client.heard()).toMatch(/^HTTP\/1\.1 200 OK.*here$/s);
  });

  it("does not hold up the end", async () => {
    const { http, address } = await serve();
    const client = await send(address, upgrade("websocket"));
    await until(() => client.heard().includes("here"));
    await Promise.all([http.stop(60_000), client.gone]);
  });
});

describe("stopping", () => {
  it("lets in nobody more, finishes what is running and lets the others go", async () => {
    const { http, address, letGo } = await serve();
    const waiting = await send(address, "GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const idle = await send(address, whole);
    const half = await send(address, "GET / HTTP/1.1\r\n");
    await until(() => idle.heard().includes("here") && http.running() === 1);
    const stopped = http.stop(5_000);
    await Promise.all([idle.gone, half.gone]);
    await expect(send(address, "")).rejects.toThrow("ECONNREFUSED");
    expect(waiting.heard()).toBe("");
    letGo();
    await Promise.all([stopped, waiting.gone]);
    expect(waiting.heard()).toMatch(/^HTTP\/1\.1 200 OK.*Connection: close.*done$/is);
  });

  it("lets go of a connection that was told before that it would be kept, after its answer", async () => {
    const { http, address, letGo } = await serve();
    const client = await send(address, "GET /halves HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await until(() => client.heard().includes("one half"));
    const stopped = http.stop(60_000);
    letGo();
    await Promise.all([stopped, client.gone]);
    expect(client.heard()).toMatch(/Connection: keep-alive.*the other/is);
  });

  it("leaves sockets that are somebody else's by now to them", async () => {
    const { http, address } = await serve();
    const theirs = new Promise<Duplex>((resolve) => {
      http.onUpgrade((_request, socket) => resolve(socket));
    });
    const upgrade =
      "GET /socket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    const client = await send(address, upgrade);
    const socket = await theirs;
    const stopped = http.stop(60_000);
    socket.end("goodbye");
    client.socket.end();
    await Promise.all([stopped, client.gone]);
    expect(client.heard()).toBe("goodbye");
  });

  it("cuts off what does not come to an end in time", async () => {
    const { http, address } = await serve();
    const waiting = await send(address, "GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await until(() => http.running() === 1);
    await http.stop(30);
    await waiting.gone;
    expect(waiting.heard()).toBe("");
  });
});

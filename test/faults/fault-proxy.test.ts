import { connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { seededRandom } from "../../token-server/simulator/random.ts";
import { ManualClock } from "../simulator/support/manual-clock.ts";
import { FaultProxy, type FaultProxyOptions } from "./fault-proxy.ts";

/** One end of a connection, with what it has heard. */
class End {
  readonly socket: Socket;
  heard = "";
  /** How it ended, seen from here. */
  over: "ended" | "reset" | undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (bytes) => {
      this.heard += bytes.toString("latin1");
    });
    socket.on("end", () => {
      this.over ??= "ended";
    });
    socket.on("error", () => {
      this.over = "reset";
    });
  }

  say(text: string): void {
    this.socket.write(text);
  }
}

let target: Server;
let proxy: FaultProxy;
let clock: ManualClock;
let far: End[];
let near: End[];

beforeEach(async () => {
  far = [];
  near = [];
  clock = new ManualClock();
  target = createServer({ allowHalfOpen: true }, (socket) => far.push(new End(socket)));
  await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  for (const { socket } of [...far, ...near]) socket.destroy();
  await proxy.stop();
  await new Promise((resolve) => target.close(resolve));
});

async function open(options: Partial<FaultProxyOptions> = {}): Promise<void> {
  const address = target.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  proxy = await FaultProxy.open({ target: `http://127.0.0.1:${address.port}`, clock, ...options });
}

/** A client of the proxy that is through to the server. */
async function dial(): Promise<readonly [End, End]> {
  const server = far.length;
  const client = call();
  await expect.poll(() => far.length).toBe(server + 1);
  const end = far[server];
  if (end === undefined) throw new Error("unreachable");
  return [client, end];
}

function call(): End {
  const client = new End(
    connect({ host: "127.0.0.1", port: Number(new URL(proxy.url).port), allowHalfOpen: true }),
  );
  near.push(client);
  return client;
}

const hears = (end: End, text: string) => expect.poll(() => end.heard).toBe(text);
const isOver = (end: End, how: End["over"]) => expect.poll(() => end.over).toBe(how);
/** Long enough for anything that is on its way over loopback. */
const settled = () => clock.advance(0);

describe("the fault proxy", () => {
  it("carries both directions, counts them, and hands on an orderly end", async () => {
    await open();
    const [client, server] = await dial();
    client.say("question");
    await hears(server, "question");
    server.say("the answer");
    await hears(client, "the answer");
    expect(proxy.carried).toEqual({ up: 8, down: 10 });
    client.socket.end();
    await isOver(server, "ended");
    server.say("!");
    await hears(client, "the answer!");
    server.socket.end();
    await isOver(client, "ended");
    await expect.poll(() => proxy.links[0]?.isOpen).toBe(false);
  });

  it("hands on a reset as a reset", async () => {
    await open();
    const [client, server] = await dial();
    client.socket.resetAndDestroy();
    await isOver(server, "reset");
  });

  it("cuts both ends, and others can come after", async () => {
    await open();
    const [client, server] = await dial();
    proxy.cut();
    await isOver(client, "reset");
    await isOver(server, "reset");
    const [again, there] = await dial();
    again.say("me");
    await hears(there, "me");
    expect(proxy.links.map(({ isOpen }) => isOpen)).toEqual([false, true]);
  });

  it("closes both ends in order", async () => {
    await open();
    const [client, server] = await dial();
    proxy.close();
    await isOver(client, "ended");
    await isOver(server, "ended");
  });

  it("freezes without a word, and loses nothing of it", async () => {
    await open();
    const [client, server] = await dial();
    client.say("a");
    await hears(server, "a");
    proxy.freeze();
    client.say("b");
    server.say("c");
    await settled();
    expect([client.heard, server.heard, client.over, server.over]).toEqual(["", "a", undefined, undefined]);
    client.say("d");
    proxy.thaw();
    await hears(server, "abd");
    await hears(client, "c");
  });

  it("freezes one direction alone", async () => {
    await open();
    const [client, server] = await dial();
    proxy.freeze("down");
    client.say("up");
    server.say("down");
    await hears(server, "up");
    expect(client.heard).toBe("");
    proxy.thaw();
    await hears(client, "down");
  });

  it("makes the sender wait while it is frozen", async () => {
    await open();
    const [client] = await dial();
    proxy.freeze();
    const piece = Buffer.alloc(1024 * 1024);
    for (let count = 0; count < 64; count += 1) client.socket.write(piece);
    await settled();
    expect(client.socket.writableLength).toBeGreaterThan(16 * 1024 * 1024);
    expect(proxy.carried.up).toBe(0);
  });

  it("keeps connections frozen that were, while new ones pass", async () => {
    await open();
    const [, frozen] = await dial();
    proxy.freeze();
    near[0]?.say("held");
    const [client, server] = await dial();
    client.say("passes");
    await hears(server, "passes");
    expect(frozen.heard).toBe("");
  });

  it("delays by half a round trip each way, the end too", async () => {
    await open();
    proxy.speed({ roundTripMs: 100 });
    const [client, server] = await dial();
    client.say("a");
    client.socket.end();
    await settled();
    await clock.advance(49);
    expect([server.heard, server.over]).toEqual(["", undefined]);
    await clock.advance(1);
    await hears(server, "a");
    await isOver(server, "ended");
    server.say("b");
    await settled();
    expect(client.heard).toBe("");
    await clock.advance(50);
    await hears(client, "b");
  });

  it("trickles", async () => {
    await open();
    proxy.speed({ bytesPerSecond: 1000 });
    const [client, server] = await dial();
    client.say("x".repeat(200));
    await expect.poll(() => server.heard.length).toBe(20);
    await clock.advance(100);
    await expect.poll(() => server.heard.length).toBe(120);
    await clock.advance(1000);
    await hears(server, "x".repeat(200));
  });

  it("loses one direction, and its end, without the sender noticing", async () => {
    await open();
    const [client, server] = await dial();
    client.say("before ");
    await hears(server, "before ");
    proxy.lose("up");
    const piece = "y".repeat(1024 * 1024);
    for (let count = 0; count < 8; count += 1) client.say(piece);
    await expect.poll(() => proxy.links[0]?.lost.up).toBe(8 * 1024 * 1024);
    expect(client.socket.writableLength).toBe(0);
    server.say("still here");
    await hears(client, "still here");
    client.socket.end();
    await settled();
    expect([server.heard, server.over]).toEqual(["before ", undefined]);
  });

  it.each(["client", "server"] as const)("leaves only the %s, which is not told", async (survivor) => {
    await open();
    const [client, server] = await dial();
    proxy.halfOpen(survivor);
    const [left, gone] = survivor === "client" ? [client, server] : [server, client];
    await isOver(gone, "reset");
    left.say("Hello?");
    await settled();
    expect(left.over).toBeUndefined();
    expect(gone.heard).toBe("");
  });

  it("refuses new connections until it accepts again; open ones go on", async () => {
    await open();
    const [client, server] = await dial();
    proxy.refuse();
    await isOver(call(), "reset");
    expect(proxy.refused).toBe(1);
    client.say("here");
    await hears(server, "here");
    proxy.accept();
    const [again, there] = await dial();
    again.say("back");
    await hears(there, "back");
  });

  it("acts when a connection, also one to come, has carried exactly so much", async () => {
    await open();
    proxy.when({ link: 1, bytes: 5, direction: "up" }, (link) => link.cut());
    const [first, one] = await dial();
    const [second, two] = await dial();
    first.say("0123456789");
    second.say("0123");
    await hears(two, "0123");
    second.say("456789");
    await hears(one, "0123456789");
    await isOver(second, "reset");
    expect(proxy.links[1]?.carried).toEqual({ up: 5, down: 0 });
    expect(two.heard).toBe("01234");
    expect(first.over).toBeUndefined();
  });

  it("counts both directions together, and several moments in their order", async () => {
    await open();
    const [client, server] = await dial();
    const seen: string[] = [];
    proxy.when({ link: 0, bytes: 3 }, ({ carried }) => seen.push(`${carried.up}+${carried.down}`));
    proxy.when({ link: 0, bytes: 7 }, ({ carried }) => seen.push(`${carried.up}+${carried.down}`));
    client.say("ab");
    await hears(server, "ab");
    server.say("cdefghi");
    await hears(client, "cdefghi");
    expect(seen).toEqual(["2+1", "2+5"]);
  });

  it("picks moments by chance, the same ones for the same seed", async () => {
    await open();
    const pick = (seed: number) => {
      const random = seededRandom(seed);
      return [0, 1, 2].map((link) => proxy.somewhere(random, [100, 200], { link }, (at) => at.cut()));
    };
    expect(pick(4)).toEqual(pick(4));
    expect(pick(4)).not.toEqual(pick(5));
    for (const bytes of pick(6)) expect(bytes >= 100 && bytes <= 200).toBe(true);
  });

  it("lets connections go around it by their first line", async () => {
    await open({ goesAround: (line) => line.startsWith("POST ") });
    const through = call();
    through.say("GET /ws HTTP/1.1\r\n\r\n");
    const around = call();
    around.say("POST /mint HTTP/1.1\r\n\r\n");
    await expect
      .poll(() => far.map(({ heard }) => heard).sort())
      .toEqual(["GET /ws HTTP/1.1\r\n\r\n", "POST /mint HTTP/1.1\r\n\r\n"]);
    expect(proxy.links).toHaveLength(1);
    proxy.cut();
    proxy.refuse();
    await isOver(through, "reset");
    around.say("more");
    await expect.poll(() => far.some(({ heard }) => heard.endsWith("more"))).toBe(true);
    const late = call();
    late.say("POST /mint HTTP/1.1\r\n\r\n");
    await expect.poll(() => far.length).toBe(3);
    const refused = call();
    refused.say("GET /ws HTTP/1.1\r\n\r\n");
    await isOver(refused, "reset");
  });
});

import { connect, createServer, type Server, type Socket } from "node:net";
import { type Clock, systemClock } from "../../token-server/simulator/clock.ts";
import { between, type Random } from "../../token-server/simulator/random.ts";
import { fullSpeed, type LineSpeed } from "./lane.ts";
import { type Carried, type Direction, type Faults, Link } from "./link.ts";

/** Where a proxy leads, and what it lets alone. */
export interface FaultProxyOptions {
  /** The server behind it, as `http://127.0.0.1:1234`. */
  readonly target: string;
  /**
   * Whether a connection goes around all faults and counts, judged by its first line, as `POST /v1beta/auth_tokens
   * HTTP/1.1`. Without it every connection counts from its first byte; with it the client has to speak first.
   */
  readonly goesAround?: (firstLine: string) => boolean;
  readonly clock?: Clock;
}

/** When on which connection something is to happen. */
export interface PlannedMoment {
  /** The n-th connection, from 0. */
  readonly link: number;
  /** What it has carried by then. */
  readonly bytes: number;
  /** Default: both together. */
  readonly direction?: Direction;
}

/**
 * A small TCP proxy on loopback on which everything that networks do can be done. Its faults concern the connections
 * that are open now; `speed`, `refuse` and `accept` also those to come.
 */
export class FaultProxy implements Faults {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  readonly #links: Link[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #planned: (Required<PlannedMoment> & { readonly act: (link: Link) => void })[] = [];
  readonly #arrivals = new Set<() => void>();
  readonly #options: FaultProxyOptions;
  readonly #server: Server;
  #speed = fullSpeed;
  #refusing = false;
  #refused = 0;

  private constructor(server: Server, options: FaultProxyOptions) {
    this.#server = server;
    this.#options = options;
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("The proxy has no port.");
    this.url = `http://127.0.0.1:${address.port}`;
    server.on("connection", (client) => this.#arrive(client));
  }

  /** Listens on a free port of 127.0.0.1. */
  static async open(options: FaultProxyOptions): Promise<FaultProxy> {
    // An end that is closed in one direction may still speak in the other.
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", resolve);
    });
    return new FaultProxy(server, options);
  }

  /** Every connection so far, in order of arrival. */
  get links(): readonly Link[] {
    return this.#links;
  }

  /** Bytes handed on over all connections. */
  get carried(): Carried {
    return this.#links.reduce(
      (sum, { carried }) => ({ up: sum.up + carried.up, down: sum.down + carried.down }),
      { up: 0, down: 0 },
    );
  }

  /** Connections that were refused. */
  get refused(): number {
    return this.#refused;
  }

  cut(): void {
    for (const link of this.#open()) link.cut();
  }

  close(): void {
    for (const link of this.#open()) link.close();
  }

  freeze(direction?: Direction): void {
    for (const link of this.#open()) link.freeze(direction);
  }

  thaw(direction?: Direction): void {
    for (const link of this.#open()) link.thaw(direction);
  }

  lose(direction?: Direction): void {
    for (const link of this.#open()) link.lose(direction);
  }

  halfOpen(survivor?: "client" | "server"): void {
    for (const link of this.#open()) link.halfOpen(survivor);
  }

  /** Sets how fast the line is for everything that sets out from now on; what is left out is at full speed. */
  speed(speed: Partial<LineSpeed>): void {
    this.#speed = { ...fullSpeed, ...speed };
  }

  /** New connections are reset: the network is away, or the server. */
  refuse(): void {
    this.#refusing = true;
  }

  accept(): void {
    this.#refusing = false;
  }

  /** Does something as soon as the n-th connection, which may be yet to come, has carried exactly so much. */
  when({ link, bytes, direction = "both" }: PlannedMoment, act: (link: Link) => void): void {
    const there = this.#links[link];
    if (there === undefined) this.#planned.push({ link, bytes, direction, act });
    else there.when({ bytes, direction, act });
  }

  /** As {@link when}, at a moment that chance picks between two sizes. @returns how many bytes it will be */
  somewhere(
    random: Random,
    range: readonly [number, number],
    { link, direction }: Omit<PlannedMoment, "bytes">,
    act: (link: Link) => void,
  ): number {
    const bytes = Math.round(between(range, random));
    this.when(direction === undefined ? { link, bytes } : { link, bytes, direction }, act);
    return bytes;
  }

  /** The n-th connection, as soon as there is one. Rejects after the time limit. */
  link(index: number, timeoutMs = 10_000): Promise<Link> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        this.#arrivals.delete(look);
      };
      const look = () => {
        const link = this.#links[index];
        if (link === undefined) return;
        stop();
        resolve(link);
      };
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`Connection ${index} did not come to the proxy within ${timeoutMs} ms`));
      }, timeoutMs);
      this.#arrivals.add(look);
      look();
    });
  }

  /** Ends the proxy and every connection. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #open(): readonly Link[] {
    return this.#links.filter(({ isOpen }) => isOpen);
  }

  #arrive(client: Socket): void {
    this.#keep(client);
    const { goesAround } = this.#options;
    if (goesAround === undefined) {
      this.#join(client);
      return;
    }
    client.on("error", () => {});
    client.once("data", (first: Buffer) => {
      client.pause();
      client.unshift(first);
      const [line = ""] = first.toString("latin1").split("\r\n");
      if (goesAround(line)) this.#around(client);
      else this.#join(client);
    });
  }

  #join(client: Socket): void {
    if (this.#refusing) {
      this.#refused += 1;
      client.resetAndDestroy();
      return;
    }
    const index = this.#links.length;
    const planned = this.#planned.filter(({ link }) => link === index);
    const { clock = systemClock } = this.#options;
    this.#links.push(new Link(client, this.#dial(), clock, () => this.#speed, planned));
    for (const look of [...this.#arrivals]) look();
  }

  #around(client: Socket): void {
    const server = this.#dial();
    server.on("error", () => client.destroy());
    client.on("close", () => server.destroy());
    client.pipe(server).pipe(client);
  }

  #dial(): Socket {
    const { hostname, port } = new URL(this.#options.target);
    const server = connect({ host: hostname, port: Number(port), allowHalfOpen: true, noDelay: true });
    this.#keep(server);
    return server;
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
  }
}

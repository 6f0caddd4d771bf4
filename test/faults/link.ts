import type { Socket } from "node:net";
import type { Clock } from "../../token-server/simulator/clock.ts";
import { Lane, type LineSpeed } from "./lane.ts";

/** `up`: from the client to the server. */
export type Direction = "up" | "down" | "both";

/** What can go wrong with a connection. */
export interface Faults {
  /** Resets both ends. */
  cut(): void;
  /** Closes both ends in order, after what is under way. */
  close(): void;
  /** Nothing passes, nothing is lost, nobody is told; senders are made to wait, as by a peer that is stopped. */
  freeze(direction?: Direction): void;
  /** What was held goes on, in order. */
  thaw(direction?: Direction): void;
  /** Everything vanishes from now on, the end of the connection as well, and its sender does not notice. */
  lose(direction?: Direction): void;
  /** One end is gone, the other is not told and waits for ever. */
  halfOpen(survivor?: "client" | "server"): void;
}

/** How much a connection has handed on. */
export interface Carried {
  readonly up: number;
  readonly down: number;
}

/** Something to be done when a connection has carried so much. */
export interface Moment {
  readonly bytes: number;
  readonly direction: Direction;
  readonly act: (link: Link) => void;
}

/** One connection through the proxy. */
export class Link implements Faults {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #up: Lane;
  readonly #down: Lane;
  #moments: readonly Moment[];

  constructor(
    client: Socket,
    server: Socket,
    clock: Clock,
    speed: () => LineSpeed,
    moments: readonly Moment[],
  ) {
    this.#client = client;
    this.#server = server;
    this.#moments = moments;
    const deps = (direction: "up" | "down") => ({
      clock,
      speed,
      allowance: () => this.#allowance(direction),
      onCarried: () => this.#look(),
    });
    this.#up = new Lane(client, server, deps("up"));
    this.#down = new Lane(server, client, deps("down"));
  }

  /** Whether both ends are still there. */
  get isOpen(): boolean {
    return !this.#client.destroyed && !this.#server.destroyed;
  }

  /** Bytes that were handed on. */
  get carried(): Carried {
    return { up: this.#up.carried, down: this.#down.carried };
  }

  /** Bytes that vanished. */
  get lost(): Carried {
    return { up: this.#up.lost, down: this.#down.lost };
  }

  cut(): void {
    this.#stop();
    this.#client.resetAndDestroy();
    this.#server.resetAndDestroy();
  }

  close(): void {
    this.#stop();
    this.#client.end();
    this.#server.end();
    // What still comes in is nobody's; unread, it would turn the end into a reset.
    this.#client.resume();
    this.#server.resume();
  }

  freeze(direction: Direction = "both"): void {
    for (const lane of this.#lanes(direction)) lane.freeze();
  }

  thaw(direction: Direction = "both"): void {
    for (const lane of this.#lanes(direction)) lane.thaw();
  }

  lose(direction: Direction = "both"): void {
    for (const lane of this.#lanes(direction)) lane.lose();
  }

  halfOpen(survivor: "client" | "server" = "client"): void {
    this.#stop();
    (survivor === "client" ? this.#server : this.#client).resetAndDestroy();
  }

  /** Does something as soon as exactly so many bytes were handed on; at once, if it is too late for that. */
  when(moment: Moment): void {
    this.#moments = [...this.#moments, moment];
    this.#look();
  }

  #stop(): void {
    this.#up.stop();
    this.#down.stop();
  }

  #lanes(direction: Direction): readonly Lane[] {
    if (direction === "both") return [this.#up, this.#down];
    return [direction === "up" ? this.#up : this.#down];
  }

  #allowance(direction: "up" | "down"): number {
    const lefts = this.#moments
      .filter((moment) => moment.direction === direction || moment.direction === "both")
      .map((moment) => moment.bytes - this.#carriedIn(moment.direction));
    return Math.max(1, Math.min(Number.POSITIVE_INFINITY, ...lefts));
  }

  #carriedIn(direction: Direction): number {
    return this.#lanes(direction).reduce((sum, lane) => sum + lane.carried, 0);
  }

  #look(): void {
    const come = this.#moments.filter(({ bytes, direction }) => this.#carriedIn(direction) >= bytes);
    if (come.length === 0) return;
    this.#moments = this.#moments.filter((moment) => !come.includes(moment));
    for (const { act } of come) act(this);
  }
}

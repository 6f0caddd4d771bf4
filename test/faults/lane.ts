import type { Socket } from "node:net";
import type { Clock } from "../../token-server/simulator/clock.ts";

/** How fast a line is. Both directions have it. */
export interface LineSpeed {
  /** There and back; each direction takes half of it. */
  readonly roundTripMs: number;
  /** Of one direction; `Infinity` for as fast as it goes. */
  readonly bytesPerSecond: number;
}

/** Nothing added. */
export const fullSpeed: LineSpeed = { roundTripMs: 0, bytesPerSecond: Number.POSITIVE_INFINITY };

/** What a lane needs from the link that it is half of. */
export interface LaneDeps {
  readonly clock: Clock;
  readonly speed: () => LineSpeed;
  /** How many bytes may pass until somebody wants to look; at least 1. */
  readonly allowance: () => number;
  /** So many bytes were handed on. Whoever hears it may end or freeze the lane. */
  readonly onCarried: (bytes: number) => void;
}

type Freight =
  | { readonly kind: "bytes"; readonly bytes: Buffer; readonly dueMs: number }
  | { readonly kind: "end" | "reset"; readonly dueMs: number };

/** With more than this under way the sender is made to wait, as TCP would. */
const mostUnderWay = 64 * 1024;

/** A slow line hands on what fits into this time, so that it trickles rather than bursts. */
const trickleMs = 20;

/** One direction of a connection: takes from one socket, hands on to the other, in order and in its own time. */
export class Lane {
  /** Bytes handed on. */
  carried = 0;
  /** Bytes that vanished on the way. */
  lost = 0;
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #deps: LaneDeps;
  readonly #freight: Freight[] = [];
  #underWay = 0;
  #freeAtMs = 0;
  #frozen = false;
  #lossy = false;
  #over = false;
  #draining = false;
  #cancelTimer = () => {};

  constructor(from: Socket, to: Socket, deps: LaneDeps) {
    this.#from = from;
    this.#to = to;
    this.#deps = deps;
    from.on("data", (bytes: Buffer) => this.#take(bytes));
    from.on("end", () => this.#load({ kind: "end", dueMs: this.#dueMs() }));
    // A reset; 'close' follows an error always, and an ordinary end too, when the lane is over.
    from.on("error", () => {});
    from.on("close", () => this.#load({ kind: "reset", dueMs: this.#dueMs() }));
    to.on("drain", () => {
      this.#draining = false;
      this.#move();
    });
    from.resume();
  }

  /** Nothing passes any more, and nothing is lost: the sender is made to wait. */
  freeze(): void {
    this.#frozen = true;
    this.#cancelTimer();
    this.#from.pause();
  }

  /** What was held goes on, in order. */
  thaw(): void {
    this.#frozen = false;
    this.#move();
  }

  /** From now on everything vanishes, the end as well; the sender does not notice. */
  lose(): void {
    this.#lossy = true;
    this.#from.resume();
  }

  /** Takes nothing from its socket any more and hands nothing on. */
  stop(): void {
    this.#over = true;
    this.#cancelTimer();
    this.#freight.length = 0;
    this.#from.pause();
  }

  #dueMs(): number {
    return this.#deps.clock.now() + this.#deps.speed().roundTripMs / 2;
  }

  #take(bytes: Buffer): void {
    if (this.#lossy) this.lost += bytes.length;
    else this.#load({ kind: "bytes", bytes, dueMs: this.#dueMs() });
  }

  #load(freight: Freight): void {
    if (this.#over || this.#lossy) return;
    this.#freight.push(freight);
    if (freight.kind === "bytes") this.#underWay += freight.bytes.length;
    if (this.#underWay > mostUnderWay) this.#from.pause();
    this.#move();
  }

  #move(): void {
    this.#cancelTimer();
    while (!this.#frozen && !this.#draining && !this.#over) {
      const [next] = this.#freight;
      if (next === undefined) break;
      const waitMs = Math.max(next.dueMs, this.#freeAtMs) - this.#deps.clock.now();
      if (waitMs > 0) {
        this.#cancelTimer = this.#deps.clock.setTimer(waitMs, () => this.#move());
        break;
      }
      if (next.kind === "bytes") this.#handOn(next);
      else this.#finish(next.kind);
    }
    if (!this.#frozen && !this.#over && this.#underWay <= mostUnderWay) this.#from.resume();
  }

  #handOn({ bytes, dueMs }: Extract<Freight, { kind: "bytes" }>): void {
    const { clock, speed, allowance, onCarried } = this.#deps;
    const { bytesPerSecond } = speed();
    const atOnce = Math.max(1, Math.floor((bytesPerSecond * trickleMs) / 1000));
    const now = bytes.subarray(0, Math.min(atOnce, allowance()));
    const rest = bytes.subarray(now.length);
    if (rest.length > 0) this.#freight[0] = { kind: "bytes", bytes: rest, dueMs };
    else this.#freight.shift();
    this.#freeAtMs = clock.now() + (now.length * 1000) / bytesPerSecond;
    this.#underWay -= now.length;
    this.carried += now.length;
    this.#draining = !this.#to.write(now);
    onCarried(now.length);
  }

  #finish(how: "end" | "reset"): void {
    this.#freight.shift();
    if (how === "end") this.#to.end();
    else this.#to.resetAndDestroy();
    if (how === "reset") this.stop();
  }
}

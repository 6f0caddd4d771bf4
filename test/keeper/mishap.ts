import { between, type Random } from "../../token-server/simulator/random.ts";
import type { FaultProxy } from "../faults/fault-proxy.ts";

/** A call whose connection can be broken. */
export interface Breakable {
  readonly wire: FaultProxy;
  /** Of the device. */
  readonly network: { turn(online: boolean): void | Promise<void> };
  readonly call: { refresh(): void | Promise<void> };
  readonly clock: { wait(ms: number): Promise<void> };
}

/** Something happens to the connection. @returns what */
export async function mishap({ wire, network, call, clock }: Breakable, random: Random): Promise<string> {
  const kinds = ["cut", "cut", "close", "freeze", "away", "in setup", "move", "cut in a move"] as const;
  const kind = kinds[Math.floor(random() * kinds.length)] ?? "cut";
  switch (kind) {
    case "cut":
      wire.cut();
      break;
    case "close":
      wire.close();
      break;
    case "freeze":
      wire.freeze();
      break;
    case "away":
      wire.refuse();
      wire.cut();
      await network.turn(false);
      await clock.wait(between([1_000, 40_000], random));
      wire.accept();
      await network.turn(true);
      break;
    case "in setup":
      wire.somewhere(random, [1, 4_000], { link: wire.links.length }, (link) => link.cut());
      wire.cut();
      break;
    case "move":
      await call.refresh();
      break;
    case "cut in a move":
      wire.somewhere(random, [1, 8_000], { link: wire.links.length }, (link) => link.cut());
      await call.refresh();
      break;
    default:
      kind satisfies never;
  }
  return kind;
}

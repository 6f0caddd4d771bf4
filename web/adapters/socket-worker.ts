import { TokenError } from "../core/errors.ts";
import type { SocketCommand, SocketEvent } from "../core/live/socket-messages.ts";

/** Starts the thread of a Live socket. */
export function startSocketWorker(): Worker {
  return new Worker(new URL("../workers/live-socket.worker.ts", import.meta.url), { type: "module" });
}

/** The thread of one Live socket. Whoever has it ends it. */
export class SocketWorker {
  readonly #worker: Worker;
  /**
   * Resolves when its code is there. Rejects with TokenError `unreachable` if it cannot be had: it comes from where the
   * app comes from.
   */
  readonly ready: Promise<void>;

  /** @param worker newly started */
  constructor(worker: Worker) {
    this.#worker = worker;
    this.ready = new Promise((resolve, reject) => {
      worker.onmessage = () => resolve();
      worker.onerror = (cause) => reject(new TokenError("unreachable", { cause }));
    });
    // Whoever needs the worker waits for it; one that was only prepared has nobody to hear of it.
    this.ready.catch(() => undefined);
  }

  /** From now on everything that the worker says goes there. Call it once the worker is ready. */
  listen(onEvent: (event: SocketEvent) => void): void {
    this.#worker.onmessage = ({ data }: MessageEvent<SocketEvent>) => onEvent(data);
  }

  tell(command: SocketCommand, transfer: Transferable[] = []): void {
    this.#worker.postMessage(command, transfer);
  }

  /** Ends the thread and whatever it has open. */
  end(): void {
    this.#worker.terminate();
  }
}

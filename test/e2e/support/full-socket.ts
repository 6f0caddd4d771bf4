import type { Page } from "playwright";

/** In what steps a socket is filled: 170 ms of sound. */
const stepBytes = 8_000;
/** What is not taken within this is not taken any more. */
const takenWithinMs = 150;

/** The Live socket of a call. */
export interface FullSocket {
  /** What the browser has not taken yet, as the app sees it. */
  bufferedBytes(): Promise<number>;
}

/**
 * Sends blanks over the Live socket of a page until the browser takes no more of them. Over loopback it and the system
 * take several MB, a minute of sound and more, off the hands of an app whose line is slow; over a real slow line they
 * take little. The line has to be slow already. What the app sends from then on waits where the app can see it.
 */
export async function fillSocket(page: Page): Promise<FullSocket> {
  const worker = page.workers().find((one) => one.url().includes("live-socket"));
  if (worker === undefined) throw new Error("The page has no Live socket.");
  const socket = await worker.evaluateHandle(
    async ({ stepBytes, takenWithinMs }) => {
      const { send } = WebSocket.prototype;
      const live = await new Promise<WebSocket>((resolve) => {
        // The microphone sends all the time.
        WebSocket.prototype.send = function (data) {
          WebSocket.prototype.send = send;
          resolve(this);
          this.send(data);
        };
      });
      const blanks = JSON.stringify({ realtimeInput: {} }).padEnd(stepBytes);
      const { port1, port2 } = new MessageChannel();
      const moment = () =>
        new Promise((resolve) => {
          port1.onmessage = resolve;
          port2.postMessage(undefined);
        });
      const isTaken = async () => {
        const untilMs = performance.now() + takenWithinMs;
        while (live.bufferedAmount > 0 && performance.now() < untilMs) await moment();
        return live.bufferedAmount === 0;
      };
      do live.send(blanks);
      while (await isTaken());
      return live;
    },
    { stepBytes, takenWithinMs },
  );
  return { bufferedBytes: () => socket.evaluate(({ bufferedAmount }) => bufferedAmount) };
}

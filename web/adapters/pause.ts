/** Resolves in a task of its own, after what the person did meanwhile: long work that waits for it stays unnoticed. */
export function pause(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    // Unlike a timer it is not put off by milliseconds, nor by minutes in a page in the background.
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

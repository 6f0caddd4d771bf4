// The AudioWorklet scope has no types in a project with the DOM.
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
type Processor = new () => AudioWorkletProcessor & { process(...args: readonly unknown[]): boolean };
declare let registerProcessor: (name: string, processor: Processor) => void;

const register = registerProcessor;

/** Every processor that is registered from here on throws in `process` once it got the message `die`. */
registerProcessor = (name, Immortal) => {
  register(
    name,
    class extends Immortal {
      #dies = false;

      constructor() {
        super();
        this.port.addEventListener("message", ({ data }) => {
          this.#dies = data.type === "die";
        });
      }

      override process(...args: readonly unknown[]): boolean {
        if (this.#dies) throw new Error("This worklet dies.");
        return super.process(...args);
      }
    },
  );
};

export {};

import { setMaxListeners } from "node:events";
import { FakeToolContext } from "../../fakes/fake-tool-context.ts";
import { ManualClock } from "../../fakes/manual-clock.ts";

/** A tool's world in which waiting takes as long as the test lets pass. */
export class TimerScene {
  readonly context = new FakeToolContext();
  readonly #clock = new ManualClock(this.context.nowMs);

  constructor() {
    const { signal } = this.context;
    // Calls that have a signal each in a conversation share one here.
    setMaxListeners(0, signal);
    this.context.pass = (ms) =>
      new Promise((resolve) => {
        const end = () => {
          cancel();
          signal.removeEventListener("abort", end);
          resolve();
        };
        const cancel = this.#clock.setTimer(ms, end);
        signal.addEventListener("abort", end);
      });
  }

  /** Lets time pass, second by second, and whoever waits go on. */
  async pass(ms: number): Promise<void> {
    await settled();
    for (let passed = 0; passed < ms; passed += 1000) {
      this.#clock.advance(Math.min(1000, ms - passed));
      this.context.nowMs = this.#clock.now();
      await settled();
    }
  }
}

/** Everything that waits for no time has gone on. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

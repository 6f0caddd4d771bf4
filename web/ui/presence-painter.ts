import type { PresenceCommand } from "./presence-messages.ts";
import { canvasUnits } from "./presence-shape.ts";

/** More device pixels than this for a CSS pixel are not seen in a soft outline. */
const longestPixelRatio = 2;

/** −50 dB: softer than that, nothing is seen to move. */
const leastLevel = 0.003;

/** Two canvases and the worker that paints them. Close it, or the worker stays. */
export class PresencePainter {
  readonly user = canvas("user");
  readonly agent = canvas("agent");
  readonly #worker = new Worker(new URL("./presence.worker.ts", import.meta.url), { type: "module" });
  #isStill = false;

  constructor() {
    const [user, agent] = [this.user.transferControlToOffscreen(), this.agent.transferControlToOffscreen()];
    this.#tell({ type: "canvases", user, agent }, [user, agent]);
  }

  /** Takes size and colours from the page's style, which the worker does not see. */
  look(presenceWidth: number, muted: boolean): void {
    const ratio = Math.min(devicePixelRatio, longestPixelRatio) * (canvasUnits / 200);
    this.#tell({
      type: "look",
      pixels: Math.max(1, Math.round(presenceWidth * ratio)),
      user: getComputedStyle(this.user).color,
      agent: getComputedStyle(this.agent).color,
      muted,
    });
  }

  levels(user: number, agent: number): void {
    const isStill = Math.max(user, agent) < leastLevel;
    if (!isStill) this.#tell({ type: "levels", user, agent });
    else if (!this.#isStill) this.#tell({ type: "levels", user: 0, agent: 0 });
    this.#isStill = isStill;
  }

  /** The ring swells once, the body shrinks at once. */
  interrupt(): void {
    this.#tell({ type: "hush" });
    const swell = [{ transform: "none" }, { transform: "scale(1.09)" }, { transform: "none" }];
    this.user.animate(swell, { duration: 180, easing: "ease-out" });
  }

  close(): void {
    this.#worker.terminate();
  }

  #tell(command: PresenceCommand, transfer: Transferable[] = []): void {
    this.#worker.postMessage(command, transfer);
  }
}

function canvas(voice: string): HTMLCanvasElement {
  const element = document.createElement("canvas");
  element.className = voice;
  return element;
}

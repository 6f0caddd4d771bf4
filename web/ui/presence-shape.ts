/** RMS 0–1 of a voice → 0–1 for the eye: speech lies around 0.02–0.25, and loudness is heard roughly as a root. */
export function visibleLevel(rms: number): number {
  return Math.min(1, Math.sqrt(Math.max(0, rms)) * 2.2);
}

const attackMs = 80;
const releaseMs = 250;
/** A smaller difference is not seen. */
const stillness = 0.004;

/** Follows a level: fast up, slow down. */
export class Follower {
  #level = 0;

  get level(): number {
    return this.#level;
  }

  /** Moves towards `target` for `elapsedMs`; answers the new level. */
  follow(target: number, elapsedMs: number): number {
    const timeMs = target > this.#level ? attackMs : releaseMs;
    this.#level += (target - this.#level) * (1 - Math.exp(-elapsedMs / timeMs));
    if (Math.abs(target - this.#level) < stillness) this.#level = target;
    return this.#level;
  }

  reset(): void {
    this.#level = 0;
  }
}

/** Units across the canvas of a voice: the presence's 200, and room to swing. */
export const canvasUnits = 240;

/** One outline of a voice, in units; `growth`, `swing` and `drift` are those at full level. */
export interface Layer {
  readonly radius: number;
  readonly growth: number;
  readonly swing: number;
  readonly lobes: number;
  /** Radians a second; the sign lets the layers drift apart. */
  readonly drift: number;
  readonly alpha: number;
  /** Width of the line; 0 fills the outline. */
  readonly line: number;
  /** Only shows movement: left out while muted. */
  readonly faint: boolean;
}

/** The person: three lines, nearly round. */
export const userLayers: readonly Layer[] = [
  { radius: 90, growth: 5, swing: 7, lobes: 4, drift: 1.6, alpha: 0.4, line: 1, faint: true },
  { radius: 87, growth: 3, swing: 10, lobes: 2, drift: -2.1, alpha: 0.65, line: 1.4, faint: true },
  { radius: 84, growth: 0, swing: 11, lobes: 3, drift: 2.6, alpha: 1, line: 2.2, faint: false },
];

/** The agent: three soft layers. */
export const agentLayers: readonly Layer[] = [
  { radius: 57, growth: 7, swing: 13, lobes: 3, drift: -1.5, alpha: 0.14, line: 0, faint: true },
  { radius: 48, growth: 6, swing: 11, lobes: 2, drift: 2.1, alpha: 0.36, line: 0, faint: true },
  { radius: 37, growth: 6, swing: 6, lobes: 5, drift: 1.2, alpha: 1, line: 0, faint: false },
];

/** One outline: radius at rest, how far it waves, how it is turned. */
export interface Outline {
  readonly radius: number;
  /** Largest deviation from the radius, in the same unit. */
  readonly swing: number;
  /** How many waves go round; whole. */
  readonly lobes: number;
  readonly turn: number;
}

const pointCount = 72;

/** Adds the outline around (0, 0) to a path, closed. So many short lines that none is seen. */
export function traceOutline(
  path: Pick<CanvasPath, "moveTo" | "lineTo" | "closePath">,
  outline: Outline,
): void {
  for (let point = 0; point < pointCount; point += 1) {
    const angle = (point / pointCount) * 2 * Math.PI;
    const distance = distanceAt(outline, angle);
    const [x, y] = [distance * Math.cos(angle), distance * Math.sin(angle)];
    if (point === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  }
  path.closePath();
}

/** How far the outline is from its centre in a direction, in radians. */
export function distanceAt({ radius, swing, lobes, turn }: Outline, angle: number): number {
  const wave = 0.65 * Math.sin(lobes * angle + turn) + 0.35 * Math.sin((lobes + 2) * angle - 1.7 * turn);
  return radius + swing * wave;
}

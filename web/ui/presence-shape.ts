/** What the presence needs of geometry: levels made visible, and closed wavy outlines. Pure. */

/** RMS 0–1 of a voice → 0–1 for the eye: speech lies around 0.02–0.25, and loudness is heard roughly as a root. */
export function visibleLevel(rms: number): number {
  return Math.min(1, Math.sqrt(Math.max(0, rms)) * 2.2);
}

const attackMs = 80;
const releaseMs = 250;
/** Below this nothing visible moves. */
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
    if (this.#level < stillness && target < stillness) this.#level = 0;
    return this.#level;
  }

  reset(): void {
    this.#level = 0;
  }
}

/** One outline: radius at rest, how far it waves, how it is turned. */
export interface Outline {
  readonly radius: number;
  /** Largest deviation from the radius, in the same unit. */
  readonly swing: number;
  /** How many waves go round; whole. */
  readonly lobes: number;
  readonly turn: number;
}

const pointCount = 28;

/** SVG path of the outline around (100, 100): a closed, smooth curve (Catmull–Rom as cubic Béziers). */
export function outlinePath(outline: Outline): string {
  const points = Array.from({ length: pointCount }, (_, index) => pointAt(outline, index));
  const at = (index: number) => points[(index + pointCount) % pointCount] ?? { x: 100, y: 100 };
  const start = at(0);
  let path = `M${fixed(start.x)} ${fixed(start.y)}`;
  for (let index = 0; index < pointCount; index += 1) {
    const [before, from, to, after] = [at(index - 1), at(index), at(index + 1), at(index + 2)];
    path += `C${fixed(from.x + (to.x - before.x) / 6)} ${fixed(from.y + (to.y - before.y) / 6)} ${fixed(
      to.x - (after.x - from.x) / 6,
    )} ${fixed(to.y - (after.y - from.y) / 6)} ${fixed(to.x)} ${fixed(to.y)}`;
  }
  return `${path}Z`;
}

function pointAt({ radius, swing, lobes, turn }: Outline, index: number): { x: number; y: number } {
  const angle = (index / pointCount) * 2 * Math.PI;
  const wave = 0.65 * Math.sin(lobes * angle + turn) + 0.35 * Math.sin((lobes + 2) * angle - 1.7 * turn);
  const distance = radius + swing * wave;
  return { x: 100 + distance * Math.cos(angle), y: 100 + distance * Math.sin(angle) };
}

function fixed(value: number): string {
  return value.toFixed(1);
}

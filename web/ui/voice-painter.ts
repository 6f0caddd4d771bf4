import { Follower, traceOutline, visibleLevel } from "./presence-shape.ts";

/** One outline of a voice, in units of the presence's 200; `growth`, `swing` and `drift` are those at full level. */
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
  /** Part of the halo, which can be faded out. */
  readonly halo: boolean;
}

/** Units across the canvas: the presence's 200 and room to swing. */
export const canvasUnits = 240;
/** More device pixels than this for a CSS pixel are not seen in a soft outline. */
const longestPixelRatio = 2;
/** Muted lines are broken. */
const dashes: readonly number[] = [11, 14];

/** Paints one voice: follows its level and paints only what changed. */
export class VoicePainter {
  /** Whether the halo should be there; it fades in and out. */
  halo = true;
  dashed = false;
  readonly #layers: readonly Layer[];
  readonly #follower = new Follower();
  readonly #haloFollower = new Follower();
  #turn = 0;
  #painted = "";
  #canvas: HTMLCanvasElement | undefined;
  #colour = "";

  constructor(layers: readonly Layer[]) {
    this.#layers = layers;
  }

  /** Takes colour and size from the canvas's style; call it again when those may have changed. */
  attach(canvas: HTMLCanvasElement): void {
    this.#canvas = canvas;
    this.#colour = getComputedStyle(canvas).color;
    const pixels = Math.round(canvas.clientWidth * Math.min(devicePixelRatio, longestPixelRatio));
    if (canvas.width !== pixels) canvas.width = canvas.height = pixels;
    this.#painted = "";
  }

  /** Shows a level, RMS 0–1, `elapsedMs` after the last one. */
  follow(rms: number, elapsedMs: number): void {
    const level = this.#follower.follow(visibleLevel(rms), elapsedMs);
    const halo = this.#haloFollower.follow(this.halo ? 1 : 0, elapsedMs);
    this.#turn += (level * elapsedMs) / 1000;
    this.#show(level, halo);
  }

  /** Falls silent at once. */
  rest(): void {
    this.#follower.reset(0);
    this.#haloFollower.reset(this.halo ? 1 : 0);
    this.#show(0, this.halo ? 1 : 0);
  }

  #show(level: number, halo: number): void {
    const picture = `${level === 0 ? 0 : this.#turn} ${level} ${halo} ${this.dashed}`;
    const context = this.#canvas?.getContext("2d");
    if (picture === this.#painted || !context) return;
    this.#painted = picture;
    const { width } = context.canvas;
    const scale = width / canvasUnits;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, width);
    context.setTransform(scale, 0, 0, scale, width / 2, width / 2);
    for (const layer of this.#layers) this.#paint(context, layer, level, layer.halo ? halo : 1);
  }

  #paint(context: CanvasRenderingContext2D, layer: Layer, level: number, presence: number): void {
    context.beginPath();
    traceOutline(context, {
      radius: layer.radius + layer.growth * level,
      swing: layer.swing * level,
      lobes: layer.lobes,
      turn: 1 + this.#turn * layer.drift,
    });
    context.globalAlpha = layer.alpha * presence;
    context.setLineDash(this.dashed ? [...dashes] : []);
    if (layer.line > 0) this.#stroke(context, layer.line);
    else this.#fill(context);
  }

  #stroke(context: CanvasRenderingContext2D, width: number): void {
    context.strokeStyle = this.#colour;
    context.lineWidth = width;
    context.stroke();
  }

  #fill(context: CanvasRenderingContext2D): void {
    context.fillStyle = this.#colour;
    context.fill();
  }
}

import { canvasUnits, Follower, type Layer, traceOutline, visibleLevel } from "./presence-shape.ts";

/** Longest step that is shown: after a hidden tab the picture goes on, it does not catch up. */
const longestStepMs = 100;
/** A muted line is broken. */
const dashes = [11, 14];

/** Paints one voice on a canvas: follows its level, and paints only what changed. */
export class VoicePainter {
  readonly #layers: readonly Layer[];
  readonly #follower = new Follower();
  #context: OffscreenCanvasRenderingContext2D | null = null;
  #colour = "";
  #muted = false;
  #turn = 0;
  #stale = true;

  constructor(layers: readonly Layer[]) {
    this.#layers = layers;
  }

  attach(canvas: OffscreenCanvas): void {
    this.#context = canvas.getContext("2d");
  }

  look(colour: string, pixels: number, muted: boolean): void {
    this.#colour = colour;
    this.#muted = muted;
    if (this.#context !== null) this.#context.canvas.width = this.#context.canvas.height = pixels;
    this.#stale = true;
    this.#paint();
  }

  /** Shows a level, RMS 0–1, that long after the last one. */
  follow(rms: number, elapsedMs: number): void {
    const stepMs = Math.min(longestStepMs, elapsedMs);
    const before = this.#follower.level;
    const level = this.#follower.follow(visibleLevel(rms), stepMs);
    this.#turn += (level * stepMs) / 1000;
    this.#stale ||= level > 0 || before > 0;
    this.#paint();
  }

  /** Nothing to see of a voice, and nothing on its way. */
  get isStill(): boolean {
    return this.#follower.level === 0;
  }

  /** Falls silent at once. */
  hush(): void {
    this.#follower.reset();
    this.#stale = true;
    this.#paint();
  }

  #paint(): void {
    const context = this.#context;
    if (context === null || !this.#stale) return;
    this.#stale = false;
    const { width } = context.canvas;
    const scale = width / canvasUnits;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, width);
    context.setTransform(scale, 0, 0, scale, width / 2, width / 2);
    context.setLineDash(this.#muted ? dashes : []);
    for (const layer of this.#layers) if (!(this.#muted && layer.faint)) this.#paintLayer(context, layer);
  }

  #paintLayer(context: OffscreenCanvasRenderingContext2D, layer: Layer): void {
    const { level } = this.#follower;
    context.beginPath();
    traceOutline(context, {
      radius: layer.radius + layer.growth * level,
      swing: layer.swing * level,
      lobes: layer.lobes,
      turn: 1 + this.#turn * layer.drift,
    });
    context.globalAlpha = layer.alpha;
    context.fillStyle = context.strokeStyle = this.#colour;
    context.lineWidth = layer.line;
    if (layer.line > 0) context.stroke();
    else context.fill();
  }
}

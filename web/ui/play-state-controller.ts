import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { PlayState, SoundPlayer } from "./recording-sound.ts";

/**
 * Renders its host again when the selected slice of what is being played changes. The player may be another one with
 * every render. `select` must answer the same value for the same slice: pick, do not build.
 */
export class PlayStateController<Slice> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #player: () => SoundPlayer | undefined;
  readonly #select: (state: PlayState) => Slice;
  #followed: SoundPlayer | undefined;
  #slice: Slice | undefined;
  #unfollow: (() => void) | undefined;

  constructor(
    host: ReactiveControllerHost,
    player: () => SoundPlayer | undefined,
    select: (state: PlayState) => Slice,
  ) {
    this.#host = host;
    this.#player = player;
    this.#select = select;
    host.addController(this);
  }

  /** The slice as it is now; undefined without a player. */
  get value(): Slice | undefined {
    const player = this.#player();
    return player === undefined ? undefined : this.#select(player.state.get());
  }

  hostUpdate(): void {
    const player = this.#player();
    if (player !== this.#followed) this.#follow(player);
  }

  hostDisconnected(): void {
    this.#follow(undefined);
  }

  #follow(player: SoundPlayer | undefined): void {
    this.#unfollow?.();
    this.#followed = player;
    this.#slice = this.value;
    this.#unfollow = player?.state.listen(() => this.#onChange());
  }

  #onChange(): void {
    const slice = this.value;
    if (Object.is(slice, this.#slice)) return;
    this.#slice = slice;
    this.#host.requestUpdate();
  }
}

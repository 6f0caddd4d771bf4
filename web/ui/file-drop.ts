import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Takes files that are dropped on its host, and knows while some hover over it. */
export class FileDrop implements ReactiveController {
  readonly #host: ReactiveControllerHost & EventTarget;
  readonly #onFiles: (files: readonly File[]) => void;
  #isOver = false;
  #listening = new AbortController();

  constructor(host: ReactiveControllerHost & EventTarget, onFiles: (files: readonly File[]) => void) {
    this.#host = host;
    this.#onFiles = onFiles;
    host.addController(this);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  hostConnected(): void {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const on = (type: string, listener: (event: DragEvent) => void) =>
      this.#host.addEventListener(
        type,
        (event) => {
          if (event instanceof DragEvent && event.dataTransfer?.types.includes("Files") === true)
            listener(event);
        },
        { signal },
      );
    on("dragover", (event) => this.#hover(event));
    on("dragleave", (event) => {
      // Moving on to something inside of the host is no leaving.
      if (!isInside(event)) this.#setOver(false);
    });
    on("drop", (event) => this.#take(event));
  }

  hostDisconnected(): void {
    this.#listening.abort();
    this.#isOver = false;
  }

  #hover(event: DragEvent): void {
    event.preventDefault();
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = "copy";
    this.#setOver(true);
  }

  #take(event: DragEvent): void {
    event.preventDefault();
    this.#setOver(false);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) this.#onFiles(files);
  }

  #setOver(isOver: boolean): void {
    if (isOver === this.#isOver) return;
    this.#isOver = isOver;
    this.#host.requestUpdate();
  }
}

function isInside({ currentTarget, relatedTarget }: DragEvent): boolean {
  return (
    currentTarget instanceof Element && relatedTarget instanceof Node && currentTarget.contains(relatedTarget)
  );
}

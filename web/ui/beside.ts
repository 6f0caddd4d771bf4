/** An element of the screen in whose shadow tree `host` stands. */
export function beside<Found extends HTMLElement>(host: HTMLElement, selector: string): Found | null {
  const root = host.getRootNode();
  return root instanceof ShadowRoot ? root.querySelector<Found>(selector) : null;
}

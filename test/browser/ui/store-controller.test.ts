import { html, LitElement } from "lit";
import { customElement } from "lit/decorators.js";
import { atom } from "nanostores";
import { describe, expect, it, onTestFinished } from "vitest";
import { StoreController } from "../../../web/ui/store-controller.ts";

const store = atom({ count: 0, other: 0 });

@customElement("counting-element")
class CountingElement extends LitElement {
  renders = 0;
  readonly #count = new StoreController(
    this,
    () => store,
    (state) => state.count,
  );

  protected override render() {
    this.renders += 1;
    return html`${this.#count.value}`;
  }
}

async function counting(): Promise<CountingElement> {
  store.set({ count: 0, other: 0 });
  const element = new CountingElement();
  document.body.append(element);
  onTestFinished(() => element.remove());
  await element.updateComplete;
  return element;
}

describe("StoreController", () => {
  it("renders once for a change of its slice", async () => {
    const element = await counting();
    store.set({ ...store.get(), count: 1 });
    await element.updateComplete;
    expect(element.renders).toBe(2);
    expect(element.renderRoot.textContent).toBe("1");
  });

  it("does not render for the rest of the state", async () => {
    const element = await counting();
    store.set({ ...store.get(), other: 1 });
    await element.updateComplete;
    expect(element.renders).toBe(1);
  });

  it("lets go of the store outside of the page and catches up when it is back", async () => {
    const element = await counting();
    expect(store.lc).toBe(1);
    element.remove();
    expect(store.lc).toBe(0);
    store.set({ ...store.get(), count: 7 });
    await element.updateComplete;
    expect(element.renders).toBe(1);
    document.body.append(element);
    await element.updateComplete;
    expect(element.renderRoot.textContent).toBe("7");
  });
});

import { html, LitElement } from "lit";
import { afterEach, describe, expect, it } from "vitest";
import { PartByPart } from "../../../web/ui/part-by-part.ts";

class LongScreen extends LitElement {
  readonly #parts = new PartByPart(this, 2);
  /** How many parts each render had. */
  readonly renders: number[] = [];
  words = ["one", "two", "three", "four"];

  protected override render(): unknown {
    const shown = this.#parts.of(this.words.map((word) => () => html`<p>${word}</p>`));
    this.renders.push(shown.length);
    return shown;
  }

  get text(): string {
    return [...this.renderRoot.querySelectorAll("p")].map((part) => part.textContent).join(" ");
  }
}
customElements.define("long-screen", LongScreen);

let screen: LongScreen;

async function opened(): Promise<void> {
  screen = new LongScreen();
  document.body.append(screen);
  await screen.updateComplete;
}

afterEach(() => screen.remove());

describe("a long screen", () => {
  it("is busy with some of its parts at first, and gets the others one a task", async () => {
    await opened();
    expect(screen.text).toBe("one two");
    expect(screen.ariaBusy).toBe("true");
    await expect.poll(() => screen.ariaBusy).toBe(null);
    expect(screen.text).toBe("one two three four");
    expect(screen.renders).toEqual([2, 3, 4]);
  });

  it("gets a part that comes to it later", async () => {
    await opened();
    await expect.poll(() => screen.ariaBusy).toBe(null);
    screen.words = [...screen.words, "five"];
    screen.requestUpdate();
    await expect.poll(() => screen.text).toBe("one two three four five");
  });

  it("waits while it is out of the page, and goes on when it is back", async () => {
    await opened();
    screen.remove();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(screen.text).toBe("one two");
    document.body.append(screen);
    await expect.poll(() => screen.text).toBe("one two three four");
  });
});

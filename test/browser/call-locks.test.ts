import { describe, expect, it } from "vitest";
import { WebCallLocks } from "../../web/adapters/call-locks.ts";

/** Ids of its own: locks are those of the whole origin. */
function ids(): readonly [string, string, string] {
  return [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
}

/** Another document of the origin, as another tab is. */
async function openTab(): Promise<{ readonly locks: WebCallLocks; close(): void }> {
  const frame = document.createElement("iframe");
  // A document of this origin that the test server has in any case.
  frame.src = "/favicon.svg";
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
  document.body.append(frame);
  await loaded;
  const { navigator } = frame.contentWindow ?? {};
  if (navigator === undefined) throw new Error("The frame has no window.");
  return { locks: new WebCallLocks(navigator), close: () => frame.remove() };
}

describe("WebCallLocks", () => {
  it("tells every tab which calls run, until they are let go", async () => {
    const [a, b, c] = ids();
    const here = new WebCallLocks();
    const tab = await openTab();
    const release = await here.hold(a);
    await tab.locks.hold(b);
    expect(await here.alive([c, b, a])).toEqual(new Set([b, a]));
    expect(await tab.locks.alive([c, b, a])).toEqual(new Set([b, a]));
    release();
    release();
    await expect.poll(() => here.alive([a, b])).toEqual(new Set([b]));
    await expect.poll(() => tab.locks.alive([a, b])).toEqual(new Set([b]));
    tab.close();
  });

  it("lets go of the calls of a tab that is gone", async () => {
    const [a, b] = ids();
    const here = new WebCallLocks();
    await here.hold(a);
    const tab = await openTab();
    await tab.locks.hold(b);
    expect(await here.alive([a, b])).toEqual(new Set([a, b]));
    tab.close();
    await expect.poll(() => here.alive([a, b])).toEqual(new Set([a]));
  });

  it("holds a call twice without waiting, until both are let go", async () => {
    const [a] = ids();
    const here = new WebCallLocks();
    const first = await here.hold(a);
    const second = await here.hold(a);
    first();
    expect(await here.alive([a])).toEqual(new Set([a]));
    second();
    await expect.poll(() => here.alive([a])).toEqual(new Set());
  });

  it("knows its own calls where the browser has no locks, or refuses them", async () => {
    const [a, b] = ids();
    const refusing = {
      request: () => Promise.reject(new DOMException("Not here.", "SecurityError")),
      query: () => Promise.reject(new DOMException("Not here.", "SecurityError")),
    };
    for (const locks of [new WebCallLocks({}), new WebCallLocks({ locks: refusing })]) {
      const release = await locks.hold(a);
      expect(await locks.alive([a, b])).toEqual(new Set([a]));
      release();
      expect(await locks.alive([a, b])).toEqual(new Set());
    }
  });
});

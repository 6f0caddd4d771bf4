import { describe, expect, it } from "vitest";
import { browserStorage } from "../../web/adapters/browser-storage.ts";

describe("browserStorage", () => {
  it("tells what is used, what there is at most, and whether it may be cleared", async () => {
    const { usedBytes, quotaBytes, isPersistent } = await browserStorage().measure();
    expect(usedBytes).toBeGreaterThanOrEqual(0);
    expect(quotaBytes).toBeGreaterThan(usedBytes ?? 0);
    expect(isPersistent).toBe(await navigator.storage.persisted());
  });

  it("asks for what is kept to stay, and gives the browser's answer", async () => {
    // Chromium says no to a page that nobody has used.
    expect(await browserStorage().persist()).toBe(await navigator.storage.persisted());
  });

  it("tells nothing where the browser does not, or refuses", async () => {
    const refuse = () => Promise.reject(new TypeError("Not here."));
    const storage = { estimate: refuse, persisted: refuse, persist: refuse };
    for (const room of [browserStorage({}), browserStorage({ storage })]) {
      expect(await room.measure()).toEqual({
        usedBytes: undefined,
        quotaBytes: undefined,
        isPersistent: false,
      });
      expect(await room.persist()).toBe(false);
    }
  });
});

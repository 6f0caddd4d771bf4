import type { Page } from "playwright";
import { expect } from "vitest";
import type { ServedSimulator } from "../../../token-server/simulator/serve.ts";
import type { ActiveCall } from "../../../web/core/call/active-call.ts";

/** What the page has kept to return to its call with, read past the app; undefined: nothing. */
export function keptActiveCall(page: Page): Promise<ActiveCall | undefined> {
  return page.evaluate(
    () =>
      new Promise<ActiveCall | undefined>((resolve, reject) => {
        const opening = indexedDB.open("parley-active-call", 1);
        opening.onerror = () => reject(opening.error);
        // As the app makes it, which may come second.
        opening.onupgradeneeded = () => opening.result.createObjectStore("active");
        opening.onsuccess = () => {
          const asked = opening.result.transaction("active").objectStore("active").get("call");
          asked.onsuccess = () => {
            opening.result.close();
            resolve(asked.result);
          };
        };
      }),
  );
}

/** Waits until the page has kept the newest handle of its session. Once the agent listens, that knows of all that was said. */
export async function newestHandleKept(page: Page, gemini: ServedSimulator): Promise<void> {
  const offered = () =>
    gemini.sessions.at(-1)?.heard.findLast((heard) => heard.type === "handle-offered")?.handle;
  await expect
    .poll(async () => {
      const handle = (await keptActiveCall(page))?.handle?.value;
      return handle !== undefined && handle === offered();
    })
    .toBe(true);
}

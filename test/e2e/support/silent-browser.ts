import type { Browser } from "playwright";
import { openBrowser } from "./phone.ts";

let launched: Promise<Browser> | undefined;

/**
 * One browser in a silent room for all phones of a worker: starting one takes longer than a page. Phones share nothing of
 * it but its processes. It ends with the worker.
 */
export function silentBrowser(): Promise<Browser> {
  launched ??= openBrowser();
  return launched;
}

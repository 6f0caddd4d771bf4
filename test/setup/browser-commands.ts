import type { BrowserCommand } from "vitest/node";

/** What a test in the browser asks of the browser's driver. */
declare module "vitest/browser" {
  interface BrowserCommands {
    /** How many workers run in the page. */
    countWorkers(): Promise<number>;
  }
}

const countWorkers: BrowserCommand<[]> = ({ page }) => page.workers().length;

export const browserCommands = { countWorkers };

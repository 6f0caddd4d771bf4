import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { chromiumFlags, ensureChromium } from "../setup/chromium.ts";
import { BackEndTable } from "./back-end-table.ts";

/**
 * `npm run check:backends`: calls each public back-end of the tools once, from a page, as the app does. Apart from the
 * tests, which never leave the machine.
 */
const config = defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  optimizeDeps: { include: ["minisearch", "valibot", "@valibot/to-json-schema"] },
  test: {
    include: ["test/backends/check-back-ends.ts"],
    reporters: [new BackEndTable()],
    testTimeout: 40_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: { executablePath: ensureChromium(), args: [...chromiumFlags] },
      }),
      instances: [{ browser: "chromium" }],
    },
  },
});

// biome-ignore lint/style/noDefaultExport: Vitest reads its configuration from the default export.
export default config;

import { defineConfig } from "vitest/config";

/** `npm run lighthouse`: apart from the tests, since it measures, and fetches what it measures with. */
const config = defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  test: {
    include: ["test/lighthouse/judge.ts"],
    disableConsoleIntercept: true,
    testTimeout: 900_000,
    hookTimeout: 120_000,
  },
});

// biome-ignore lint/style/noDefaultExport: Vitest reads its configuration from the default export.
export default config;

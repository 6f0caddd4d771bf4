import { defineConfig } from "vitest/config";

/** `npm run bench`: apart from the tests, since it judges nothing by time. Vitest runs it because Node 20 has no types. */
const config = defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  test: {
    include: ["test/bench/bench.ts"],
    disableConsoleIntercept: true,
    testTimeout: 1_800_000,
    hookTimeout: 120_000,
  },
});

// biome-ignore lint/style/noDefaultExport: Vitest reads its configuration from the default export.
export default config;

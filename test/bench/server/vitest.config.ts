import { defineConfig } from "vitest/config";

/** `npm run bench:server`: apart from the tests, since it judges nothing by time. */
const config = defineConfig({
  root: new URL("../../..", import.meta.url).pathname,
  test: {
    include: ["test/bench/server/server.ts"],
    disableConsoleIntercept: true,
    testTimeout: 1_800_000,
    hookTimeout: 60_000,
  },
});

// biome-ignore lint/style/noDefaultExport: Vitest reads its configuration from the default export.
export default config;

import { defineConfig } from "vitest/config";

/** `npm run bench`: apart from the tests, since it judges nothing by time. Vitest runs it because Node 20 has no types. */
const config = defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  test: {
    // `npm run bench -- encode` runs the one of that name.
    include: ["test/bench/bench.ts", "test/bench/encode.ts", "test/bench/history.ts", "test/bench/keeper.ts"],
    fileParallelism: false,
    disableConsoleIntercept: true,
    testTimeout: 1_800_000,
    hookTimeout: 120_000,
  },
});

// biome-ignore lint/style/noDefaultExport: Vitest reads its configuration from the default export.
export default config;

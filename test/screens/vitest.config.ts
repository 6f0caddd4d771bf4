import { defineConfig } from "vitest/config";

/** `npm run screenshots` and `npm run pictures`: apart from the tests, since it makes pictures to look at and judges none. */
const config = defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  test: {
    include: ["test/screens/{screenshots,app-pictures}.ts"],
    testTimeout: 600_000,
    hookTimeout: 60_000,
  },
});

// biome-ignore lint/style/noDefaultExport: Vitest reads its configuration from the default export.
export default config;

import { resolve } from "node:path";
import { playwright } from "@vitest/browser-playwright";
import type { Plugin } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { browserCommands } from "./test/setup/browser-commands.ts";
import { chromiumFlags, ensureChromium } from "./test/setup/chromium.ts";
import { PlainSummary } from "./test/setup/plain-summary.ts";
import { precompress } from "./token-server/compress.ts";
import { tokenServer } from "./token-server/dev-plugin.ts";
import { firstWords, laterPage } from "./web/install/first-words.ts";
import { appIcons } from "./web/install/icons.ts";
import { webManifest } from "./web/install/manifest.ts";

const root = new URL(".", import.meta.url).pathname;

/** The token server as one file for the oldest supported Node, which cannot run TypeScript itself. */
const server = defineConfig({
  root,
  publicDir: false,
  build: {
    ssr: "token-server/main.ts",
    outDir: "dist/server",
    emptyOutDir: true,
    target: "node20",
    rolldownOptions: { output: { entryFileNames: "[name].js" } },
  },
});

/** The same as one file for Cloudflare Workers, which has no `node_modules`. */
const worker = defineConfig({
  root,
  publicDir: false,
  resolve: { conditions: ["workerd", "worker", "browser", "module", "import", "default"] },
  ssr: { target: "webworker", noExternal: true },
  build: {
    ssr: "token-server/worker/worker.ts",
    outDir: "dist/worker",
    emptyOutDir: true,
    target: "es2023",
    rolldownOptions: {
      external: [/^node:/, "cloudflare:sockets"],
      output: { entryFileNames: "[name].js", codeSplitting: false },
    },
  },
});

/** Installable, and its shell opens without a network. A new version waits for the person's word: never mid-call. */
const installable = VitePWA({
  registerType: "prompt",
  // The app does it: see web/adapters/service-worker.ts.
  injectRegister: null,
  includeManifestIcons: false,
  integration: {
    configureOptions({ base }, options) {
      options.manifest = webManifest(base);
      Object.assign(options.workbox ?? {}, {
        navigateFallbackDenylist: ["api", "health", "metrics", "ready", "sim"].map(
          (path) => new RegExp(`^${base}${path}([/?]|$)`),
        ),
      });
    },
  },
  workbox: {
    importScripts: ["share-target.js"],
    // All code of one version, so that a page never asks a newer server for a piece of an older app. Fetched by the
    // service worker after the first load.
    globPatterns: [laterPage, "favicon.svg", "assets/*.{js,css}"],
    // Its 32 MB are fetched by the page with the first MP3, into a cache that outlives versions of the app.
    globIgnores: ["assets/ffmpeg-core-*"],
    runtimeCaching: [
      {
        urlPattern: /\/assets\/ffmpeg-core-[^/]+$/,
        handler: "CacheFirst",
        // The page alone puts them there: see web/adapters/encoder-cache.ts.
        options: { cacheName: "parley-encoder", plugins: [{ cacheWillUpdate: async () => null }] },
      },
    ],
    // So that the encoder works without a network after one visit.
    clientsClaim: true,
    navigateFallback: laterPage,
  },
});

/**
 * So that no server compresses what never changes. After the service worker is written, which is among it. It takes most
 * of a build: `--mode uncompressed` goes without.
 */
function compressed(): Plugin {
  let folder = "";
  return {
    name: "precompress",
    apply: (_config, { command, mode }) => command === "build" && mode !== "uncompressed",
    enforce: "post",
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    closeBundle: { order: "post", sequential: true, handler: () => precompress(folder) },
  };
}

const app = defineConfig({
  root: `${root}web`,
  resolve: {
    alias: [
      { find: /^.*\/validation\/ajv-provider\.js$/, replacement: `${root}web/adapters/mcp-validator.ts` },
    ],
  },
  optimizeDeps: { exclude: ["@ffmpeg/ffmpeg"] },
  build: { outDir: "../dist/web", emptyOutDir: true, target: "es2023", modulePreload: { polyfill: false } },
  plugins: [tokenServer(), appIcons(`${root}web/install/`), firstWords(), installable, compressed()],
});

const microphoneFlags = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"];

/** Tests that run in pages of Chromium. @param isolate each file has a page of its own */
function inBrowser(
  name: string,
  isolate: boolean,
  files: { readonly include: string[]; readonly exclude?: string[] },
): TestProjectInlineConfiguration {
  return {
    root,
    cacheDir: `node_modules/.vite-${name}`,
    // Found late, a package makes Vite reload the page under a running test.
    optimizeDeps: {
      // Its worker is found beside it only while it lies where it was installed.
      exclude: ["@ffmpeg/ffmpeg"],
      include: [
        "@google/genai",
        "@lit/context",
        "@lit/localize",
        "@lit/localize/internal/id-generation.js",
        "@modelcontextprotocol/sdk/client/index.js",
        "@modelcontextprotocol/sdk/client/streamableHttp.js",
        "@modelcontextprotocol/sdk/types.js",
        "@modelcontextprotocol/sdk/validation/cfworker",
        "@zip.js/zip.js/lib/zip-core-custom.js",
        "axe-core",
        "fast-check",
        "idb",
        "lit",
        "lit/decorators.js",
        "lit/directives/guard.js",
        "lit/directives/live.js",
        "lit/directives/repeat.js",
        "lucide",
        "nanostores",
        "zod/v4/core",
      ],
    },
    test: {
      name,
      root,
      ...files,
      globalSetup: "test/setup/live-server.ts",
      isolate,
      maxWorkers: "100%",
      testTimeout: 30_000,
      expect: { poll: { timeout: 10_000 } },
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        commands: browserCommands,
        provider: playwright({
          launchOptions: {
            executablePath: ensureChromium(),
            args: [...chromiumFlags, ...microphoneFlags, "--autoplay-policy=no-user-gesture-required"],
          },
        }),
        instances: [{ browser: "chromium" }],
      },
    },
  };
}

const tests = () =>
  defineConfig({
    root,
    test: {
      reporters: ["default", new PlainSummary()],
      // The SDK warns in two sentences at every connect, Lit in every page that it is the development build.
      onConsoleLog: (text) => !/ephemeral token support|Lit is in dev mode/i.test(text),
      projects: [
        {
          test: {
            name: "node",
            root,
            include: [
              "test/{core,app,tools,exporters,locales,token-server,simulator,faults,contract,setup,bench}/**/*.test.ts",
            ],
            exclude: ["**/*.browser.test.ts"],
            // No test changes what all share, so the files of a worker load their modules once.
            isolate: false,
            maxWorkers: "100%",
            expect: { poll: { timeout: 10_000 } },
            testTimeout: 30_000,
          },
        },
        // As in Node: a page loads the modules of all its files once.
        inBrowser("browser", false, {
          include: ["test/browser/**/*.test.ts", "test/contract/**/*.browser.test.ts"],
          exclude: ["test/browser/**/*.{policy,fresh}.test.ts"],
        }),
        // A policy cannot be taken back, nor code that is loaded: whoever sets one, or looks at loading, has a page of its own.
        inBrowser("policy", true, { include: ["test/browser/**/*.{policy,fresh}.test.ts"] }),
        {
          test: {
            name: "e2e",
            root,
            include: ["test/e2e/**/*.test.ts"],
            exclude: ["**/*.sound.test.ts"],
            // They keep two cores busy, two at a time; with three, each waits for the others.
            maxWorkers: 2,
            // The files of a worker share its browser.
            isolate: false,
            sequence: { groupOrder: 1 },
            // Calls take their time in earnest, and a machine that is busy otherwise may run out of it.
            retry: 1,
            // What is waited for has 30 s of its own: a test ends with the sentence of what did not come.
            expect: { poll: { timeout: 30_000 } },
            testTimeout: 60_000,
            hookTimeout: 60_000,
          },
        },
        {
          test: {
            name: "sound",
            root,
            include: ["test/e2e/**/*.sound.test.ts", "test/keeper/**/*.test.ts"],
            // To the last millisecond: nothing else runs beside them.
            fileParallelism: false,
            sequence: { groupOrder: 2 },
            // Chromium's fake microphone loses buffers on a machine that is busy otherwise.
            retry: 1,
            expect: { poll: { timeout: 30_000 } },
            testTimeout: 90_000,
            hookTimeout: 60_000,
          },
        },
      ],
    },
  });

export default defineConfig(({ mode }) => {
  if (process.env["VITEST"] !== undefined) return tests();
  if (mode === "worker") return worker;
  return mode === "server" ? server : app;
});

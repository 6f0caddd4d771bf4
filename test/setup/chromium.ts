import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright";

const systemNames = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const systemPaths = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

/**
 * What a page of a test needs no process for: a renderer kept for the next page, and the address bar's own pages, a third
 * of what a page takes.
 */
const unused = ["SpareRendererForSitePerProcess", "WebUIOmniboxPopup", "WebUIOmniboxAimPopup"];

/** What Playwright turns off for good reasons. Of two such flags Chromium obeys the last. */
const offInPlaywright = [
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "TcpPortRandomizationWin",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
];

/**
 * Flags every Chromium of the tests starts with: it must not call out, sound must start without a gesture only
 * where a test clicks, and root (a container) has no sandbox.
 */
export const chromiumFlags: readonly string[] = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--no-first-run",
  `--disable-features=${[...offInPlaywright, ...unused].join(",")}`,
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

/** Path of a Chromium or Chrome that is already here, or undefined. `CHROMIUM_PATH` wins. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env["CHROMIUM_PATH"];
  if (named !== undefined && named !== "") {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM_PATH names ${named}, and there is no such file.`);
  }
  const folders = (env["PATH"] ?? "").split(delimiter);
  const candidates = [
    chromium.executablePath(),
    ...folders.flatMap((folder) => systemNames.map((name) => join(folder, name))),
    ...systemPaths,
  ];
  return candidates.find((path) => path !== "" && existsSync(path));
}

/** A Chromium to test with: found, else downloaded by Playwright, else Debian's package, else one clear sentence. */
export function ensureChromium(): string {
  const found = findChromium();
  if (found !== undefined) return found;
  for (const [command, args] of installers()) {
    if (!succeeds(command, args)) continue;
    const installed = findChromium();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    "The browser tests need Chromium: install it (for example `apt-get install chromium`) or name one in CHROMIUM_PATH.",
  );
}

function installers(): readonly (readonly [string, readonly string[]])[] {
  return [
    ["npx", ["playwright", "install", "chromium"]],
    ["sh", ["-c", "apt-get update && apt-get install -y --no-install-recommends chromium"]],
  ];
}

function succeeds(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "inherit", timeout: 300_000 });
    return true;
  } catch (error) {
    console.warn(`${command} ${args.join(" ")}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

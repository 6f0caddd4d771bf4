import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { type BrowserContext, chromium } from "playwright";
import { chromiumFlags, ensureChromium } from "../../setup/chromium.ts";

/** A browser with a profile that outlives it. */
export interface KillableBrowser {
  readonly context: BrowserContext;
  /** Ends it, if it still runs, as a power cut would: nothing of it gets to say goodbye. */
  kill(): Promise<void>;
}

/** Starts Chromium by hand, so that its process is there to be killed. */
export async function openProfile(folder: string, flags: readonly string[]): Promise<KillableBrowser> {
  const args = ["--headless=new", "--remote-debugging-port=0", `--user-data-dir=${folder}`];
  const browser = spawn(ensureChromium(), [...args, ...chromiumFlags, ...flags, "about:blank"], {
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  const connected = await chromium.connectOverCDP(await devtoolsAddress(browser));
  const context = connected.contexts()[0];
  if (context === undefined) throw new Error("The browser has no context.");
  return {
    context,
    async kill() {
      if (browser.signalCode !== null || browser.exitCode !== null) return;
      const gone = once(browser, "exit");
      // The whole group: its renderers, too.
      if (browser.pid !== undefined) process.kill(-browser.pid, "SIGKILL");
      await gone;
    },
  };
}

function devtoolsAddress({ stderr }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (stderr === null) return reject(new Error("The browser says nothing."));
    const lines = createInterface(stderr);
    lines.on("line", (line) => {
      const address = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
      if (address !== undefined) resolve(address);
    });
    lines.on("close", () => reject(new Error("The browser ended before it could be used.")));
    return undefined;
  });
}

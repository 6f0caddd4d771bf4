import { readFileSync, writeFileSync } from "node:fs";
import type { Browser } from "playwright";

/** The processes that run a browser's pages. Linux only, whose kernel remembers the most that a process had. */
export interface RendererMemory {
  /** From now on. */
  reset(): void;
  /** Most memory that one of them has had since, in bytes: what it shares with others (the browser's own code) included. */
  peakBytes(): number;
}

/** @returns undefined on other systems than Linux */
export async function rendererMemory(browser: Browser): Promise<RendererMemory | undefined> {
  if (process.platform !== "linux") return undefined;
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const pids = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  return {
    reset: () => {
      // 5: proc(5), clear_refs: the peak begins anew at what it has now.
      for (const pid of pids) writeFileSync(`/proc/${pid}/clear_refs`, "5");
    },
    peakBytes: () => Math.max(...pids.map(peakOf)),
  };
}

function peakOf(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) * 1_024;
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** What `npm run build` makes. */
export const builtFolder = fileURLToPath(new URL("../../../dist", import.meta.url));

/** The built server with the built app, running as a user would run it. */
export interface Parley {
  readonly url: string;
  /** Everything it has printed so far. */
  readonly output: () => string;
  /** Asks it to end and waits until it is gone. @returns its exit code, null if a signal had to end it */
  stop(): Promise<number | null>;
}

/**
 * Starts `node dist/server/main.js` on a free port with just these variables: no `.env` and no variable of whoever
 * runs the tests reaches it. @param built folder of the built server and app; missing: that of the checkout
 * @param args of the command line
 */
export async function startParley(
  variables: Readonly<Record<string, string>> = {},
  built = builtFolder,
  args: readonly string[] = [],
): Promise<Parley> {
  const server = spawn(process.execPath, [join(built, "server/main.js"), ...args], {
    cwd: mkdtempSync(join(tmpdir(), "parley-server-")),
    env: { PATH: process.env["PATH"] ?? "", PORT: "0", ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  server.stderr.on("data", (data: Buffer) => lines.push(data.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(server.stdout).on("line", (line) => {
      lines.push(line);
      const address = /https?:\/\/\S+:\d+/.exec(line)?.[0];
      if (address !== undefined) resolve(address);
    });
    server.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${lines.join("\n")}`)));
  });
  return { url, output: () => lines.join("\n"), stop: () => stop(server) };
}

async function stop(server: ChildProcess): Promise<number | null> {
  if (server.exitCode !== null) return server.exitCode;
  const exited = once(server, "exit");
  server.kill("SIGTERM");
  const [code] = await exited;
  return code;
}
